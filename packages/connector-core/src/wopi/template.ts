import type { Core } from '../core.ts'
import { type BlankKind, blankDocument, isBlankKind } from '../create/index.ts'
import { ConnectorError } from '../errors.ts'
import { mimeOf } from '../formats/index.ts'
import { wopiBase } from './addresses.ts'
import type { WopiCall } from './call.ts'

const templateSeconds = 600

/** `TemplateSource`: where the editor's server fetches the content of a new document, without a proof; good for ten minutes. */
export async function templateAddress(call: WopiCall, kind: BlankKind): Promise<string> {
  const { core, user, server } = call
  const token = core.links.issue('template', { kind, locale: user.locale ?? 'en' }, templateSeconds)
  return `${wopiBase(core, server)}/template/blank.${kind}?token=${token}`
}

/** Serves it. Throws `token_invalid`, `token_expired`. */
export async function serveTemplate(core: Core, request: Request): Promise<Response> {
  const { kind = '', locale = 'en' } = core.links.read('template', new URL(request.url).searchParams.get('token'))
  if (!isBlankKind(kind)) throw new ConnectorError('not_found', 'There is no such template.')
  const bytes = await blankDocument(kind, locale)
  return new Response(request.method === 'HEAD' ? null : Buffer.from(bytes), {
    headers: { 'content-type': mimeOf(kind), 'content-length': String(bytes.byteLength), 'cache-control': 'no-store' },
  })
}

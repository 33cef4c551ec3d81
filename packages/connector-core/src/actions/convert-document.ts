import { convert } from '../conversion/index.ts'
import type { Core } from '../core.ts'
import { publicServerDoor } from '../core.ts'
import { safeFileName } from '../create/index.ts'
import { ConnectorError } from '../errors.ts'
import { capabilitiesOf, extensionOf } from '../formats/index.ts'
import type { StoredDocument, User } from '../host.ts'
import { downloadLink } from './document-links.ts'
import { findDocument } from './find-document.ts'
import { storeResult } from './store-result.ts'

/** Asks again for the same conversion while it is pending. */
export type Pending = { pending: true; percent: number }

interface Wanted {
  to?: string
  password?: string
  signal?: AbortSignal
}

async function result(core: Core, id: string, user: User, wanted: Wanted, purpose: 'convert' | 'download') {
  const { document, permissions } = await findDocument(core, id, user)
  // a converted copy belongs to who made it: it must not be a way around the missing right to download
  if (!permissions.download && !(purpose === 'convert' && permissions.edit))
    throw new ConnectorError('forbidden', `You may not ${purpose} ${document.name}.`)
  const settings = await core.settings()
  const from = extensionOf(document.name)
  const able = capabilitiesOf(from, settings)
  const to = wanted.to ?? able.convertToOoxml
  if (to === null || !able.convertTo.includes(to)) {
    throw new ConnectorError(
      'format_unsupported',
      `${document.name} cannot be converted${wanted.to === undefined ? '' : ` to ${JSON.stringify(wanted.to.slice(0, 20))}`}.`,
    )
  }
  if (document.size > settings.maxDocumentBytes) {
    throw new ConnectorError(
      'too_large',
      `${document.name} is larger than the limit of ${settings.maxDocumentBytes} bytes (setting maxDocumentBytes).`,
    )
  }
  const client = await core.client()
  const answer = await convert(client, {
    url: downloadLink(core, settings, document, user),
    from,
    to,
    revision: `${core.installation.id}/${document.id}/${document.version}`,
    title: document.name,
    password: wanted.password,
    region: user.locale,
    async: true,
    signal: wanted.signal,
  })
  return { document, to, answer }
}

/** `Report.odt` becomes `Report.docx`. */
export function withExtension(name: string, extension: string): string {
  const present = extensionOf(name)
  return safeFileName(
    `${present === '' ? name : name.slice(0, -present.length - 1)}.${extension}`,
    `document.${extension}`,
  )
}

/** Converts and adds the result beside the original. Throws `conversion_failed`, `format_unsupported`, `forbidden`. */
export async function convertDocument(
  core: Core,
  id: string,
  user: User,
  wanted: Wanted,
): Promise<StoredDocument | Pending> {
  const { document, to, answer } = await result(core, id, user, wanted, 'convert')
  if (!answer.done) return { pending: true, percent: answer.percent }
  const extension = answer.fileType === '' ? to : answer.fileType
  return await storeResult(
    core,
    { url: answer.url, extension, name: withExtension(document.name, extension) },
    document,
    user,
    wanted.signal,
  )
}

/** Converts and gives a link to the result, good for 15 minutes, as Document Server's own is. */
export async function downloadAs(
  core: Core,
  id: string,
  user: User,
  wanted: Wanted & { to: string },
): Promise<{ url: string } | Pending> {
  const { document, answer, to } = await result(core, id, user, wanted, 'download')
  if (!answer.done) return { pending: true, percent: answer.percent }
  const name = withExtension(document.name, answer.fileType === '' ? to : answer.fileType)
  const token = core.links.issue(
    'result',
    { document: document.id, user: user.id, url: (await core.client()).publicUrl(answer.url), name },
    900,
  )
  return { url: `${publicServerDoor(core.host.mount())}/result/${encodeURIComponent(name)}?token=${token}` }
}

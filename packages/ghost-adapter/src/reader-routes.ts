import { type Connector, ConnectorError } from '@openwith/connector-core'
import type { User } from '@openwith/connector-core/host'
import { answerJson, readJson, textList } from './answers.ts'
import { pathOfId } from './document-id.ts'
import type { Account, Ghost, GhostRequest } from './ghost.ts'
import type { GhostHost } from './host.ts'
import { idOfReader } from './reader.ts'
import { requireSameOrigin } from './same-origin.ts'

const mostAtOnce = 50

/**
 * What the script on the public site asks, while an administrator has it switched on: a reader may view files of a post that Ghost lets them read, a staff
 * user may do what the admin would let them. Staff count only where admin and site share an origin, because of their cookie's path and our check of it.
 */
export function createReaderRoutes({
  ghost,
  host,
  connector,
}: {
  ghost: Ghost
  host: GhostHost
  connector: Connector
}) {
  /** In whose name a file of this address may be opened here; null: in nobody's. */
  async function readerFor(
    url: string,
    member: string | null,
    account: Account | null,
  ): Promise<{ id: string; user: User; edit: boolean } | null> {
    const document = await host.documents.findByUrl(url)
    const path = document === null ? null : pathOfId(document.id)
    if (document === null || path === null) return null
    if (account !== null) {
      const user = host.access.toUser(account)
      const { view, edit } = await host.access.permissions(user, document)
      return view ? { id: document.id, user, edit } : null
    }
    for (const { postId, status } of await host.posts.of(path)) {
      if (status !== 'published' || !(await ghost.mayReadPost(member, postId))) continue
      return { id: document.id, user: { id: idOfReader({ member, postId }), name: 'Reader' }, edit: false }
    }
    return null
  }

  return async (request: Request, path: string, req: GhostRequest): Promise<Response> => {
    if (!(await host.settings.options()).siteScript)
      throw new ConnectorError('not_found', 'Documents are not shown on this site.')
    if (request.method !== 'POST')
      throw new ConnectorError('method_not_allowed', `${request.method} is not possible here.`)
    const { publicUrl, browserPath } = host.mount()
    requireSameOrigin(request, publicUrl)
    const body = await readJson(request)
    const account = await ghost.session(req).catch(() => null)
    const member = await ghost.member(req)
    if (path === '/view') {
      const files: Record<string, { view: boolean; edit: boolean }> = {}
      for (const url of new Set(textList(body, 'urls', mostAtOnce))) {
        const found = await readerFor(url, member, account)
        files[url] = { view: found !== null, edit: found?.edit ?? false }
      }
      return answerJson({ files })
    }
    if (path === '/open') {
      const found = await readerFor(String(body.url ?? ''), member, account)
      if (found === null) throw new ConnectorError('not_found', 'There is no such document, or you may not see it.')
      const asked = new Request(`${publicUrl}${browserPath}/documents/${encodeURIComponent(found.id)}/page`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: new URL(publicUrl).origin },
        body: JSON.stringify({ mode: found.edit && body.mode === 'edit' ? 'edit' : 'view', locale: body.locale }),
      })
      return await connector.browser(asked, found.user, { cookieLogin: true })
    }
    throw new ConnectorError('not_found', 'There is nothing at this address.')
  }
}

import { type Connector, ConnectorError } from '@openwith/connector-core'
import type { User } from '@openwith/connector-core/host'
import { answerJson, readJson, textList } from './answers.ts'
import { idOfPath } from './document-id.ts'
import type { Account, Ghost, GhostRequest } from './ghost.ts'
import type { GhostHost } from './host.ts'
import type { PostUse } from './post-files.ts'
import { idOfReader } from './reader.ts'
import { requireSameOrigin } from './same-origin.ts'

const mostAtOnce = 50
/** Anybody may ask, as often as they like; Ghost itself is asked anew whether a post may be read. */
const usesMilliseconds = 1000

type Uses = ReadonlyMap<string, readonly PostUse[]>

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
  /** In whose name the file of this address may be opened here; null: in nobody's. Asks for rights alone: whoever asks is not known, and a file may be large. */
  async function readerFor(
    url: string,
    { member, account, uses }: { member: string | null; account: Account | null; uses: Uses },
  ): Promise<{ id: string; user: User; edit: boolean } | null> {
    const path = ghost.files.pathOf(url.replace(/[?#].*$/s, ''))
    const id = path === null ? null : idOfPath(path)
    if (path === null || id === null) return null
    const posts = uses.get(path) ?? []
    if (account !== null) {
      const { view, edit } = await host.access.staffRights(account, path, posts)
      return view ? { id, user: host.access.toUser(account), edit } : null
    }
    for (const { postId, status } of posts) {
      if (status !== 'published' || !(await ghost.mayReadPost(member, postId))) continue
      return { id, user: { id: idOfReader({ member, postId }), name: 'Reader' }, edit: false }
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
    const uses = await host.posts.all(account === null ? { maxAgeMilliseconds: usesMilliseconds } : {})
    const who = { account, member: account === null ? await ghost.member(req) : null, uses }
    if (path === '/view') {
      const files: Record<string, { view: boolean; edit: boolean }> = {}
      for (const url of new Set(textList(body, 'urls', mostAtOnce))) {
        const found = await readerFor(url, who)
        files[url] = { view: found !== null, edit: found?.edit ?? false }
      }
      return answerJson({ files })
    }
    if (path === '/open') {
      const found = await readerFor(String(body.url ?? ''), who)
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

import { type Connector, ConnectorError } from '@openwith/connector-core'
import type { StoredDocument } from '@openwith/connector-core/host'
import { answerJson, readJson, textList } from './answers.ts'
import { pathOfId } from './document-id.ts'
import { errorSentences } from './error-sentences.ts'
import type { Account, Ghost, GhostRequest } from './ghost.ts'
import type { GhostHost } from './host.ts'
import { requireSameOrigin } from './same-origin.ts'
import { canAskFromSite, siteScriptLine, siteScriptMarker } from './site-script.ts'

const mostAtOnce = 50

/**
 * What the admin's script and our pages ask beyond the core's browser door, which gets everything else: who is here, which document a file card shows, where
 * a document is published, and the one setting that only Ghost has.
 */
export function createStaffRoutes({ ghost, host, connector }: { ghost: Ghost; host: GhostHost; connector: Connector }) {
  /** Address of a document, and the posts that use it. */
  async function describe(id: string, account: Account) {
    const path = pathOfId(id)
    if (path === null) return null
    const uses = await host.posts.of(path)
    if (!(await host.access.staffRights(account, path, uses)).view) return null
    const posts = await Promise.all(
      uses.map(async ({ postId, title, type, status }) => ({
        id: postId,
        title,
        type,
        status,
        mayEdit: await ghost.mayEditPost(account, postId),
      })),
    )
    // A draft is seen by those who may edit it; what is published, by everybody.
    return { url: ghost.files.urlOf(path), posts: posts.filter((post) => post.mayEdit || post.status !== 'draft') }
  }

  /** The core's own description of a document, with what this person may do. */
  async function documentAnswer(found: StoredDocument | null, request: Request, account: Account): Promise<unknown> {
    if (found === null) return null
    const { publicUrl, browserPath } = host.mount()
    const asked = new Request(`${publicUrl}${browserPath}/documents/${encodeURIComponent(found.id)}`, {
      headers: { 'accept-language': request.headers.get('accept-language') ?? '' },
    })
    const answer = await connector.browser(asked, host.access.toUser(account), { cookieLogin: true })
    return answer.ok ? ((await answer.json()) as { document: unknown }).document : null
  }

  return async (request: Request, path: string, account: Account, req: GhostRequest): Promise<Response> => {
    const { publicUrl } = host.mount()
    const route = `${request.method} ${path}`
    const administer = () => {
      if (!host.access.mayAdministerGhost(account))
        throw new ConnectorError('forbidden', 'Only an Owner or Administrator of this Ghost may do this.')
    }
    if (route === 'GET /me') {
      const [role = ''] = account.roles
      const { id, name, accessibility } = account
      const locale = account.locale ?? ghost.locale()
      return answerJson({
        user: { id, name, role, locale, ...nightShiftOf(accessibility) },
        errors: errorSentences(locale),
        mayAdminister: host.access.mayAdministerGhost(account),
        mayCreate: true,
        adminUrl: `${publicUrl}/ghost/`,
        siteUrl: `${ghost.siteUrl()}/`,
        siteScript: (await host.settings.options()).siteScript,
      })
    }
    if (route === 'GET /find') {
      const found = await host.documents.findByUrl(new URL(request.url).searchParams.get('url') ?? '')
      const document = await documentAnswer(found, request, account)
      if (document === null) throw new ConnectorError('not_found', 'This is no file of this Ghost that you may see.')
      return answerJson({ document })
    }
    if (route === 'POST /find') {
      requireSameOrigin(request, publicUrl)
      const documents: Record<string, unknown> = {}
      for (const url of new Set(textList(await readJson(request), 'urls', mostAtOnce)))
        documents[url] = await documentAnswer(await host.documents.findByUrl(url), request, account)
      return answerJson({ documents })
    }
    if (request.method === 'GET' && path.startsWith('/file/')) {
      const file = await describe(path.slice('/file/'.length), account)
      if (file === null) throw new ConnectorError('not_found', 'This is no file of this Ghost that you may see.')
      return answerJson(file)
    }
    if (route === 'POST /files') {
      requireSameOrigin(request, publicUrl)
      const ids = new Set(textList(await readJson(request), 'ids', mostAtOnce))
      const files: Record<string, unknown> = {}
      for (const id of ids) files[id] = await describe(id, account)
      return answerJson({ files })
    }
    if (route === 'GET /options') {
      administer()
      return answerJson(await host.settings.options())
    }
    if (route === 'PUT /options') {
      requireSameOrigin(request, publicUrl)
      administer()
      const { siteScript } = await readJson(request)
      if (typeof siteScript !== 'boolean')
        throw new ConnectorError('bad_request', 'The field siteScript must be true or false.')
      if (siteScript && !canAskFromSite(ghost, publicUrl))
        throw new ConnectorError(
          'not_supported',
          'The site and its admin have different origins, so the script cannot ask who reads.',
        )
      await ghost.setSiteScript(req, siteScript ? siteScriptLine(publicUrl) : null, siteScriptMarker)
      await host.settings.saveOptions({ siteScript })
      return answerJson(await host.settings.options())
    }
    return await connector.browser(request, host.access.toUser(account), { cookieLogin: true })
  }
}

function nightShiftOf(accessibility: unknown): { nightShift?: unknown } {
  return typeof accessibility === 'object' && accessibility !== null && 'nightShift' in accessibility
    ? { nightShift: accessibility.nightShift }
    : {}
}

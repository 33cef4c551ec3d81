import { docsApiEditor } from '../actions/editors.ts'
import type { CopyAnswer } from '../actions/find-copy.ts'
import type { OpenOptions } from '../actions/open-document.ts'
import { openInEditor } from '../actions/open-in-editor.ts'
import { type Core, decodeId, encodeId } from '../core.ts'
import { renderEditorPage, renderMessagePage, renderWopiHostPage, typeOfUserAgent } from '../editor/index.ts'
import { ConnectorError, hasCode, toConnectorError } from '../errors.ts'
import type { User } from '../host.ts'
import type { LinkClaims } from '../jwt/index.ts'
import { browserDoor, requireSameOrigin } from './browser-door.ts'
import { answerError, answerJson } from './json.ts'

const cookieName = 'openwith-page'
/** As long as an editor stays open on a long day; rights are asked anew at each call. */
const sessionSeconds = 16 * 3600

const pageActions = new Set(['', 'open', 'rename', 'save-as', 'forcesave', 'convert', 'download-as', 'pick', 'copy'])

/**
 * `/page/:id`: the link's token is spent on a cookie that only this page's path gets, so that the address in the tab holds no token and a reload works;
 * then the editor page. `/page/:id/api/documents/:id/...`: what that page asks, as the cookie's user and for its document only.
 */
export async function pageRoute(core: Core, request: Request, segments: readonly string[]): Promise<Response> {
  const id = decodeId(segments[0] ?? '')
  if (segments[1] === 'api') return await api(core, request, id, segments.slice(2))
  const locale = request.headers.get('accept-language')?.split(',')[0]
  try {
    if (segments.length > 1) throw new ConnectorError('not_found', 'There is nothing at this address.')
    if (request.method !== 'GET')
      throw new ConnectorError('method_not_allowed', `${request.method} is not possible here.`)
    const token = new URL(request.url).searchParams.get('token')
    if (token !== null) return enter(core, id, core.links.read('page', token))
    const claims = session(core, request, id)
    const user = await userOf(core, claims)
    const mount = core.host.mount()
    const settings = await core.settings()
    const options = optionsOf(claims)
    // asked here too, so that what cannot be opened is said by the page itself and not by a script
    const answer = await openInEditor(core, id, user, options)
    const { document } = answer
    const input = {
      base: `${pagePath(core, id)}/api`,
      documentId: id,
      title: document.name,
      mode: options.mode ?? 'edit',
      type: options.type ?? typeOfUserAgent(request.headers.get('user-agent') ?? ''),
      locale: options.locale ?? user.locale,
      scriptUrl: `${basePath(core)}${mount.serverPath}/assets/editor.js`,
      closeUrl: mount.publicUrl,
    }
    const page =
      'actionUrl' in answer
        ? renderWopiHostPage({ ...input, editor: answer.editor.id, actionUrl: answer.actionUrl })
        : renderEditorPage({ ...input, editor: docsApiEditor, documentServerUrl: settings.documentServerUrl })
    return new Response(page.html, { headers: page.headers })
  } catch (error) {
    const failure = toConnectorError(error)
    if (failure.status >= 500)
      core.host.log({
        level: 'error',
        code: `page.${failure.code}`,
        message: failure.message,
        documentId: id,
        cause: failure.cause,
      })
    const { code, message, status } = failure
    const page = renderMessagePage({ code, message, status, locale, closeUrl: core.host.mount().publicUrl })
    return new Response(page.html, { status: page.status, headers: page.headers })
  }
}

const basePath = (core: Core): string => new URL(core.host.mount().publicUrl).pathname.replace(/\/$/, '')

const pagePath = (core: Core, id: string): string =>
  `${basePath(core)}${core.host.mount().serverPath}/page/${encodeId(id)}`

function enter(core: Core, id: string, claims: LinkClaims): Response {
  if (claims.document !== id)
    throw new ConnectorError(
      'token_invalid',
      'This link belongs to another document. Open the document from the CMS again.',
    )
  return new Response(null, {
    status: 303,
    headers: {
      location: pagePath(core, id),
      'set-cookie': sessionCookie(core, id, claims),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    },
  })
}

function sessionCookie(core: Core, id: string, claims: LinkClaims): string {
  const value = core.links.issue('page-session', claims, sessionSeconds)
  const secure = new URL(core.host.mount().publicUrl).protocol === 'https:' ? '; Secure' : ''
  return `${cookieName}=${value}; Path=${pagePath(core, id)}; Max-Age=${sessionSeconds}; HttpOnly; SameSite=Strict${secure}`
}

/** The editor goes on in a copy, and this page with it: the copy gets a cookie and a door of its own. */
async function withCopyDoor(core: Core, claims: LinkClaims, answer: Response): Promise<Response> {
  const copy = (await answer.json()) as CopyAnswer
  const { id } = copy.document
  const next = answerJson({ ...copy, base: `${pagePath(core, id)}/api` } satisfies CopyAnswer)
  next.headers.set('set-cookie', sessionCookie(core, id, { ...claims, document: id }))
  return next
}

function session(core: Core, request: Request, id: string): LinkClaims {
  const cookies = request.headers.get('cookie') ?? ''
  const value = cookies
    .split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${cookieName}=`))
    ?.slice(cookieName.length + 1)
  if (value === undefined)
    throw new ConnectorError(
      'unauthenticated',
      'This page has no login any more. Open the document from the CMS again.',
    )
  try {
    const claims = core.links.read('page-session', value)
    if (claims.document === id) return claims
  } catch (error) {
    if (!hasCode(error, 'token_invalid', 'token_expired')) throw error
  }
  throw new ConnectorError('unauthenticated', 'This page’s login has ended. Open the document from the CMS again.')
}

async function userOf(core: Core, claims: LinkClaims): Promise<User> {
  const user = claims.user === undefined ? null : await core.host.access.user(claims.user)
  if (user === null) throw new ConnectorError('unauthenticated', 'Your account is not active any more.')
  return user
}

function optionsOf(claims: LinkClaims): OpenOptions & { editor?: string } {
  const { editor, mode, type, locale } = claims
  return {
    editor,
    mode: mode === 'view' ? 'view' : 'edit',
    ...(type === 'mobile' || type === 'embedded' || type === 'desktop' ? { type } : {}),
    locale,
  }
}

/** Null for what is no percent-encoding. */
function decoded(segment: string): string | null {
  try {
    return decodeURIComponent(segment)
  } catch {
    return null
  }
}

async function api(core: Core, request: Request, id: string, segments: readonly string[]): Promise<Response> {
  try {
    const claims = session(core, request, id)
    if (request.method !== 'GET' && request.method !== 'HEAD') requireSameOrigin(core, request)
    const [room, document = '', action = '', ...rest] = segments
    const own = room === 'documents' && decoded(document) === id && rest.length === 0 && pageActions.has(action)
    if (!own) throw new ConnectorError('forbidden', 'The editor page may only work on its own document.')
    const answer = await browserDoor(core, request, `/${segments.join('/')}`, await userOf(core, claims))
    return action === 'copy' && answer.ok ? await withCopyDoor(core, claims, answer) : answer
  } catch (error) {
    return answerError(error, core.host, id)
  }
}

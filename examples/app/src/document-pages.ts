import {
  type Connector,
  ConnectorError,
  type DocumentAnswer,
  type Editor,
  type ErrorCode,
  type Host,
  type User,
} from '@openwith/connector-core'
import { serveContent } from '@openwith/connector-core/content'
import {
  renderEditorPage,
  renderMessagePage,
  renderWopiHostPage,
  typeOfUserAgent,
} from '@openwith/connector-core/editor'
import { readSettings } from '@openwith/connector-core/settings'
import { listPage } from './list-page.ts'
import { readFields } from './read-fields.ts'

/** What one page works with. `rest` is the decoded path below the page's own. */
interface Visit {
  connector: Connector
  host: Host
  request: Request
  query: URLSearchParams
  rest: string
  /** Base path of the public address, without trailing slash. */
  base: string
}

type Page = (visit: Visit) => Promise<Response>

const pages: Readonly<Record<string, { methods: readonly string[]; page: Page }>> = {
  '': { methods: ['GET', 'HEAD'], page: list },
  open: { methods: ['GET', 'HEAD'], page: open },
  create: { methods: ['POST'], page: create },
  files: { methods: ['GET', 'HEAD'], page: files },
  healthz: { methods: ['GET', 'HEAD'], page: health },
  as: { methods: ['GET', 'HEAD', 'POST'], page: door },
}

/**
 * The pages of the example: `/`, `/open/<file>`, `/create`, `/files/<file>`, `/healthz`. Who is logged in is what the query says: `?user=ann`.
 * A real application takes the user from its own login instead.
 */
export function documentPages(connector: Connector, host: Host): (request: Request) => Promise<Response> {
  const base = new URL(host.mount().publicUrl).pathname.replace(/\/+$/, '')
  return async (request) => {
    try {
      const url = new URL(request.url)
      const path =
        base !== '' && `${url.pathname}/`.startsWith(`${base}/`) ? url.pathname.slice(base.length) : url.pathname
      const [, name = '', ...rest] = path.split('/')
      const entry = Object.hasOwn(pages, name) ? pages[name] : undefined
      if (entry === undefined || (rest.length > 0 && !['open', 'files', 'as'].includes(name)))
        throw new ConnectorError('not_found', 'There is nothing at this address.')
      if (!entry.methods.includes(request.method)) {
        const answer = answerError(
          request,
          base,
          new ConnectorError('method_not_allowed', `${request.method} is not possible here.`),
        )
        answer.headers.set('allow', entry.methods.join(', '))
        return answer
      }
      // the door decodes its own segments
      const decoded = name === 'as' ? rest.join('/') : decode(rest.join('/'))
      return await entry.page({ connector, host, request, query: url.searchParams, rest: decoded, base })
    } catch (error) {
      if (error instanceof ConnectorError) return answerError(request, base, error)
      host.log({ level: 'error', code: 'page.failed', message: 'A page of the example failed.', cause: error })
      return answerError(request, base, new ConnectorError('internal', 'The example failed. Its log has the cause.'))
    }
  }
}

async function list({ connector, host, request, query, base }: Visit): Promise<Response> {
  const user = await userOf(host, query.get('user'))
  const documents: DocumentAnswer[] = []
  let cursor: string | undefined
  do {
    const from = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const answer = await connector.browser(new Request(doorUrl(host, `/documents?limit=200${from}`)), user)
    const page = await answered<{ documents: DocumentAnswer[]; cursor?: string }>(answer)
    documents.push(...page.documents)
    cursor = page.cursor
  } while (cursor !== undefined && documents.length < 2000)
  if (wantsJson(request))
    return Response.json({ user: user.id, documents }, { headers: { 'cache-control': 'no-store' } })
  const { documentServerUrl } = await readSettings(host.settings)
  const formats = await connector.browser(new Request(doorUrl(host, '/formats')), user)
  const { editors } = await answered<{ editors: Editor[] }>(formats)
  return listPage({ base, user: user.id, documents, editors, documentServerUrl })
}

async function open({ connector, host, request, query, rest, base }: Visit): Promise<Response> {
  const mode = query.get('mode') ?? 'edit'
  if (mode !== 'edit' && mode !== 'view') throw new ConnectorError('bad_request', 'The mode must be edit or view.')
  const user = await userOf(host, query.get('user'))
  const type = typeOfUserAgent(request.headers.get('user-agent') ?? '')
  const locale = query.get('lang') ?? request.headers.get('accept-language')?.split(/[,;]/)[0]
  const wanted = { documentId: await existing(host, rest), user, mode, type, locale } as const
  const editor = query.get('editor') ?? 'onlyoffice'
  // what cannot be opened is said with its status, before any editor loads
  const answer =
    editor === 'onlyoffice' ? await connector.open(wanted) : await connector.openOverWopi({ ...wanted, editor })
  if (wantsJson(request)) return Response.json(answer, { headers: { 'cache-control': 'no-store' } })
  const input = {
    documentId: answer.document.id,
    title: answer.document.name,
    editor,
    mode,
    type,
    locale,
    base: `${base}/as/${encodeURIComponent(user.id)}`,
    scriptUrl: `${base}${host.mount().serverPath}/assets/editor.js`,
    closeUrl: `${base}/?user=${encodeURIComponent(user.id)}`,
  } as const
  const { documentServerUrl } = await readSettings(host.settings)
  const page =
    'actionUrl' in answer
      ? renderWopiHostPage({ ...input, actionUrl: answer.actionUrl })
      : renderEditorPage({ ...input, documentServerUrl })
  return new Response(page.html, { headers: page.headers })
}

async function create({ connector, host, request, query, base }: Visit): Promise<Response> {
  requireOwnPage(host, request)
  const fields = await readFields(request)
  const user = await userOf(host, fields.user ?? query.get('user'))
  const answer = await connector.browser(
    new Request(doorUrl(host, '/documents'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...fields, kind: fields.kind ?? fields.type ?? 'docx' }),
    }),
    user,
  )
  const body = await answered<{ document: DocumentAnswer }>(answer)
  const location = `${base}/open/${encodePath(body.document.id)}?user=${encodeURIComponent(user.id)}`
  if (wantsJson(request)) return Response.json(body, { status: 201, headers: { location } })
  return new Response(null, { status: 303, headers: { location } })
}

async function files({ host, request, rest }: Visit): Promise<Response> {
  const document = await host.documents.find(await existing(host, rest), request.signal)
  if (document === null) throw gone()
  return await serveContent(request, {
    name: document.name,
    size: document.size,
    version: document.version,
    read: (range) => host.documents.read(document.id, { range, signal: request.signal }),
  })
}

async function health({ host }: Visit): Promise<Response> {
  await host.state.get('healthz')
  return Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } })
}

/** The browser door for the editor page: `/as/<user>/documents/...`. */
async function door({ connector, host, request, rest }: Visit): Promise<Response> {
  requireOwnPage(host, request)
  const [name = '', ...segments] = rest.split('/')
  const user = await userOf(host, decode(name))
  return await connector.browser(
    new Request(doorUrl(host, `/${segments.join('/')}${new URL(request.url).search}`), request),
    user,
  )
}

/** The body of a door's answer; throws what the door refused. */
async function answered<Body>(answer: Response): Promise<Body> {
  const body = (await answer.json()) as Body & { error?: { code: ErrorCode; message: string } }
  if (body.error !== undefined) throw new ConnectorError(body.error.code, body.error.message)
  return body
}

const doorUrl = (host: Host, path: string): string => `${host.mount().publicUrl}${host.mount().browserPath}${path}`

async function userOf(host: Host, id: string | null | undefined): Promise<User> {
  const user = await host.access.user(id ?? 'ann')
  if (user === null) throw new ConnectorError('unauthenticated', 'There is no such user.')
  return user
}

async function existing(host: Host, id: string): Promise<string> {
  if (id === '' || (await host.documents.find(id)) === null) throw gone()
  return id
}

const gone = (): ConnectorError => new ConnectorError('not_found', 'There is no such document.')

/** Pages of other sites may not act here. Programs send neither header. */
function requireOwnPage(host: Host, request: Request): void {
  const origin = request.headers.get('origin')
  if (origin === null || origin === new URL(host.mount().publicUrl).origin) return
  if (request.headers.get('sec-fetch-site') === 'same-origin') return
  throw new ConnectorError(
    'forbidden',
    `This server answers pages of ${host.mount().publicUrl} only; PUBLIC_URL changes it.`,
  )
}

function wantsJson(request: Request): boolean {
  return /\bapplication\/json\b/i.test(request.headers.get('accept') ?? '')
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    throw new ConnectorError('bad_request', 'The address is not well encoded.')
  }
}

function encodePath(id: string): string {
  return id.split('/').map(encodeURIComponent).join('/')
}

function answerError(request: Request, base: string, { code, message, status, detail }: ConnectorError): Response {
  if (!/\btext\/html\b/i.test(request.headers.get('accept') ?? ''))
    return Response.json({ error: { code, message, detail } }, { status, headers: { 'cache-control': 'no-store' } })
  const locale = request.headers.get('accept-language')?.split(/[,;]/)[0]
  const page = renderMessagePage({ code, message, status, locale, closeUrl: `${base}/` })
  return new Response(page.html, { status, headers: page.headers })
}

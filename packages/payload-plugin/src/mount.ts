import type { Endpoint, PayloadRequest } from 'payload'
import { doorPaths } from './host.ts'
import { prefix, rowsAtOnce, rowsPath } from './names.ts'
import type { OpenWithOptions } from './options.ts'
import { runningOf } from './running.ts'

const methods = ['get', 'head', 'post', 'put', 'patch', 'delete'] as const

/**
 * Both doors as endpoints below Payload's API route. Payload reads no body of an endpoint and asks no right for it. The server door comes first; what it lets in,
 * it checks itself.
 */
export function endpoints(options: OpenWithOptions): Endpoint[] {
  const doors: [string, Endpoint['handler']][] = [
    [`/${prefix}/server/:path*`, serverDoor],
    [`/${prefix}/:path*`, browserDoor],
  ]

  /** Which of these rows this user may edit now, as the connector would say one by one: for the buttons of a list. */
  async function rowsToEdit(req: PayloadRequest): Promise<Response> {
    const { host } = runningOf(req.payload, options)
    if (req.user === null) return refused()
    const user = host.access.login(req.user, req.i18n.language)
    const ids = new URL(req.url as string, 'http://localhost').searchParams.getAll('id').slice(0, rowsAtOnce)
    const mayEdit = async (id: string): Promise<boolean> =>
      (await host.access.mayEdit(user, id).catch(() => false)) === true
    const answers = await Promise.all(ids.map(mayEdit))
    return Response.json({ edit: ids.filter((_, at) => answers[at]) })
  }

  async function serverDoor(req: PayloadRequest): Promise<Response> {
    const { connector } = runningOf(req.payload, options)
    return await connector.fetch(toRequest(req, doorPaths(req.payload).serverPath))
  }

  async function browserDoor(req: PayloadRequest): Promise<Response> {
    const { host, connector } = runningOf(req.payload, options)
    if (req.user === null) return refused()
    const user = host.access.login(req.user, req.i18n.language)
    // Another site can make a browser send the cookie, and a password of HTTP Basic, but no token of Payload.
    const cookieLogin = !/^(?:JWT|Bearer|\S+ API-Key) /i.test(req.headers.get('authorization') ?? '')
    return await connector.browser(toRequest(req, doorPaths(req.payload).browserPath), user, { cookieLogin })
  }

  const rows: Endpoint = { path: `/${prefix}/${rowsPath}`, method: 'get', handler: rowsToEdit }
  return [rows, ...doors.flatMap(([path, handler]) => methods.map((method) => ({ path, method, handler })))]
}

const refused = (): Response =>
  Response.json({ error: { code: 'unauthenticated', message: 'Log in to Payload, then try again.' } }, { status: 401 })

/** The request at the door's own path: proxies and base paths in front of Next do not matter. */
function toRequest(req: PayloadRequest, doorPath: string): Request {
  const { path = [] } = (req.routeParams ?? {}) as { path?: string | string[] }
  const rest = [path].flat().map((segment) => `/${encodeURIComponent(segment)}`)
  const { search } = new URL(req.url as string, 'http://localhost')
  const body = req.method === 'GET' || req.method === 'HEAD' ? null : (req.body ?? null)
  return new Request(`http://localhost${doorPath}${rest.join('')}${search}`, {
    method: req.method ?? 'GET',
    headers: req.headers,
    signal: req.signal ?? null,
    ...(body === null ? {} : { body, duplex: 'half' }),
  } as RequestInit)
}

import type { Endpoint, PayloadRequest } from 'payload'
import { doorPaths } from './host.ts'
import { prefix } from './names.ts'
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

  return doors.flatMap(([path, handler]) => methods.map((method) => ({ path, method, handler })))
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

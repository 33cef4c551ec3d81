import { type Connector, ConnectorError } from '@openwith/connector-core'
import { expressDoor } from '@openwith/connector-core/http/express'
import { answerError } from './answers.ts'
import { createAssets } from './assets.ts'
import type { Ghost, GhostRequest } from './ghost.ts'
import { type GhostHost, mountPath } from './host.ts'
import { createReaderRoutes } from './reader-routes.ts'
import { createStaffRoutes } from './staff-routes.ts'

export interface MountOptions {
  ghost: Ghost
  host: GhostHost
  connector: Connector
  browserDirectory: string
}

/**
 * Everything below `/ghost/openwith`, from a request that nobody has read yet: scripts and pages, the server door (no cookie counts there), the browser door
 * and our own routes behind Ghost's staff session, and those for readers. The answer is always given here.
 */
export function createMount({ ghost, host, connector, browserDirectory }: MountOptions): (req: GhostRequest) => void {
  const assets = createAssets(browserDirectory)
  const staff = createStaffRoutes({ ghost, host, connector })
  const readers = createReaderRoutes({ ghost, host, connector })

  async function route(request: Request, req: GhostRequest): Promise<Response> {
    const { pathname } = new URL(request.url)
    const path = pathname.slice(pathname.indexOf(mountPath) + mountPath.length)
    if (path.startsWith('/server/')) {
      // Ghost packs answers; a packed document has no length and no ranges.
      delete req.headers['accept-encoding']
      return await connector.fetch(request)
    }
    if (path.startsWith('/public/'))
      return await host.posts.within(() => readers(request, path.slice('/public'.length), req))
    if (path.startsWith('/api/')) {
      const account = await ghost.session(req)
      if (account === null) throw new ConnectorError('unauthenticated', 'Sign in to Ghost, then try again.')
      return await host.posts.within(() => staff(request, path.slice('/api'.length), account, req))
    }
    return await assets(request, path, { signInUrl: `${host.mount().publicUrl}/ghost/#/signin` })
  }

  const door = expressDoor<GhostRequest>(
    (request, req) => route(request, req).catch((error: unknown) => answerError(error, (entry) => host.log(entry))),
    { publicUrl: () => host.mount().publicUrl },
  )
  return (req) => {
    const res = req.res
    if (res === undefined) return
    door(req, res, (cause) => {
      host.log({ level: 'warn', code: 'mount.failed', message: 'A request could not be answered.', cause })
      res.writeHead(400, { 'cache-control': 'no-store' }).end()
    })
  }
}

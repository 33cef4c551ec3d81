import { expressDoor } from '@openwith/connector-core/http/express'
import type { DirectusContext, DirectusRequest, ExpressRouter } from './directus.ts'
import { serverPath } from './host.ts'
import { type Running, runningOf } from './running.ts'

type Doors = Pick<DirectusContext, 'database'>

/**
 * Mounts the server door in front of Directus's own middleware, which would take every bearer token and every `access_token` for one of its own and refuse
 * the request, and stop at 1 MB of JSON. What the door lets in, it checks itself. To be called in `app.before`.
 */
export function mountServerDoor(app: ExpressRouter, find: () => Pick<Running, 'host' | 'connector'>): void {
  app.use(
    expressDoor((request) => find().connector.fetch(request), {
      publicUrl: () => find().host.mount().publicUrl,
      path: serverPath,
    }),
  )
}

/** The browser door on the endpoint's router, behind Directus's login. A request that a cookie logged in must come from a page of this site. */
export function mountBrowserDoor(router: ExpressRouter, context: Doors): void {
  router.use(
    expressDoor<DirectusRequest>(
      async (request, { accountability, tokenSource }) => {
        const { host, connector } = runningOf(context)
        const user = await host.access.login(accountability)
        if (user === null) return unauthenticated()
        // A token that no browser sends by itself cannot be used by another site's page.
        const cookieLogin = tokenSource !== 'header' && tokenSource !== 'query'
        return await connector.browser(request, user, { cookieLogin })
      },
      { publicUrl: () => runningOf(context).host.mount().publicUrl },
    ),
  )
}

function unauthenticated(): Response {
  const error = {
    code: 'unauthenticated',
    message: 'You are not logged in to Directus. Log in, and open the document again.',
  }
  return Response.json({ error }, { status: 401, headers: { 'cache-control': 'no-store' } })
}

import type { Connector } from '@openwith/connector-core'
import { koaDoor } from '@openwith/connector-core/http/koa'
import { type StrapiHost, serverPath } from './host.ts'
import type { KoaContext, Strapi } from './strapi.ts'

/**
 * Mounts the server door in front of Strapi's own middlewares: those would read JSON, form and text bodies before us, stop at 1 MB of JSON, and know no
 * login of Document Server. What the door lets in, it checks itself. To be called before Strapi adds its middlewares, which is when it registers plugins.
 */
export function mountServerDoor(
  strapi: Strapi,
  host: () => StrapiHost,
  connector: () => Pick<Connector, 'fetch'>,
): void {
  strapi.server.use(
    koaDoor((request) => connector().fetch(request), {
      publicUrl: () => host().mount().publicUrl,
      path: serverPath(strapi),
    }),
  )
}

/** The browser door as routes of the admin API, behind Strapi's login: a bearer token, so no page of another site can use it. */
export function browserRoutes(parts: () => { host: StrapiHost; connector: Connector }) {
  const door = koaDoor<KoaContext>(
    async (request, { state }) => {
      const { host, connector } = parts()
      if (state.user === undefined) throw new Error('Strapi let a request through without a user.')
      return await connector.browser(request, host.access.login(state.user, state.userAbility))
    },
    { publicUrl: () => parts().host.mount().publicUrl },
  )
  const handler = (context: KoaContext) => door(context, async () => {})
  const config = { policies: ['admin::isAuthenticatedAdmin'] }
  const methods = ['GET', 'POST', 'PUT', 'DELETE'] as const
  return methods.map((method) => ({ method, path: '/:path(.*)', handler, config }))
}

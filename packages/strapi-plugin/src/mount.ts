import type { Connector } from '@openwith/connector-core'
import { sendResponse, toRequest } from '@openwith/connector-core/http/node'
import { serverPath, type StrapiHost } from './host.ts'
import type { KoaContext, Strapi } from './strapi.ts'

/**
 * Mounts the server door in front of Strapi's own middlewares: those would read JSON, form and text bodies before us, stop at 1 MB of JSON, and know no
 * login of Document Server. What the door lets in, it checks itself.
 */
export function mountServerDoor(strapi: Strapi, host: StrapiHost, connector: () => Connector): void {
  const path = serverPath(strapi)
  strapi.server.use(async (context, next) => {
    if (context.path !== path && !context.path.startsWith(`${path}/`)) return await next()
    await answer(context, host, (request) => connector().fetch(request))
  })
}

/** Mounts the browser door as routes of the admin API, behind Strapi's login. */
export function browserRoutes(strapi: () => Strapi, parts: () => { host: StrapiHost; connector: Connector }) {
  const handler = async (context: KoaContext) => {
    const { host, connector } = parts()
    const { user: account, userAbility } = context.state
    if (account === undefined) throw new Error(`${strapi().config.get('info.name')} let a request through without a user.`)
    const user = host.access.login(account, userAbility)
    await answer(context, host, (request) => connector.browser(request, user))
  }
  const config = { policies: ['admin::isAuthenticatedAdmin'] }
  const methods = ['GET', 'POST', 'PUT', 'DELETE'] as const
  return methods.map((method) => ({ method, path: '/:path(.*)', handler, config }))
}

async function answer(context: KoaContext, host: StrapiHost, door: (request: Request) => Promise<Response>): Promise<void> {
  const { req, res } = context
  // The response is ours from here: Koa would read a stream without looking at the peer.
  context.respond = false
  const url = `${host.mount().publicUrl}${req.url ?? '/'}`
  await sendResponse(await door(toRequest(req, res, { url, parsedBody: context.request.body })), res)
}

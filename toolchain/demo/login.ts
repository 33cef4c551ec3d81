import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import type { StrapiApp } from '../../examples/strapi/app.mts'

/** An address that logs whoever knows it into the demo's Strapi. Only this machine can reach it. */
export interface LoginAddress {
  url: string
  close(): Promise<void>
}

/**
 * Logs in at Strapi and hands the browser what Strapi's own login page would: the access token as the cookie `jwtToken`, and Strapi's refresh cookie.
 * Cookies belong to a host, whatever its port. Source: `@strapi/admin: utils/getFetchClient`, `controllers/authentication` 5.54.
 */
export async function serveLogin(app: StrapiApp, port: number): Promise<LoginAddress> {
  const path = Buffer.from(`/${randomBytes(16).toString('hex')}`)
  const server = createServer(async (request, response) => {
    const asked = Buffer.from(request.url ?? '')
    if (asked.length !== path.length || !timingSafeEqual(asked, path)) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('The demo has printed another address.\n')
      return
    }
    try {
      const answer = await fetch(`${app.url}/admin/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...app.admin, rememberMe: true }),
        signal: AbortSignal.timeout(20_000),
      })
      if (!answer.ok)
        throw new Error(
          `Strapi answered ${answer.status}. Its password may have been changed: log in at ${app.url}/admin`,
        )
      const { data } = (await answer.json()) as { data: { token: string } }
      const cookies = [...answer.headers.getSetCookie(), `jwtToken=${data.token}; Path=/; SameSite=Lax`]
      response
        .writeHead(302, {
          'set-cookie': cookies,
          location: `${app.url}/admin/plugins/upload`,
          'cache-control': 'no-store',
        })
        .end()
    } catch (error) {
      response
        .writeHead(502, { 'content-type': 'text/plain' })
        .end(`${error instanceof Error ? error.message : error}\n`)
    }
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${port}${path}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

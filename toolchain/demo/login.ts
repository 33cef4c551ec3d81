import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import type { DemoApp } from './cms.ts'

/** An address that logs whoever knows it into the demo's CMS. Only this machine can reach it. */
export interface LoginAddress {
  url: string
  close(): Promise<void>
}

/** Logs in at the CMS and hands the browser the cookies of that login: they belong to a host, whatever its port. */
export async function serveLogin(app: Pick<DemoApp, 'enter'>, port: number): Promise<LoginAddress> {
  const path = Buffer.from(`/${randomBytes(16).toString('hex')}`)
  const server = createServer(async (request, response) => {
    const asked = Buffer.from(request.url ?? '')
    if (asked.length !== path.length || !timingSafeEqual(asked, path)) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('The demo has printed another address.\n')
      return
    }
    try {
      const { cookies, location } = await app.enter()
      response.writeHead(302, { 'set-cookie': cookies, location, 'cache-control': 'no-store' }).end()
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

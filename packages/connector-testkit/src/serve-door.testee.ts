import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { type Connector, createConnector } from '@openwith/connector-core'
import type { Host } from '@openwith/connector-core/host'

/** A connector behind a plain Node server without any middleware. */
export async function serveDoor(host: Host): Promise<{ url: string; connector: Connector; close(): Promise<void> }> {
  const connector = createConnector(host, { reconcileEverySeconds: 0 })
  const { publicUrl, serverPath } = host.mount()
  const { origin, pathname } = new URL(publicUrl + serverPath)
  const server = createServer(async (request, response) => {
    await send(await connector.fetch(toRequest(request, origin)), response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    connector,
    async close() {
      await connector.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function toRequest(request: IncomingMessage, origin: string): Request {
  const { method = 'GET', headers } = request
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const init: RequestInit & { duplex: 'half' } = {
    method,
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)] as [string, string]),
    body: hasBody ? (Readable.toWeb(request) as ReadableStream<Uint8Array>) : null,
    duplex: 'half',
  }
  return new Request(new URL(request.url ?? '/', origin), init)
}

async function send(answer: Response, response: ServerResponse): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers))
  if (answer.body === null) response.end()
  else await pipeline(Readable.fromWeb(answer.body as NodeReadableStream<Uint8Array>), response).catch(() => {})
}

import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'

export interface LocalServer {
  /** Origin on 127.0.0.1. */
  url: string
  /** Method and raw path of each request, in order. */
  requests: string[]
  close(): Promise<void>
}

/** Names of the certificates in `testdata/tls`. */
export type TestCertificate = 'server' | 'expired' | 'other-host' | 'self-signed'

/** A real HTTP(S) server on a free loopback port; close it at the end of the test. */
export async function startLocalServer(
  handle: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>,
  certificate?: TestCertificate,
): Promise<LocalServer> {
  const requests: string[] = []
  const listener: RequestListener = (request, response) => {
    requests.push(`${request.method} ${request.url}`)
    Promise.resolve(handle(request, response)).catch(() => response.destroy())
  }
  const server = certificate
    ? createTlsServer(
        { key: testCertificate(`${certificate}.key`), cert: testCertificate(`${certificate}.pem`) },
        listener,
      )
    : createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http${certificate ? 's' : ''}://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A file of `testdata/tls` as text. */
export function testCertificate(name: string): string {
  return readFileSync(new URL(`../testdata/tls/${name}`, import.meta.url), 'utf8')
}

/** The whole body of a request. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

/** Answers JSON. */
export function answerJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** An address on loopback at which nothing listens. */
export async function closedAddress(): Promise<string> {
  const server = await startLocalServer(() => undefined)
  await server.close()
  return server.url
}

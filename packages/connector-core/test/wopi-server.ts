import { readFileSync } from 'node:fs'
import { type LocalServer, startLocalServer } from './local-server.ts'

/** Where the discovery documents in `testdata/wopi` were recorded. */
const recordedAt = { 'libreoffice-online': 'http://127.0.0.1:9980', onlyoffice: 'http://127.0.0.1:8701' } as const

export interface WopiServerDouble extends LocalServer {
  /** What discovery is answered with instead. */
  answer: { status: number; body: string } | null
  /** Holds the answers back while it is set. */
  hold: Promise<void> | null
}

/** Stands for an editor's server as far as its discovery and its capabilities go. */
export async function startWopiServer(
  kind: keyof typeof recordedAt,
  options: { productName?: string; change?(xml: string): string } = {},
): Promise<WopiServerDouble> {
  const recorded = readFileSync(new URL(`../testdata/wopi/${kind}-discovery.xml`, import.meta.url), 'utf8')
  const server = await startLocalServer(async (request, response) => {
    if (double.hold !== null) await double.hold
    if (request.url === '/hosting/discovery') {
      const xml = recorded.replaceAll(recordedAt[kind], server.url)
      const { status, body } = double.answer ?? { status: 200, body: options.change?.(xml) ?? xml }
      response.writeHead(status, { 'content-type': 'text/xml' }).end(body)
      return
    }
    if (request.url === '/hosting/capabilities' && options.productName !== undefined) {
      response.end(JSON.stringify({ productName: options.productName, hasTemplateSource: true }))
      return
    }
    response.writeHead(404).end()
  })
  const double: WopiServerDouble = { ...server, answer: null, hold: null }
  return double
}

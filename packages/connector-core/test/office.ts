import { zipSync } from 'fflate'
import jwt from 'jsonwebtoken'
import { type MemoryHost, type MemoryHostOptions, memoryHost } from '../../connector-testkit/src/index.ts'
import { type Connector, type ConnectorOptions, createConnector } from '../src/connector.ts'
import type { BrowserOptions } from '../src/doors/browser-door.ts'
import type { User } from '../src/host.ts'
import { type RecordingServer, recordingServer } from './document-server.ts'

export const secret = 'a-secret-shared-with-document-server-0123'

/** A small file with a zip's first and last bytes, different for each text and always the same for one: a zip notes the time. */
export const docx = (text: string): Uint8Array =>
  zipSync({ 'word/document.xml': new TextEncoder().encode(text) }, { mtime: new Date(2026, 0, 1) })

export interface DoorAnswer<Answer> {
  status: number
  text: string
  /** `{}` without one. */
  body: Answer & { error?: { code: string; message: string; detail?: unknown } }
}

export interface Office {
  host: MemoryHost
  connector: Connector
  server: RecordingServer
  /** What Document Server gives for the paths of result URLs; a function may answer as it likes. */
  results: Map<string, Uint8Array>
  /** The next download of `path` calls `begun`, and goes on when `until` resolves. */
  hold(path: string, begun: () => void, until: Promise<void>): void
  /** What Document Server answers to a POST on this path. */
  services: Map<string, (body: Record<string, unknown>) => object>
  open(user?: User, document?: string): Promise<{ key: string; callbackUrl: string | undefined; downloadUrl: string }>
  /** As a person's browser asks the door. */
  ask<Answer = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    user?: User,
    options?: BrowserOptions & { headers?: Record<string, string> },
  ): Promise<DoorAnswer<Answer>>
  callback(opened: { key: string; callbackUrl: string | undefined }, event: Record<string, unknown>): Promise<Response>
  close(): Promise<void>
}

export const ann: User = { id: 'ann', name: 'Ann' }
export const ben: User = { id: 'ben', name: 'Ben' }

/** A connector over the memory host, and a Document Server that answers as the test says. */
export async function office(
  options: MemoryHostOptions = {},
  connectorOptions: ConnectorOptions = {},
): Promise<Office> {
  const results = new Map<string, Uint8Array>()
  const services: Office['services'] = new Map()
  const holds = new Map<string, { begun: () => void; until: Promise<void> }>()
  const server = await recordingServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname
    if (request.method === 'POST') {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const service = services.get(path)
      response.statusCode = service === undefined ? 404 : 200
      response.setHeader('content-type', 'application/json')
      response.end(
        JSON.stringify(service?.(JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>) ?? {}),
      )
      return
    }
    const hold = holds.get(path)
    holds.delete(path)
    hold?.begun()
    await hold?.until
    const bytes = results.get(path)
    response.statusCode = bytes === undefined ? 404 : 200
    if (bytes !== undefined) response.setHeader('content-length', bytes.byteLength)
    response.end(bytes)
  })
  const host = memoryHost({
    documents: [{ id: 'report', name: 'Report.docx', bytes: docx('first') }],
    users: [ann, ben],
    ...options,
    settings: { documentServerUrl: server.url, secret, ...options.settings },
  })
  const connector = createConnector(host, { reconcileEverySeconds: 0, ...connectorOptions })
  return {
    host,
    connector,
    server,
    results,
    hold: (path, begun, until) => void holds.set(path, { begun, until }),
    services,
    async open(user = ann, document = 'report') {
      const { config } = await connector.open({ documentId: document, user })
      return {
        key: config.document.key,
        callbackUrl: config.editorConfig.callbackUrl,
        downloadUrl: config.document.url,
      }
    },
    async ask<Answer>(
      method: string,
      path: string,
      body?: unknown,
      user: User = ann,
      { headers = {}, ...options }: BrowserOptions & { headers?: Record<string, string> } = {},
    ) {
      const { publicUrl, browserPath } = host.mount()
      const request = new Request(`${publicUrl}${browserPath}${path}`, {
        method,
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        body: body === undefined ? undefined : JSON.stringify(body),
      })
      const response = await connector.browser(request, user, options)
      const text = await response.text()
      return {
        status: response.status,
        text,
        body: (text === '' ? {} : JSON.parse(text)) as DoorAnswer<Answer>['body'],
      }
    },
    async callback(opened, event) {
      const path = typeof event.url === 'string' ? event.url : undefined
      const claims = {
        key: opened.key,
        users: ['ann'],
        ...event,
        ...(path === undefined ? {} : { url: new URL(path, server.url).href }),
      }
      return await connector.fetch(
        new Request(opened.callbackUrl ?? '', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ ...claims, token: jwt.sign(claims, secret, { expiresIn: 300 }) }),
        }),
      )
    },
    async close() {
      await connector.close()
      await server.close()
      host.cleanUp()
    },
  }
}

import { type MemoryHost, type MemoryHostOptions, memoryHost } from '../../connector-testkit/src/index.ts'
import { type Connector, type ConnectorOptions, createConnector } from '../src/connector.ts'
import type { RecoveryEntry } from '../src/recovery/index.ts'
import { startWopiServer } from './wopi-server.ts'

/** A CMS with one WOPI server, and requests to it as that server makes them. */
export interface WopiOffice {
  host: MemoryHost
  connector: Connector
  /** Opens a document; what a WOPI client needs from then on. */
  open(documentId: string, userId?: string, mode?: 'edit' | 'view'): Promise<WopiClient>
  /** Calls with an address and token that an answer gave. */
  client(wopiSrc: string, accessToken: string): WopiClient
  recovery(by?: string): Promise<RecoveryEntry[]>
  pass(seconds: number): void
  close(): Promise<void>
}

/** Calls to one document with one token. */
export interface WopiClient {
  wopiSrc: string
  accessToken: string
  get(path?: string, headers?: Record<string, string>): Promise<Response>
  post(override: string, headers?: Record<string, string>, body?: Uint8Array | string): Promise<Response>
  put(body: Uint8Array | string, headers?: Record<string, string>): Promise<Response>
  info(): Promise<Record<string, unknown> & { Version: string; LastModifiedTime: string }>
}

export async function wopiOffice(
  options: MemoryHostOptions = {},
  connectorOptions: ConnectorOptions = {},
): Promise<WopiOffice> {
  const server = await startWopiServer('libreoffice-online', { productName: 'LibreOffice Online' })
  let time = Date.parse('2026-02-03T04:05:06.789Z')
  const now = () => new Date(time)
  const host = memoryHost({
    users: [
      { id: 'ann', name: 'Ann' },
      { id: 'ben', name: 'Ben' },
    ],
    now,
    ...options,
    settings: { 'wopi.discoveryUrl': server.url, 'wopi.proof': 'off', ...options.settings },
  })
  const connector = createConnector(host, { reconcileEverySeconds: 0, ...connectorOptions })

  function clientOf(wopiSrc: string, accessToken: string): WopiClient {
    const ask = async (method: string, path: string, headers: Record<string, string>, body?: Uint8Array | string) => {
      time += 10
      const bytes = body === undefined ? undefined : Buffer.from(body)
      const length: Record<string, string> = bytes === undefined ? {} : { 'content-length': String(bytes.length) }
      return await connector.fetch(
        new Request(`${wopiSrc}${path}?access_token=${accessToken}`, {
          method,
          headers: { ...length, ...headers },
          body: bytes,
        }),
      )
    }
    return {
      wopiSrc,
      accessToken,
      get: (path = '', headers = {}) => ask('GET', path, headers),
      post: (override, headers = {}, body = undefined) =>
        ask('POST', '', { 'x-wopi-override': override, ...headers }, body),
      put: (body, headers = {}) => ask('POST', '/contents', { 'x-wopi-override': 'PUT', ...headers }, body),
      async info() {
        const answer = await ask('GET', '', {})
        if (answer.status !== 200) throw new Error(`CheckFileInfo answers ${answer.status}.`)
        return (await answer.json()) as Record<string, unknown> & { Version: string; LastModifiedTime: string }
      },
    }
  }

  return {
    host,
    connector,
    async open(documentId, userId = 'ann', mode = 'edit') {
      const user = await host.access.user(userId)
      if (user === null) throw new Error(`There is no user ${userId}.`)
      const { wopiSrc, accessToken } = await connector.openOverWopi({ documentId, user, mode })
      return clientOf(wopiSrc, accessToken)
    },
    client: clientOf,
    async recovery(by = 'ann') {
      const { publicUrl, browserPath } = host.mount()
      const admin = { id: by, name: by }
      const answer = await connector.browser(new Request(`${publicUrl}${browserPath}/recovery`), admin)
      return ((await answer.json()) as { entries: RecoveryEntry[] }).entries
    },
    pass(seconds) {
      time += seconds * 1000
    },
    async close() {
      await connector.close()
      await server.close()
      host.cleanUp()
    },
  }
}

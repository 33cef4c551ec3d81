import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocketServer } from 'ws'
import { createDelivery } from './callback/deliver.ts'
import type { ServerContext } from './context.ts'
import { createConversions } from './conversion/conversions.ts'
import { createDriver, type Driver } from './driver/driver.ts'
import { baseUrl } from './http/base-url.ts'
import { serveEditorSocket } from './http/editor-socket.ts'
import { requestUrl, route } from './http/routes.ts'
import { createOutbox } from './jwt/outbox.ts'
import { createMisbehaving } from './misbehaviour.ts'
import { type DocumentServerOptions, resolveOptions } from './options.ts'
import { createDownload } from './outgoing/download.ts'
import type { Rooms } from './rooms.ts'
import { createSessions } from './session/sessions.ts'
import { createFileStore, removeDirectory } from './storage/file-store.ts'
import { openForgottenStore } from './storage/forgotten-store.ts'
import { createResultUrls } from './storage/signed-url.ts'
import type { WireEntry } from './wire-log.ts'
import { createProofKeys } from './wopi/proof-keys.ts'
import type { WopiContext } from './wopi/session/wopi-context.ts'
import { createWopiSessions } from './wopi/session/wopi-sessions.ts'
import { createWopiClient } from './wopi/wopi-client.ts'
import { createBackgroundWork } from './work.ts'

/** A running development Document Server. */
export interface DocumentServer {
  /** Address without a trailing slash, sub-path included. */
  url: string
  /** The shared secret; `null` when tokens are off. */
  secret: string | null
  /** Edits without a browser; for tests. */
  driver: Driver
  /** Ends all sessions (code 4001), saves what is changed without retries, and stops. */
  close(): Promise<void>
}

/**
 * Starts an embedded Document Server for demos, development and tests. It speaks the protocol of ONLYOFFICE Docs, which
 * replaces it by changing one address.
 */
export async function startDocumentServer(given: DocumentServerOptions = {}): Promise<DocumentServer> {
  const options = resolveOptions(given)
  const directory = options.dataDirectory ?? (await mkdtemp(join(tmpdir(), 'dev-document-server-')))
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const wire: WireEntry[] = []
  const misbehaving = createMisbehaving()
  const outbox = createOutbox({
    secret: () => (options.secret === null ? null : (misbehaving.current().signWithSecret ?? options.secret)),
    header: options.jwtHeader,
    now: options.now,
  })
  const files = await createFileStore(directory)
  const delivery = createDelivery({ options, outbox, log: wire, misbehaving })
  const stopping = new AbortController()
  const context: ServerContext = {
    options,
    rooms: await completeRooms(options.rooms),
    files,
    forgotten: await openForgottenStore(directory, files),
    resultUrls: createResultUrls({
      key: randomBytes(24).toString('base64url'),
      lifetimeMs: options.resultUrlMs,
      now: options.now,
    }),
    download: createDownload({ options, outbox, log: wire }),
    deliver: delivery.deliver,
    misbehaving,
    work: createBackgroundWork((error) =>
      options.log(`Background work failed: ${error instanceof Error ? error.message : String(error)}`),
    ),
    stopping: stopping.signal,
  }
  const sessions = createSessions(context)
  const proofKeys = createProofKeys()
  const client = createWopiClient({ options, proofKeys, misbehaving, log: wire })
  const wopiContext: WopiContext = { server: context, client, proofKeys }
  const wopi = { context: wopiContext, sessions: createWopiSessions(wopiContext) }
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 16 * 1024 * 1024 })
  const routes = {
    server: context,
    sessions,
    conversions: createConversions(context),
    wopi,
    connections: () => ({ edit: sockets.clients.size, view: 0 }),
  }
  const http = createServer((request, response) => {
    route(routes, request, response).catch((error) => {
      options.log(`Request failed: ${error instanceof Error ? error.message : String(error)}`)
      if (response.headersSent) response.destroy()
      else response.writeHead(500, { 'Content-Type': 'text/plain' }).end('Internal error')
    })
  })
  http.on('upgrade', (request, socket, head) => {
    const path = requestUrl(request)?.pathname ?? ''
    const inside = path.startsWith(`${options.pathPrefix}/`)
    if (!inside || !/^\/doc\/[^/]+\/c\/?$/.test(path.slice(options.pathPrefix.length))) {
      socket.destroy()
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      serveEditorSocket(context, sessions, wopi, webSocket, baseUrl(request, options))
    })
  })
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject)
    http.listen(options.port, options.host, resolve)
  })
  const { port } = http.address() as AddressInfo
  const url = options.publicUrl ?? `http://${options.host}:${port}${options.pathPrefix}`
  let closing: Promise<void> | null = null
  return {
    url,
    secret: options.secret,
    driver: createDriver({ context, sessions, wire, replayLast: delivery.replayLast, base: url, wopi }),
    close() {
      closing ??= (async () => {
        stopping.abort()
        context.work.cancelAll()
        await sessions.shutDown()
        await wopi.sessions.shutDown()
        await context.work.flush()
        for (const client of sockets.clients) client.terminate()
        http.closeAllConnections()
        await new Promise((resolve) => http.close(resolve))
        if (options.dataDirectory === undefined) await removeDirectory(directory)
      })()
      return closing
    },
  }
}

/** The built-in rooms are only loaded when one of them is needed. */
async function completeRooms(given: Partial<Rooms> | undefined): Promise<Rooms> {
  if (isComplete(given)) return given
  const { defaultRooms } = await import('./default-rooms.ts')
  return { ...defaultRooms, ...given }
}

function isComplete(rooms: Partial<Rooms> | undefined): rooms is Rooms {
  return (
    rooms?.openEditable !== undefined &&
    rooms.createRoom !== undefined &&
    rooms.editorPage !== undefined &&
    rooms.pageAsset !== undefined &&
    rooms.convertDocument !== undefined
  )
}

import type { IncomingMessage, ServerResponse } from 'node:http'
import { apiScript } from '../api/api-script.ts'
import { runCommand } from '../command/commands.ts'
import type { ServerContext } from '../context.ts'
import { renderConversionReply } from '../conversion/conversion-reply.ts'
import type { Conversions } from '../conversion/conversions.ts'
import { serverInfo, welcomePage } from '../info/server-info.ts'
import type { InboxRequest } from '../jwt/inbox.ts'
import type { EditorPageInput } from '../rooms.ts'
import type { Sessions } from '../session/sessions.ts'
import { serveFile } from '../storage/serve-file.ts'
import { hostingRoute } from '../wopi/hosting/hosting-routes.ts'
import type { WopiContext } from '../wopi/session/wopi-context.ts'
import type { WopiSessions } from '../wopi/session/wopi-sessions.ts'
import { baseUrl } from './base-url.ts'
import { readJsonBody } from './read-body.ts'

export interface RouteContext {
  server: ServerContext
  sessions: Sessions
  conversions: Conversions
  wopi: { context: WopiContext; sessions: WopiSessions }
  connections: () => { edit: number; view: number }
}

/** `null` for a request line that is no path. */
export function requestUrl(request: IncomingMessage): URL | null {
  return URL.parse(request.url ?? '/', 'http://localhost')
}

const pagePolicy =
  "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data: blob: https: http:; style-src 'self' 'unsafe-inline'; base-uri 'none'"

/** Answers every HTTP request of the server; WebSocket upgrades are handled elsewhere. */
export async function route(context: RouteContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { options } = context.server
  const url = requestUrl(request)
  if (url === null) return notFound(response)
  if (options.pathPrefix !== '' && !`${url.pathname}/`.startsWith(`${options.pathPrefix}/`)) return notFound(response)
  const path = url.pathname.slice(options.pathPrefix.length)
  if (path === '/command' || /^\/coauthoring\/CommandService\.ashx$/i.test(path)) {
    return command(context, request, response, url)
  }
  if (path === '/converter') return convert(context, request, response, url, false)
  if (/^\/ConvertService\.ashx$/i.test(path)) return convert(context, request, response, url, true)
  if (await hostingRoute(context.wopi.context, context.wopi.sessions, path, url, request, response)) return
  if (request.method !== 'GET' && request.method !== 'HEAD') return notFound(response)
  if (path.startsWith('/cache/files/')) return cachedFile(context, request, response, url, path)
  if (path.startsWith('/web-apps/apps/')) return webApps(context, response, url, path.slice('/web-apps/apps/'.length))
  if (path === '/healthcheck')
    return send(response, 'text/plain; charset=utf-8', String(!context.server.misbehaving.current().unhealthy))
  if (path === '/info/info.json') return sendJson(response, serverInfo(options.version, context.connections()))
  if (path === '' || path === '/' || path === '/welcome' || path === '/welcome/') {
    return send(response, 'text/html; charset=utf-8', welcomePage(options.version))
  }
  return notFound(response)
}

async function command(context: RouteContext, request: IncomingMessage, response: ServerResponse, url: URL) {
  const inbox = await readRequest(context, request, url)
  if (brokenProxy(context, response)) return
  const base = baseUrl(request, context.server.options)
  sendJson(response, await runCommand(context.server, context.sessions, inbox, base), 'application/json')
}

async function convert(
  context: RouteContext,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  xmlByDefault: boolean,
) {
  const inbox = await readRequest(context, request, url)
  if (brokenProxy(context, response)) return
  const reply = await context.conversions.convert(inbox, baseUrl(request, context.server.options))
  const accept = request.headers.accept === '*/*' ? undefined : request.headers.accept
  const { contentType, body } = renderConversionReply(reply, accept, xmlByDefault)
  send(response, contentType, body)
}

async function readRequest(context: RouteContext, request: IncomingMessage, url: URL): Promise<InboxRequest> {
  const body = (await readJsonBody(request)) ?? {}
  const header = request.headers[context.server.options.jwtHeader.toLowerCase()]
  return {
    params: { ...Object.fromEntries(url.searchParams), ...body },
    header: Array.isArray(header) ? header[0] : header,
  }
}

async function cachedFile(
  context: RouteContext,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  path: string,
) {
  const { resultUrls, files, misbehaving } = context.server
  const faults = misbehaving.current()
  if (faults.statusOfDownload !== undefined) {
    response.writeHead(faults.statusOfDownload, { 'Content-Type': 'text/plain' }).end('Refused on purpose')
    return
  }
  if (faults.redirectDownloadTo !== undefined) {
    response.writeHead(302, { Location: faults.redirectDownloadTo }).end()
    return
  }
  const check = resultUrls.check(path, url.searchParams)
  const file = check.status === 200 ? files.locate(check.path) : null
  if (check.status !== 200) {
    response.writeHead(check.status, { 'Content-Type': 'text/plain' }).end(check.status === 410 ? 'Gone' : 'Forbidden')
  } else if (file === null) {
    notFound(response)
  } else {
    await serveFile(request, response, file, faults)
  }
}

function webApps(context: RouteContext, response: ServerResponse, url: URL, path: string) {
  const { options, rooms } = context.server
  if (path === 'api/documents/api.js') {
    return send(response, 'application/javascript; charset=utf-8', apiScript(options.version))
  }
  if (path === 'api/documents/preload.html')
    return send(
      response,
      'text/html; charset=utf-8',
      '<!doctype html><title>Preload</title><p>Development Document Server. ONLYOFFICE Docs replaces it by changing one address.',
    )
  const [, app, , rest = ''] =
    /^(documenteditor|spreadsheeteditor|presentationeditor|pdfeditor|visioeditor)\/(main)\/(.*)$/.exec(path) ?? []
  if (app !== undefined && rest === 'index.html') {
    const html = rooms.editorPage(pageInput(url.searchParams, options.version))
    response.setHeader('Content-Security-Policy', pagePolicy)
    return send(response, 'text/html; charset=utf-8', html)
  }
  const asset =
    app !== undefined && rest.startsWith('assets/') ? rooms.pageAsset(rest.slice('assets/'.length)) : undefined
  return asset === undefined ? notFound(response) : send(response, asset.contentType, asset.body)
}

function pageInput(query: URLSearchParams, version: string): EditorPageInput {
  const kinds = ['word', 'cell', 'slide', 'pdf', 'diagram'] as const
  const types = ['desktop', 'mobile', 'embedded'] as const
  return {
    documentType: kinds.find((each) => each === query.get('documentType')) ?? 'word',
    language: /^[\w-]{2,10}$/.exec(query.get('lang') ?? '')?.[0] ?? 'en',
    type: types.find((each) => each === query.get('type')) ?? 'desktop',
    frameEditorId: query.get('frameEditorId') ?? '',
    parentOrigin: originOf(query.get('parentOrigin')),
    version,
  }
}

function originOf(value: string | null): string {
  try {
    return new URL(value ?? '').origin
  } catch {
    return 'null'
  }
}

function brokenProxy(context: RouteContext, response: ServerResponse): boolean {
  const status = context.server.misbehaving.current().serverError
  if (status === undefined) return false
  response.writeHead(status, { 'Content-Type': 'text/html' }).end('<html><h1>Bad gateway</h1></html>')
  return true
}

function send(response: ServerResponse, contentType: string, body: string | Uint8Array) {
  response.writeHead(200, {
    'Content-Type': contentType,
    'Content-Length': Buffer.byteLength(body),
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(body)
}

function sendJson(response: ServerResponse, value: unknown, contentType = 'application/json; charset=utf-8') {
  send(response, contentType, JSON.stringify(value))
}

function notFound(response: ServerResponse) {
  response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not found')
}

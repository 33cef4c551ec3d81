import type { IncomingMessage, ServerResponse } from 'node:http'
import { baseUrl } from '../../http/base-url.ts'
import { hostingCapabilities } from '../discovery/capabilities.ts'
import { collaboraDiscovery } from '../discovery/collabora-discovery.ts'
import { onlyofficeDiscovery } from '../discovery/onlyoffice-discovery.ts'
import { runWopiFrame } from '../frame/run-wopi-frame.ts'
import { convertAndEdit } from '../session/convert-and-edit.ts'
import type { WopiContext } from '../session/wopi-context.ts'
import type { WopiSessions } from '../session/wopi-sessions.ts'
import type { WopiFlavour } from '../wopi-options.ts'
import { WopiRefused } from '../wopi-refused.ts'
import { readActionAddress } from './action-address.ts'
import { describeOpening, framePage } from './frame-page.ts'
import { frameRoute } from './frame-routes.ts'
import { readForm } from './read-form.ts'

const pagePolicy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https: http:; base-uri 'none'"

/** Answers what belongs to WOPI; `false`: the path is none of these. */
export async function hostingRoute(
  context: WopiContext,
  sessions: WopiSessions,
  path: string,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const { options } = context.server
  const base = baseUrl(request, options)
  const { flavour, spelling, proofKeys } = options.wopi
  if (path === '/hosting/discovery') {
    const keys = proofKeys ? await context.proofKeys.attributes() : null
    const xml = flavour === 'onlyoffice' ? onlyofficeDiscovery(base, keys) : collaboraDiscovery(base, spelling, keys)
    send(response, 200, 'application/xml; charset=utf-8', xml)
  } else if (path === '/hosting/capabilities') {
    const capabilities = hostingCapabilities(flavour, options.version)
    send(response, 200, 'application/json; charset=utf-8', JSON.stringify(capabilities))
  } else if (path === '/hosting/wopi/frame.js') {
    send(response, 200, 'text/javascript; charset=utf-8', `(${runWopiFrame.toString()})();\n`)
  } else if (path.startsWith('/hosting/wopi/frame/')) {
    await frameRoute(sessions, path.slice('/hosting/wopi/frame/'.length), request, response)
  } else if (path.startsWith('/hosting/wopi/convert-and-edit/')) {
    await convertRoute(context, path, url, request, response)
  } else if (readActionAddress(url) !== null) {
    await actionRoute(sessions, base, url, request, response)
  } else return false
  return true
}

async function actionRoute(
  sessions: WopiSessions,
  base: string,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const address = readActionAddress(url)
  const form = await readForm(request)
  if (address === null || form === null) return send(response, 400, 'text/plain', 'The form cannot be read')
  const field = (name: string) => form[name] ?? url.searchParams.get(name) ?? ''
  const page = { flavour: address.flavour, api: `${base}/hosting/wopi/frame`, language: address.language ?? 'en-US' }
  try {
    const opening = await sessions.prepare({
      ...address,
      accessToken: field('access_token'),
      accessTokenTtl: field('access_token_ttl') || '0',
      base,
    })
    const described = describeOpening(opening, address, readObject(field('docs_api_config')))
    sendPage(response, 200, framePage({ ...page, opening: described, failure: null }, base))
  } catch (error) {
    if (!(error instanceof WopiRefused)) throw error
    const failure = refusal(address.flavour, error)
    // ONLYOFFICE answers with the host's status; Collabora's page comes in any case and says it itself.
    const status = address.flavour === 'collabora' ? 200 : (error.status ?? 500)
    sendPage(response, status < 200 ? 500 : status, framePage({ ...page, opening: null, failure }, base))
  }
}

function refusal(flavour: WopiFlavour, error: WopiRefused): string {
  if (flavour === 'collabora' && (error.status === 401 || error.status === 403)) {
    return 'The access token is expired or invalid. Close this window and open the document again.'
  }
  return `${error.message}${error.status === null ? '' : ` (${error.status})`}.`
}

async function convertRoute(
  context: WopiContext,
  path: string,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const form = await readForm(request)
  const [from = '', to = ''] = path.split('/').slice(-2)
  const query = new Map([...url.searchParams].map(([name, value]) => [name.toLowerCase(), value]))
  try {
    const location = await convertAndEdit(context, {
      wopiSrc: query.get('wopisrc') ?? '',
      accessToken: form?.access_token ?? '',
      accessTokenTtl: form?.access_token_ttl ?? '0',
      from,
      to,
    })
    response.writeHead(302, { Location: location }).end()
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    send(response, 500, 'text/plain; charset=utf-8', message)
  }
}

function readObject(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : {}
  } catch {
    return {}
  }
}

function sendPage(response: ServerResponse, status: number, html: string) {
  response.setHeader('Content-Security-Policy', pagePolicy)
  response.setHeader('Cache-Control', 'no-store')
  response.setHeader('Referrer-Policy', 'no-referrer')
  send(response, status, 'text/html; charset=utf-8', html)
}

function send(response: ServerResponse, status: number, contentType: string, body: string) {
  response.writeHead(status, {
    'Content-Type': contentType,
    'Content-Length': Buffer.byteLength(body),
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(body)
}

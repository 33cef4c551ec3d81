import type { IncomingMessage, ServerResponse } from 'node:http'
import jwt from 'jsonwebtoken'
import { answerJson, type LocalServer, readBody, startLocalServer, type TestCertificate } from './local-server.ts'

/** How the little Document Server of the connection check's tests behaves. */
export interface ProtocolServerOptions {
  /** Of requests to it. Null: JWT is off. */
  secret: string | null
  /** Of its own requests. Default: `secret`. */
  outboxSecret?: string | null
  header?: string
  prefix?: string
  version?: string
  health?: string
  /** Origin in the addresses of results. Default: as it was called. */
  resultOrigin?: string
  result?: string
  resultStatus?: number
  /** Answers every conversion so, without a visit. */
  conversion?: unknown
  /** Rewrites the address to fetch, as a proxy between would. */
  rewrite?: (url: string) => string
  /** Cuts what it fetched: -4 in spite of a visit. */
  loseBody?: boolean
  /** Answers a request itself and says true. */
  intercept?: (request: IncomingMessage, response: ServerResponse) => boolean
  certificate?: TestCertificate
}

/** Health, api.js, `version`, and a conversion that really fetches its source, as far as the connection check needs them. */
export function startProtocolServer(options: ProtocolServerOptions): Promise<LocalServer> {
  const { secret, outboxSecret = secret, header = 'Authorization', prefix = 'Bearer ' } = options

  /** The verified parameters, or null: the body's token hides the header. */
  function claims(request: IncomingMessage, body: Record<string, unknown>): Record<string, unknown> | null {
    if (secret === null) return body
    const inHeader = String(request.headers[header.toLowerCase()] ?? '').slice(prefix.length)
    try {
      const verified = jwt.verify(typeof body.token === 'string' ? body.token : inHeader, secret) as jwt.JwtPayload
      return typeof verified.payload === 'object' ? verified.payload : verified
    } catch {
      return null
    }
  }

  async function fetchSource(url: string): Promise<boolean> {
    const token = outboxSecret === null ? null : jwt.sign({ payload: { url } }, outboxSecret, { expiresIn: 300 })
    try {
      const response = await fetch(options.rewrite?.(url) ?? url, {
        headers: token === null ? {} : { [header]: prefix + token },
      })
      return response.ok && (await response.text()) !== '' && options.loseBody !== true
    } catch {
      return false
    }
  }

  return startLocalServer(async (request, response) => {
    const path = request.url?.split('?')[0] ?? ''
    if (options.intercept?.(request, response)) return
    if (path === '/healthcheck') return void response.end(options.health ?? 'true')
    if (path === '/web-apps/apps/api/documents/api.js') return void response.end('window.DocsAPI = {}')
    if (path === '/cache/result.docx')
      return void response.writeHead(options.resultStatus ?? 200).end(options.result ?? 'PK\u0003\u0004')
    const params = claims(request, JSON.parse((await readBody(request)) || '{}'))
    if (path === '/command')
      return answerJson(response, params ? { error: 0, version: options.version ?? '9.3.1.10' } : { error: 6 })
    if (path === '/converter') {
      if (options.conversion !== undefined) return answerJson(response, options.conversion)
      if (!params) return answerJson(response, { error: -8 })
      if (!(await fetchSource(String(params.url)))) return answerJson(response, { error: -4 })
      const origin = options.resultOrigin ?? `http${options.certificate ? 's' : ''}://${request.headers.host}`
      const fileUrl = `${origin}/cache/result.docx?md5=x&expires=1`
      return answerJson(response, { fileUrl, fileType: 'docx', percent: 100, endConvert: true })
    }
    response.writeHead(404).end()
  }, options.certificate)
}

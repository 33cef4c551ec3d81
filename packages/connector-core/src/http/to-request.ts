import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { ConnectorError } from '../errors.ts'
import { bodyLost, type SerializedBody, serializeParsedBody } from './parsed-body.ts'
import { acceptWhole } from './whole-response.ts'

export type NodeRequest = IncomingMessage | Http2ServerRequest
export type NodeResponse = ServerResponse | Http2ServerResponse

export interface ToRequestOptions {
  /** Full address of this request; see `requestUrl`. */
  url: string | URL
  /** What the host's body parser left, such as Express's `req.body`. Ignored while nobody has read the body. */
  parsedBody?: unknown
}

// They belong to one connection, not to the message (RFC 9110, section 7.6.1).
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
const unsupportedMethods = new Set(['CONNECT', 'TRACE', 'TRACK'])

/**
 * A web `Request` over one of Node's, HTTP/1 or HTTP/2. The body streams as it is read; `signal` aborts when the peer leaves before `res` is finished.
 * A body that a parser has read is written anew from `parsedBody`. Throws `method_not_allowed`, `unsupported_media_type`.
 */
export function toRequest(req: NodeRequest, res: NodeResponse, options: ToRequestOptions): Request {
  const method = (req.method ?? 'GET').toUpperCase()
  if (unsupportedMethods.has(method)) throw new ConnectorError('method_not_allowed', `${method} is not possible here.`)
  const headers = headersOf(req)
  const init: RequestInit & { duplex?: 'half' } = { method, headers }
  if (method !== 'GET' && method !== 'HEAD' && hasBody(req)) {
    const rebuilt = rebuildBody(req, options.parsedBody, headers.get('content-type') ?? '')
    if (rebuilt === null) init.body = streamOf(req)
    else {
      init.body = rebuilt.bytes as Uint8Array<ArrayBuffer>
      if (rebuilt.contentType !== '') headers.set('content-type', rebuilt.contentType)
      headers.set('content-length', String(rebuilt.bytes.byteLength))
      headers.delete('content-encoding')
    }
    init.duplex = 'half'
    init.signal = leaveSignal(res)
  }
  const url = typeof options.url === 'string' ? new URL(options.url) : options.url
  const request = new Request(url.href, init)
  // following a signal costs a request more than all the rest of it, and most have no body; only a copy of this one does not inherit it
  if (init.signal === undefined) Object.defineProperty(request, 'signal', { value: leaveSignal(res), enumerable: true })
  acceptWhole(request, url)
  return request
}

function headersOf(req: NodeRequest): Headers {
  const headers = new Headers()
  const cookies: string[] = []
  for (let at = 0; at + 1 < req.rawHeaders.length; at += 2) {
    const name = req.rawHeaders[at]!.toLowerCase()
    const value = req.rawHeaders[at + 1]!
    if (name.startsWith(':') || hopByHop.has(name)) continue
    // HTTP/2 clients may split the cookie header (RFC 9113, section 8.2.3)
    if (name === 'cookie') cookies.push(value)
    else headers.append(name, value)
  }
  if (cookies.length > 0) headers.set('cookie', cookies.join('; '))
  return headers
}

function hasBody(req: NodeRequest): boolean {
  if (req.headers['content-length'] !== undefined) return req.headers['content-length'] !== '0'
  if (req.httpVersionMajor >= 2) return !(req as Http2ServerRequest).stream.endAfterHeaders
  return req.headers['transfer-encoding'] !== undefined
}

/** Null: nobody has read the body yet, so it can be streamed. */
function rebuildBody(req: NodeRequest, parsedBody: unknown, contentType: string): SerializedBody | null {
  // parsers of Express 4 and Koa leave an empty object for types that they do not read
  if (!req.readableDidRead && !req.readableEnded) return null
  const { rawBody: raw } = req as { rawBody?: unknown }
  if (raw instanceof Uint8Array) return { bytes: raw, contentType }
  if (parsedBody === undefined || parsedBody === null) throw bodyLost(contentType.split(';')[0]?.trim() ?? '')
  return serializeParsedBody(parsedBody, contentType)
}

/** Pulls from the socket only when asked. Cancelling discards the rest and keeps the connection, so that the answer still arrives. */
function streamOf(req: NodeRequest): ReadableStream<Uint8Array> {
  let chunks: AsyncIterator<Uint8Array> | undefined
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        chunks ??= req.iterator({ destroyOnReturn: false }) as AsyncIterator<Uint8Array>
        const { done, value } = await chunks.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      async cancel() {
        await chunks?.return?.()
        req.resume()
      },
    },
    { highWaterMark: 0 },
  )
}

function leaveSignal(res: NodeResponse): AbortSignal {
  const left = new AbortController()
  const leave = (): void => {
    if (!res.writableEnded) left.abort(new DOMException('The client has left.', 'AbortError'))
  }
  if (res.destroyed || ('closed' in res && res.closed)) leave()
  else res.once('close', leave)
  return left.signal
}

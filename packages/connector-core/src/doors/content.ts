import { ConnectorError } from '../errors.ts'
import { extensionOf, mimeOf } from '../formats/index.ts'
import type { ByteRange } from '../host.ts'

/** A whole document to be served, or a part of it. */
export interface Content {
  name: string
  size: number
  /** Changes with the bytes; becomes the ETag. */
  version: string
  read(range: ByteRange | undefined): Promise<{ size: number; body: ReadableStream<Uint8Array> }>
}

/** Answers GET and HEAD with Range, ETag and If-None-Match. One range only: more are answered whole, as HTTP allows. */
export async function serveContent(
  request: Request,
  content: Content,
  extra: Record<string, string> = {},
): Promise<Response> {
  const etag = `"${content.version.replace(/[^\x21\x23-\x7e]/g, '_')}"`
  const headers = new Headers({
    'content-type': mimeOf(extensionOf(content.name)),
    'content-disposition': contentDisposition(content.name),
    'accept-ranges': 'bytes',
    etag,
    'cache-control': 'private, no-cache',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    ...extra,
  })
  const known = request.headers.get('if-none-match')
  if (known?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag))
    return new Response(null, { status: 304, headers })
  const ifRange = request.headers.get('if-range')
  const range =
    ifRange === null || ifRange === etag ? parseRange(request.headers.get('range'), content.size) : undefined
  if (range === 'unsatisfiable') {
    headers.set('content-range', `bytes */${content.size}`)
    return new Response(null, { status: 416, headers })
  }
  if (range !== undefined) headers.set('content-range', `bytes ${range.start}-${range.end}/${content.size}`)
  headers.set('content-length', String(range === undefined ? content.size : range.end - range.start + 1))
  const status = range === undefined ? 200 : 206
  if (request.method === 'HEAD') return new Response(null, { status, headers })
  const { body } = await content.read(range)
  return new Response(body, { status, headers })
}

/** RFC 9110 section 14.2; what it cannot read it ignores, as the RFC asks. */
export function parseRange(header: string | null, size: number): ByteRange | 'unsatisfiable' | undefined {
  const match = header === null ? null : /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header.trim())
  if (match === null) return undefined
  const [, from = '', to = ''] = match
  if (from === '' && to === '') return undefined
  if (from === '') {
    const length = Math.min(Number(to), size)
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 }
  }
  const start = Number(from)
  if (to !== '' && Number(to) < start) return undefined
  if (start >= size) return 'unsatisfiable'
  return { start, end: to === '' ? size - 1 : Math.min(Number(to), size - 1) }
}

/** RFC 6266 with the name in both spellings. */
export function contentDisposition(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}

export function requireMethod(request: Request, ...methods: string[]): void {
  if (!methods.includes(request.method))
    throw new ConnectorError('method_not_allowed', `${request.method} is not possible here.`)
}

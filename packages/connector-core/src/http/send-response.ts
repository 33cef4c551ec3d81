import { ServerResponse } from 'node:http'
import { constants } from 'node:http2'
import type { NodeResponse } from './to-request.ts'
import { WholeResponse } from './whole-response.ts'

const bodiless = new Set([204, 205, 304])
// Node frames the message itself, and HTTP/2 forbids these (RFC 9113, section 8.2.2).
const framing = new Set(['transfer-encoding', 'connection', 'keep-alive', 'upgrade'])
/** Bodies of up to this announced size are collected before anything is sent. */
const maxWholeBytes = 16 * 1024

/**
 * Writes a web `Response` to one of Node's, HTTP/1 or HTTP/2, as fast as the peer reads. Resolves when it is sent or the peer has left; in the
 * second case the body is cancelled. A body that fails before its first byte rejects with nothing sent. One that fails later, or has not as
 * many bytes as `content-length` says, breaks the connection, so that the peer cannot take the part for the whole; then it rejects too.
 */
export async function sendResponse(response: Response, res: NodeResponse): Promise<void> {
  if (isGone(res)) {
    await response.body?.cancel()
    return
  }
  const unread = response instanceof WholeResponse ? response.unread : null
  const head = (res.req as { method?: string } | undefined)?.method === 'HEAD' || bodiless.has(response.status)
  if (unread !== null) return await sendBytes(response, res, head ? null : unread)
  if (response.body === null || head) {
    // not waited for: half of a body that was cloned is cancelled only with the other half
    void response.body?.cancel().catch(() => {})
    writeHead(response, res)
    await end(res)
    return
  }
  const reader = response.body.getReader()
  const leave = (): void => {
    if (!res.writableFinished) reader.cancel(new DOMException('The client has left.', 'AbortError')).catch(() => {})
  }
  res.once('close', leave)
  try {
    const declared = response.headers.get('content-length')
    if (declared !== null && Number(declared) <= maxWholeBytes) return await sendWhole(response, res, reader)
    let left = declared === null ? Number.POSITIVE_INFINITY : Number(declared)
    let next = await reader.read()
    if (isGone(res)) return
    writeHead(response, res)
    for (; !next.done; next = await reader.read()) {
      left -= next.value.byteLength
      if (left < 0) throw new RangeError('The response body has more bytes than its content-length says.')
      if (!write(res, next.value)) await drained(res)
      if (isGone(res)) return
    }
    if (isGone(res)) return
    if (declared !== null && left > 0)
      throw new RangeError(`The response body ended ${left} bytes before its content-length.`)
    await end(res)
  } catch (error) {
    if (res.headersSent) breakOff(res)
    throw error
  } finally {
    res.off('close', leave)
    await reader.cancel().catch(() => {})
  }
}

/** A small body goes out with its head, in one write. */
async function sendWhole(
  response: Response,
  res: NodeResponse,
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<void> {
  const chunks: Uint8Array[] = []
  let size = 0
  for (let next = await reader.read(); !next.done && size <= maxWholeBytes; next = await reader.read()) {
    chunks.push(next.value)
    size += next.value.byteLength
  }
  if (isGone(res)) return
  await sendBytes(response, res, Buffer.concat(chunks, size))
}

/** `bytes` null: none are for sending. */
async function sendBytes(response: Response, res: NodeResponse, bytes: Uint8Array | null): Promise<void> {
  const given = response instanceof WholeResponse ? response.givenHeaders : null
  const declared = given === null ? response.headers.get('content-length') : (given['content-length'] ?? null)
  if (bytes !== null && declared !== null && bytes.byteLength !== Number(declared)) {
    breakOff(res)
    throw new RangeError(`The response body has ${bytes.byteLength} bytes, its content-length says ${declared}.`)
  }
  writeHead(response, res)
  await end(res, bytes ?? undefined)
}

function writeHead(response: Response, res: NodeResponse): void {
  res.statusCode = response.status
  const given = response instanceof WholeResponse ? response.givenHeaders : null
  for (const [name, value] of given === null ? response.headers : Object.entries(given)) {
    if (framing.has(name) || name === 'set-cookie') continue
    if (name === 'content-length' && response.status === 204) continue
    // other middleware may have its own reasons for a variant
    if (name === 'vary') setHeader(res, name, [...listed(res.getHeader(name)), value].join(', '))
    else setHeader(res, name, value)
  }
  if (given !== null) return
  const cookies = response.headers.getSetCookie()
  if (cookies.length > 0) setHeader(res, 'set-cookie', [...listed(res.getHeader('set-cookie')), ...cookies])
}

// The two kinds of response have the same methods with types that do not unite.
function setHeader(res: NodeResponse, name: string, value: string | string[]): void {
  ;(res as { setHeader(name: string, value: string | string[]): void }).setHeader(name, value)
}

function write(res: NodeResponse, chunk: Uint8Array): boolean {
  return (res as { write(chunk: Uint8Array): boolean }).write(chunk)
}

function listed(value: number | string | readonly string[] | undefined): string[] {
  return value === undefined ? [] : typeof value === 'object' ? [...value] : [String(value)]
}

function isGone(res: NodeResponse): boolean {
  return res.destroyed || ('stream' in res && res.stream !== undefined && res.stream.destroyed === true)
}

function drained(res: NodeResponse): Promise<void> {
  return settled(res, 'drain')
}

async function end(res: NodeResponse, last?: Uint8Array): Promise<void> {
  const finished = settled(res, 'finish')
  if (last === undefined) res.end()
  // Node writes a text of this encoding together with the head, any bytes in another go
  else if (last.byteLength <= maxWholeBytes && res instanceof ServerResponse)
    res.end(Buffer.from(last.buffer, last.byteOffset, last.byteLength).toString('latin1'), 'latin1')
  else (res as { end(chunk: Uint8Array): unknown }).end(last)
  await finished
}

/** Resolves at the event, or when the peer has left. */
function settled(res: NodeResponse, event: 'drain' | 'finish'): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      res.off(event, settle)
      res.off('close', settle)
      resolve()
    }
    res.on(event, settle)
    res.on('close', settle)
    if (isGone(res)) settle()
  })
}

function breakOff(res: NodeResponse): void {
  // an HTTP/2 stream that is merely destroyed looks like one that ended well
  if ('stream' in res && res.stream !== undefined) res.stream.close(constants.NGHTTP2_INTERNAL_ERROR)
  else res.destroy()
}

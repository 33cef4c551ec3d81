import { createWriteStream } from 'node:fs'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

export interface OutgoingRequest {
  method: 'GET' | 'POST'
  url: string
  /** Without Content-Length, Accept-Encoding and Host, which come last, in that order. */
  headers: readonly (readonly [name: string, value: string])[]
  /** `headers` are complete: nothing is added. */
  isComplete?: boolean
  body?: string | Uint8Array
  timeoutMs: number
  maxBytes: number
  /** The answer's body goes into this file instead of `text`. */
  toFile?: string
  /** Cut the connection once the request is sent, or when half of its body is; the promise rejects. */
  cut?: boolean | 'halfway'
  /** Called when the first request is on its way, before any answer. */
  onSent?: () => void
  /** Header to leave out when a redirect leads to another host. */
  secretHeader?: string
}

export interface IncomingAnswer {
  status: number
  headers: IncomingMessage['headers']
  /** Empty when `toFile` was given. */
  text: string
  bytes: number
}

/** The answer was larger than `maxBytes`. */
export class AnswerTooLarge extends Error {}
/** No answer within `timeoutMs`. */
export class RequestTimedOut extends Error {}

const redirects = new Set([301, 302, 303, 307, 308])

/**
 * One HTTP request with the header names, casing and order that ONLYOFFICE Docs 9.3 was seen to send. Redirects are
 * followed as its HTTP client does: the token stays behind when the host changes, a POST turns into a GET on 301-303.
 */
export async function sendRequest(request: OutgoingRequest): Promise<IncomingAnswer> {
  let { url, method, body } = request
  let headers = [...request.headers]
  const deadline = Date.now() + request.timeoutMs
  for (let hops = 0; hops <= 5; hops += 1) {
    const timeoutMs = deadline - Date.now()
    const answer = await sendOnce({
      ...request,
      url,
      method,
      body,
      headers,
      timeoutMs,
      cut: hops === 0 ? request.cut : undefined,
    })
    const location = redirects.has(answer.status) ? answer.headers.location : undefined
    if (location === undefined) return answer
    const next = new URL(location, url)
    if (next.host !== new URL(url).host && request.secretHeader !== undefined) {
      const left = request.secretHeader.toLowerCase()
      headers = headers.filter(([name]) => name.toLowerCase() !== left)
    }
    if (method === 'POST' && answer.status < 307) {
      method = 'GET'
      body = undefined
      headers = headers.filter(([name]) => name !== 'Content-Type')
    }
    headers = headers.map(([name, value]) => [name, name === 'Host' ? next.host : value])
    url = next.href
  }
  throw new Error('Too many redirects')
}

function sendOnce(request: OutgoingRequest): Promise<IncomingAnswer> {
  const url = new URL(request.url)
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  const body = typeof request.body === 'string' ? Buffer.from(request.body) : request.body
  const headers: string[] = request.headers.flat()
  if (request.isComplete !== true) {
    if (body !== undefined) headers.push('Content-Length', String(body.length))
    headers.push('Accept-Encoding', 'gzip, compress, deflate, br', 'Host', url.host)
  }
  return new Promise((resolve, reject) => {
    let answered = false
    const outgoing = send(url, { method: request.method, headers, agent: false }, (incoming) => {
      if (request.cut) return
      answered = true
      readAnswer(incoming, request).then(resolve, reject)
    })
    const timer = setTimeout(() => outgoing.destroy(new RequestTimedOut('No answer in time')), request.timeoutMs)
    outgoing.on('error', reject)
    outgoing.on('close', () => {
      clearTimeout(timer)
      if (!answered) reject(new Error('Connection closed'))
    })
    if (request.cut === 'halfway' && body !== undefined) {
      outgoing.write(body.subarray(0, Math.ceil(body.length / 2)), () => {
        setTimeout(() => outgoing.destroy(new Error('Connection cut on purpose')), 30)
      })
      return
    }
    outgoing.on('finish', () => {
      request.onSent?.()
      if (request.cut) setTimeout(() => outgoing.destroy(new Error('Connection cut on purpose')), 30)
    })
    outgoing.end(body)
  })
}

async function readAnswer(incoming: IncomingMessage, request: OutgoingRequest): Promise<IncomingAnswer> {
  const status = incoming.statusCode ?? 0
  let bytes = 0
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes > request.maxBytes) done(new AnswerTooLarge(`More than ${request.maxBytes} bytes`))
      else done(null, chunk)
    },
  })
  const chunks: Buffer[] = []
  const keep = request.toFile !== undefined && (status === 200 || status === 206)
  const target = keep
    ? createWriteStream(request.toFile as string)
    : new Writable({
        write(chunk: Buffer, _encoding, done) {
          if (bytes <= 1_000_000) chunks.push(chunk)
          done()
        },
      })
  const decoder = decoderFor(incoming.headers['content-encoding'])
  await (decoder === null ? pipeline(incoming, count, target) : pipeline(incoming, decoder, count, target))
  return { status, headers: incoming.headers, text: Buffer.concat(chunks).toString('utf8'), bytes }
}

function decoderFor(encoding: string | undefined): Transform | null {
  if (encoding === 'gzip') return createGunzip()
  if (encoding === 'deflate') return createInflate()
  if (encoding === 'br') return createBrotliDecompress()
  return null
}

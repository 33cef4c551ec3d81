import type { Dispatcher } from 'undici'
import { ConnectorError } from '../errors.ts'
import { type Deadline, startDeadline } from './deadline.ts'
import { headerText } from './exchange.ts'
import { networkReason, toNetworkError } from './network-error.ts'
import type { OriginRule, Target } from './origin-rule.ts'

export interface OpenOptions {
  /** Largest file in bytes. */
  maxBytes: number
  /** For the whole download, reading included. Default: `downloadTimeoutSeconds`. */
  timeoutSeconds?: number
  signal?: AbortSignal
}

/** A running download. Reading `body` to its end, or leaving it early, frees the connection; it can be read once. */
export interface Download {
  status: 200
  /** Bytes, when Document Server says so. */
  size: number | null
  contentType: string
  /** Each chunk is all that arrived since the last one, up to half a mebibyte; the sender waits while nobody reads. */
  body: AsyncIterable<Uint8Array>
}

const mostRedirects = 3
/** Enough to keep the socket busy while a chunk is written to disk. */
const bufferBytes = 512 * 1024

/**
 * Opens a file that Document Server made. Only Document Server's own addresses are asked (see `createOriginRule`), redirects included.
 *
 * Throws `download_origin`, `too_large`, `document_server_*`, and `download_incomplete`: with `transient: false` when the link is refused (403), gone
 * (404) or expired (410), for the same link never works again and Document Server keeps the file as a forgotten one; as transient when the bytes end
 * too early. Source: ONLYOFFICE docs, "Callback handler"; signed links of nginx `secure_link`.
 */
export async function openDownload(
  dispatcher: Dispatcher,
  rule: OriginRule,
  url: string,
  options: OpenOptions & { timeoutSeconds: number; setting: string },
): Promise<Download> {
  const { setting } = options
  let target = rule.internal(url)
  const timedOut = () =>
    new ConnectorError(
      'document_server_timeout',
      `The download from Document Server at ${target.origin} took longer than ${options.timeoutSeconds} seconds: check the network, or raise downloadTimeoutSeconds.`,
      { detail: { address: target.origin, setting: 'downloadTimeoutSeconds', reason: 'answer_timeout' } },
    )
  const deadline = startDeadline(options.timeoutSeconds, timedOut, options.signal)
  try {
    for (let redirects = 0; ; redirects += 1) {
      const answer = await request(dispatcher, target, deadline)
      if (answer.statusCode === 200) return accept(answer, target, options, deadline)
      answer.body.destroy()
      const location = headerText(answer.headers.location)
      if (answer.statusCode < 300 || answer.statusCode >= 400 || location === '')
        throw refused(answer.statusCode, target.origin, setting)
      if (redirects === mostRedirects) throw lost(target.origin, setting)
      target = rule.internal(absolute(location, target))
    }
  } catch (error) {
    deadline.clear()
    if (options.signal?.aborted) throw options.signal.reason
    throw toNetworkError(error, target.origin, setting)
  }
}

async function request(dispatcher: Dispatcher, target: Target, deadline: Deadline) {
  const answer = await dispatcher.request({
    origin: target.origin,
    path: target.path,
    method: 'GET',
    // A compressed answer would hide the file's length.
    headers: { accept: '*/*', 'accept-encoding': 'identity' },
    signal: deadline.signal,
    highWaterMark: bufferBytes,
  })
  // The reader sees the error; without a listener it would end the process while nobody reads.
  answer.body.on('error', () => undefined)
  return answer
}

function accept(
  answer: Dispatcher.ResponseData,
  target: Target,
  options: OpenOptions & { setting: string },
  deadline: Deadline,
): Download {
  const { maxBytes, setting } = options
  const encoding = headerText(answer.headers['content-encoding'])
  const length = headerText(answer.headers['content-length'])
  const size = /^\d{1,15}$/.test(length) ? Number(length) : null
  const fail = (error: ConnectorError): never => {
    answer.body.destroy()
    throw error
  }
  if (encoding !== '' && encoding.toLowerCase() !== 'identity')
    fail(
      new ConnectorError(
        'document_server_answer',
        `Something before Document Server at ${target.origin} compresses downloads although that was not asked for: switch it off there.`,
        { detail: { address: target.origin, setting }, transient: false },
      ),
    )
  if (size !== null && size > maxBytes) fail(tooLarge(maxBytes))

  async function* read(): AsyncGenerator<Uint8Array, void> {
    let received = 0
    try {
      for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
        received += chunk.length
        if (received > maxBytes) throw tooLarge(maxBytes)
        yield chunk
      }
      if (size !== null && received !== size) throw cutShort(target.origin, received, size)
    } catch (error) {
      if (options.signal?.aborted) throw options.signal.reason
      if (error instanceof ConnectorError) throw error
      if (networkReason(error) === 'other' || networkReason(error) === 'reset' || networkReason(error) === 'not_http')
        throw cutShort(target.origin, received, size, error)
      throw toNetworkError(error, target.origin, setting)
    } finally {
      deadline.clear()
      answer.body.destroy()
    }
  }
  return { status: 200, size, contentType: headerText(answer.headers['content-type']), body: read() }
}

/** A relative redirect stays below the address that was asked; parsing also resolves its dot segments before the rule looks at it. */
function absolute(location: string, target: Target): string {
  const base = target.origin + target.path
  return URL.canParse(location, base) ? new URL(location, base).href : location
}

function tooLarge(maxBytes: number): ConnectorError {
  return new ConnectorError(
    'too_large',
    `The file from Document Server is larger than ${maxBytes} bytes, the most that is stored here: raise maxDocumentBytes in the connector settings.`,
    { detail: { maxBytes, setting: 'maxDocumentBytes' } },
  )
}

function cutShort(address: string, received: number, size: number | null, cause?: unknown): ConnectorError {
  const of = size === null ? '' : ` of ${size}`
  return new ConnectorError(
    'download_incomplete',
    `The download from Document Server at ${address} ended after ${received}${of} bytes: check the network between both servers, and its log.`,
    { cause, detail: { address, received, ...(size === null ? {} : { size }) } },
  )
}

function lost(address: string, setting: string): ConnectorError {
  return new ConnectorError(
    'document_server_answer',
    `Document Server at ${address} redirects a download in a circle: set ${setting} to the address at which it answers itself.`,
    { detail: { address, setting }, transient: false },
  )
}

function refused(status: number, address: string, setting: string): ConnectorError {
  const detail = { address, status, setting }
  const final = { detail, transient: false }
  if (status === 410)
    return new ConnectorError(
      'download_incomplete',
      `The download link of Document Server at ${address} has expired: the file can still be recovered from its forgotten files.`,
      final,
    )
  if (status === 403)
    return new ConnectorError(
      'download_incomplete',
      `Document Server at ${address} refuses its own download link: check that a proxy before it changes neither path nor query, and that all its nodes share one secure_link_secret.`,
      final,
    )
  if (status === 404)
    return new ConnectorError(
      'download_incomplete',
      `Document Server at ${address} has no file at its own download link: check the path in ${setting} and in documentServerUrl.`,
      final,
    )
  if (status >= 500 || status === 429)
    return new ConnectorError(
      'document_server_answer',
      `Document Server at ${address} answered a download with status ${status}: its log has the reason.`,
      { detail, transient: true },
    )
  return new ConnectorError(
    'document_server_answer',
    `Document Server at ${address} answered a download with status ${status} instead of the file: check that ${setting} leads to Document Server itself.`,
    final,
  )
}

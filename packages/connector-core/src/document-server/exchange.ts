import { type Dispatcher, errors } from 'undici'
import { ConnectorError } from '../errors.ts'
import { startDeadline } from './deadline.ts'
import { toNetworkError } from './network-error.ts'
import type { Target } from './origin-rule.ts'

export interface ExchangeRequest {
  method: 'GET' | 'POST'
  target: Target
  /** Name of the setting that holds the address, for messages. */
  setting: string
  headers: Record<string, string>
  body?: string
  timeoutSeconds: number
  /** Largest answer in bytes. */
  maxBytes: number
  signal?: AbortSignal
}

export interface Exchanged {
  status: number
  contentType: string
  /** The other side's clock, as it says; empty when it does not. */
  date: string
  text: string
}

/**
 * One short request and its whole answer as text. Redirects are errors: a service address must be the right one. Throws what {@link toNetworkError}
 * makes, `document_server_answer` for a redirect or an answer beyond `maxBytes`, or the reason of an aborted `signal`.
 */
export async function exchange(dispatcher: Dispatcher, request: ExchangeRequest): Promise<Exchanged> {
  const { target, setting } = request
  const timedOut = () => toNetworkError(new errors.HeadersTimeoutError(), target.origin, setting)
  const deadline = startDeadline(request.timeoutSeconds, timedOut, request.signal)
  try {
    const answer = await dispatcher.request({
      origin: target.origin,
      path: target.path,
      method: request.method,
      headers: request.headers,
      body: request.body,
      signal: deadline.signal,
    })
    const text = await readText(answer.body, request.maxBytes, target.origin, setting)
    const location = headerText(answer.headers.location)
    if (answer.statusCode >= 300 && answer.statusCode < 400 && answer.statusCode !== 304)
      throw redirected(target.origin, setting, location)
    return {
      status: answer.statusCode,
      contentType: headerText(answer.headers['content-type']),
      date: headerText(answer.headers.date),
      text,
    }
  } catch (error) {
    if (request.signal?.aborted) throw request.signal.reason
    throw toNetworkError(error, target.origin, setting)
  } finally {
    deadline.clear()
  }
}

/** The first value of a header, or an empty text. */
export function headerText(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

async function readText(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  address: string,
  setting: string,
): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxBytes)
      throw new ConnectorError(
        'document_server_answer',
        `The answer from Document Server's address ${address} is longer than any of its answers: check that ${setting} leads to Document Server.`,
        { detail: { address, setting } },
      )
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function redirected(address: string, setting: string, location: string): ConnectorError {
  const to = URL.canParse(location, address) ? new URL(location, address).origin : null
  const hint = to === null || to === address ? `correct ${setting}` : `set ${setting} to the address at ${to}`
  return new ConnectorError(
    'document_server_answer',
    `Document Server's address ${address} only redirects to another one: ${hint}.`,
    {
      detail: { address, setting, ...(to === null ? {} : { redirect: to }) },
      transient: false,
    },
  )
}

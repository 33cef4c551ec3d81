import { toConnectorError } from '../errors.ts'
import type { Host } from '../host.ts'
import { WholeResponse } from '../http/whole-response.ts'

const nothing = new Uint8Array(0)
const always = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

/** 200 with nothing in it. */
export function done(headers: Record<string, string> = {}): Response {
  return new WholeResponse(nothing, { status: 200, headers: { ...always, 'content-length': '0', ...headers } })
}

/** 200 with a JSON object. */
export function answerJson(value: unknown, headers: Record<string, string> = {}): Response {
  const body = Buffer.from(JSON.stringify(value))
  return new WholeResponse(body, {
    status: 200,
    headers: { ...always, 'content-type': 'application/json', 'content-length': String(body.length), ...headers },
  })
}

/**
 * 409 with the lock that is there, empty when there is none: every conflict names it (WOPI, Lock). `body` for clients that read one.
 */
export function conflict(current: string, reason: string, body?: Record<string, unknown>): Response {
  const headers = { ...always, 'x-wopi-lock': current, 'x-wopi-lockfailurereason': headerText(reason) }
  if (body === undefined) return new Response(null, { status: 409, headers: { ...headers, 'content-length': '0' } })
  return new Response(JSON.stringify(body), {
    status: 409,
    headers: { ...headers, 'content-type': 'application/json' },
  })
}

/** The document changed in storage since the client read it. Collabora asks the person then (Collabora Online SDK, "Detecting external document change"). */
export function changedInStorage(current: string): Response {
  return conflict(current, 'The document was changed in storage.', { COOLStatusCode: 1010, LOOLStatusCode: 1010 })
}

/** Statuses of WOPI for what goes wrong; those that it does not know become the nearest that every client understands. */
function statusOf(code: string, status: number): number {
  // what a user may not see, or may no longer do, is not found; a token that is not good is 401
  if (code === 'forbidden' || code === 'read_only') return 404
  if (code === 'token_invalid') return 401
  if (code === 'content_mismatch' || code === 'unsupported_media_type' || code === 'method_not_allowed') return 400
  if (code === 'not_supported') return 501
  return Math.min(status, 500)
}

/** Renders an error for a WOPI client, and logs what is ours to mend. */
export function answerWopiError(error: unknown, host: Pick<Host, 'log'>, documentId?: string): Response {
  const failure = toConnectorError(error)
  const status = statusOf(failure.code, failure.status)
  if (status === 500) {
    host.log({
      level: 'error',
      code: `wopi.${failure.code}`,
      message: failure.message,
      documentId,
      cause: failure.cause,
    })
  }
  if (status === 409) return conflict('', failure.message)
  const headers = { ...always, 'content-length': '0', 'x-wopi-servererror': headerText(failure.message) }
  return new Response(null, { status, headers })
}

/** Text for a header: names may hold anything. */
export function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 512)
}

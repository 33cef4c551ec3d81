import { ConnectorError, toConnectorError } from '@openwith/connector-core/errors'
import type { LogEntry } from '@openwith/connector-core/host'

const maxBodyBytes = 64 * 1024

/** JSON that no cache keeps. */
export function answerJson(value: unknown, status = 200): Response {
  return Response.json(value, { status, headers: { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } })
}

/** An error in the form of the core's browser door; what is ours to mend is logged. */
export function answerError(error: unknown, log: (entry: LogEntry) => void): Response {
  const { code, message, status, cause } = toConnectorError(error)
  if (status >= 500) log({ level: 'error', code: `ghost.${code}`, message, cause })
  return answerJson({ error: { code, message } }, status)
}

/** Reads a small JSON object. Throws `unsupported_media_type`, `too_large`, `bad_request`. */
export async function readJson(request: Request): Promise<Record<string, unknown>> {
  // A form of another site can send text, but not this without asking first.
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? ''))
    throw new ConnectorError('unsupported_media_type', 'Send JSON with content type application/json.')
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > maxBodyBytes)
      throw new ConnectorError('too_large', `The request may have at most ${maxBodyBytes} bytes.`)
    chunks.push(chunk)
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch (cause) {
    throw new ConnectorError('bad_request', 'The request body is not valid JSON.', { cause })
  }
  throw new ConnectorError('bad_request', 'The request body must be a JSON object.')
}

/** A list of texts in a body, such as addresses. */
export function textList(body: Record<string, unknown>, name: string, most: number): string[] {
  const value = body[name]
  if (
    !Array.isArray(value) ||
    value.length > most ||
    !value.every((one) => typeof one === 'string' && one.length <= 2000)
  )
    throw new ConnectorError('bad_request', `The field ${name} must be a list of at most ${most} texts.`)
  return value
}

import { ConnectorError, toConnectorError } from '../errors.ts'
import type { Host } from '../host.ts'

const maxBodyBytes = 1 << 20

/** Reads a small JSON object. Throws `bad_request`, `too_large`, `unsupported_media_type`. */
export async function readJson(request: Request): Promise<Record<string, unknown>> {
  const type = request.headers.get('content-type') ?? ''
  if (request.body === null) return {}
  // a form of another site can send text/plain, but not this without asking first
  if (!/^application\/json\b/i.test(type))
    throw new ConnectorError('unsupported_media_type', 'Send JSON with content type application/json.')
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body) {
    size += chunk.byteLength
    if (size > maxBodyBytes)
      throw new ConnectorError('too_large', `The request may have at most ${maxBodyBytes} bytes.`)
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  if (text.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch (cause) {
    throw new ConnectorError('bad_request', 'The request body is not valid JSON.', { cause })
  }
  throw new ConnectorError('bad_request', 'The request body must be a JSON object.')
}

/** A text field of a body. Throws `bad_request` naming the field. */
export function textField(body: Record<string, unknown>, name: string): string {
  const value = optionalText(body, name)
  if (value === undefined) throw new ConnectorError('bad_request', `The field ${name} is missing.`)
  return value
}

export function optionalText(body: Record<string, unknown>, name: string): string | undefined {
  const value = body[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string' || value.length > 8192)
    throw new ConnectorError('bad_request', `The field ${name} must be a text.`)
  return value
}

/** A field with a fixed set of words. */
export function wordField<Word extends string>(
  body: Record<string, unknown>,
  name: string,
  words: readonly Word[],
): Word | undefined {
  const value = optionalText(body, name)
  if (value === undefined) return undefined
  const word = words.find((known) => known === value)
  if (word === undefined)
    throw new ConnectorError('bad_request', `The field ${name} must be one of ${words.join(', ')}.`)
  return word
}

export function answerJson(value: unknown, status = 200): Response {
  return Response.json(value, { status, headers: { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } })
}

/** Renders an error for our own pages; logs what is ours to mend. */
export function answerError(error: unknown, host: Host, documentId?: string): Response {
  const failure = toConnectorError(error)
  if (failure.status >= 500 && failure.code !== 'not_supported') {
    host.log({
      level: failure.code === 'not_configured' ? 'warn' : 'error',
      code: `door.${failure.code}`,
      message: failure.message,
      documentId,
      cause: failure.cause,
    })
  }
  const body = {
    code: failure.code,
    message: failure.message,
    ...(failure.detail === undefined ? {} : { detail: failure.detail }),
  }
  return answerJson({ error: body }, failure.status)
}

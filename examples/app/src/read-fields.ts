import { ConnectorError } from '@openwith/connector-core'

const maxBytes = 64 * 1024

/** The text fields of a small form or JSON object. Throws `too_large`, `bad_request`, `unsupported_media_type`. */
export async function readFields(request: Request): Promise<Record<string, string>> {
  const text = await readText(request)
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (text === '') return {}
  if (type === 'application/x-www-form-urlencoded') return Object.fromEntries(new URLSearchParams(text))
  if (type !== 'application/json') throw new ConnectorError('unsupported_media_type', 'Send a form or a JSON object.')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new ConnectorError('bad_request', 'The body is not valid JSON.', { cause })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ConnectorError('bad_request', 'The body must be a JSON object.')
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > maxBytes) throw new ConnectorError('too_large', `The request may have at most ${maxBytes} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

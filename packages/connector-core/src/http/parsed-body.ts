import { ConnectorError } from '../errors.ts'

/** A body again as bytes, and the content type that says what they are. */
export interface SerializedBody {
  bytes: Uint8Array
  contentType: string
}

/**
 * Turns what a host's body parser left back into bytes. JSON and forms are written anew: what is verified is the JWT inside, not the bytes.
 * Throws `unsupported_media_type` for anything that cannot be restored exactly, such as a document that a text parser has decoded.
 */
export function serializeParsedBody(body: unknown, contentType: string): SerializedBody {
  if (body instanceof Uint8Array) return { bytes: body, contentType }
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  // a replacement character means that bytes were lost in decoding
  if (typeof body === 'string' && !body.includes('\ufffd'))
    return { bytes: Buffer.from(body), contentType: type === '' ? '' : `${type}; charset=utf-8` }
  if (typeof body === 'object' && body !== null) {
    if (type === 'application/json' || type.endsWith('+json'))
      return { bytes: Buffer.from(JSON.stringify(body)), contentType: type }
    if (type === 'application/x-www-form-urlencoded')
      return { bytes: Buffer.from(formOf(body).toString()), contentType: type }
  }
  throw bodyLost(type)
}

/** The body was read by something before us that left nothing to rebuild it from. */
export function bodyLost(type: string): ConnectorError {
  return new ConnectorError(
    'unsupported_media_type',
    `A body parser of this server has already read the ${type === '' ? 'request' : type} body. ` +
      'Mount the connector before the body parser, or let the parser leave its routes alone.',
  )
}

function formOf(body: object): URLSearchParams {
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries(body)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one !== 'string') throw bodyLost('application/x-www-form-urlencoded')
      form.append(name, one)
    }
  }
  return form
}

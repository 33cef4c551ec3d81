import { HostError } from '@openwith/connector-core'

interface PayloadError {
  name?: string
  status?: number
  data?: { errors?: { label?: string; path?: string; message?: string }[] }
  message?: string
}

/**
 * What Payload's operations throw, in the host's words. Told apart by name and status: an application may have more than one copy of the classes.
 * Source: `payload` 3.90: errors.
 */
export function toHostError(error: unknown, name: string): HostError {
  if (error instanceof HostError) return error
  const { name: kind, status, data, message } = (error ?? {}) as PayloadError
  const options = { cause: error }
  if (kind === 'NotFound') return new HostError('not_found', `${name} is no longer in Payload.`, options)
  if (kind === 'Forbidden' || kind === 'UnauthorizedError')
    return new HostError('forbidden', `Payload's access control does not allow this with ${name}.`, options)
  if (kind === 'ValidationError') {
    const fields = (data?.errors ?? []).map((found) => `${found.label ?? found.path}: ${found.message}`).join('; ')
    return new HostError('forbidden', `Payload did not accept ${name}: ${fields || 'a field is not valid'}.`, options)
  }
  if (status === 413) return new HostError('too_large', `${name} is larger than Payload allows.`, options)
  // A hook or an upload rule that refuses says so to people; a failing one answers 500.
  if (kind !== 'FileUploadError' && status !== undefined && status >= 400 && status < 500)
    return new HostError('forbidden', `Payload did not accept ${name}: ${message ?? 'no reason given'}.`, options)
  return new HostError(
    'unavailable',
    `Payload could not store ${name}. Try again; the server log has the cause.`,
    options,
  )
}

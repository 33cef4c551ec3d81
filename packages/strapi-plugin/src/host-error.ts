import { HostError } from '@openwith/connector-core'

/** What Strapi's upload service throws, in the host's words. */
export function toHostError(error: unknown, name: string): HostError {
  if (error instanceof HostError) return error
  const kind = error instanceof Error ? error.name : ''
  if (kind === 'PayloadTooLargeError') {
    return new HostError('too_large', `${name} is larger than the Media Library's sizeLimit allows.`, { cause: error })
  }
  if (kind === 'NotFoundError')
    return new HostError('not_found', `${name} is no longer in the Media Library.`, { cause: error })
  return new HostError(
    'unavailable',
    `The Media Library could not store ${name}. Try again; the server log has the cause.`,
    { cause: error },
  )
}

import { ConnectorError, HostError } from '@openwith/connector-core'
import { directusCode } from './directus.ts'

/** What Directus's services throw, in the host's words. `what` is a file's or folder's name. */
export function toHostError(error: unknown, what: string): ConnectorError {
  if (error instanceof ConnectorError) return error
  switch (directusCode(error)) {
    case 'FORBIDDEN':
      return new HostError('forbidden', `Directus does not allow this for ${what}. Ask for the permission.`, {
        cause: error,
      })
    case 'CONTENT_TOO_LARGE':
      return new HostError('too_large', `${what} is larger than Directus allows.`, { cause: error })
    case 'FAILED_VALIDATION':
    case 'INVALID_PAYLOAD':
    case 'RECORD_NOT_UNIQUE':
    case 'VALUE_TOO_LONG':
      return new HostError('name_invalid', `Directus does not accept ${what}: its fields break a rule.`, {
        cause: error,
      })
    default:
      return new HostError(
        'unavailable',
        `Directus could not read or store ${what}. Try again; the server log has the cause.`,
        { cause: error },
      )
  }
}

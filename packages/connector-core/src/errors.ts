/**
 * Every code a {@link ConnectorError} can carry. The first eight are the ones a {@link HostError} may use:
 * they are all that a host can say about its own storage.
 */
export type ErrorCode =
  // what a host says
  | 'not_found'
  | 'forbidden'
  | 'version_conflict'
  | 'name_taken'
  | 'name_invalid'
  | 'too_large'
  | 'read_only'
  | 'unavailable'
  // what a caller did wrong
  | 'bad_request'
  | 'unauthenticated'
  | 'token_invalid'
  | 'token_expired'
  | 'unsupported_media_type'
  | 'method_not_allowed'
  | 'not_supported'
  | 'format_unsupported'
  | 'settings_invalid'
  | 'not_configured'
  // what the Document Server did
  | 'document_server_unreachable'
  | 'document_server_timeout'
  | 'document_server_tls'
  | 'document_server_answer'
  | 'document_server_token'
  | 'download_origin'
  | 'download_incomplete'
  | 'content_mismatch'
  | 'conversion_failed'
  | 'command_failed'
  | 'session_busy'
  // ours
  | 'internal'

/** HTTP status of each code, as the JSON and page renderers answer it. */
export const statusOfCode: Readonly<Record<ErrorCode, number>> = {
  not_found: 404,
  forbidden: 403,
  version_conflict: 409,
  name_taken: 409,
  name_invalid: 400,
  too_large: 413,
  read_only: 403,
  unavailable: 503,
  bad_request: 400,
  unauthenticated: 401,
  token_invalid: 403,
  token_expired: 401,
  unsupported_media_type: 415,
  method_not_allowed: 405,
  not_supported: 501,
  format_unsupported: 415,
  settings_invalid: 422,
  not_configured: 503,
  document_server_unreachable: 502,
  document_server_timeout: 504,
  document_server_tls: 502,
  document_server_answer: 502,
  document_server_token: 502,
  download_origin: 403,
  download_incomplete: 502,
  content_mismatch: 422,
  conversion_failed: 422,
  command_failed: 502,
  session_busy: 503,
  internal: 500,
}

/** How a {@link ConnectorError} is made. `detail` is machine-readable data that is safe to show (never a secret or a token). */
export interface ConnectorErrorOptions {
  cause?: unknown
  detail?: Readonly<Record<string, unknown>>
  /** A failure that may pass by itself: the callback answers 503 and the Document Server tries again. */
  transient?: boolean
}

const transientCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'unavailable',
  'document_server_unreachable',
  'document_server_timeout',
  'document_server_tls',
  'document_server_answer',
  'download_incomplete',
  'session_busy',
  'internal',
])

/**
 * The one error of the core. `message` names what happened, where, and what to do next, and is safe to show to the person
 * at the other end of the door; `cause` is for the log only.
 */
export class ConnectorError extends Error {
  override readonly name: string = 'ConnectorError'
  readonly code: ErrorCode
  readonly status: number
  readonly transient: boolean
  readonly detail: Readonly<Record<string, unknown>> | undefined

  constructor(code: ErrorCode, message: string, options: ConnectorErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.status = statusOfCode[code]
    this.transient = options.transient ?? transientCodes.has(code)
    this.detail = options.detail
  }
}

/** The codes a host may throw. */
export type HostErrorCode =
  | 'not_found'
  | 'forbidden'
  | 'version_conflict'
  | 'name_taken'
  | 'name_invalid'
  | 'too_large'
  | 'read_only'
  | 'unavailable'

/** What a {@link Host} throws. Anything else that leaves a host is logged with its cause and answered as `internal`. */
export class HostError extends ConnectorError {
  override readonly name = 'HostError'

  constructor(code: HostErrorCode, message: string, options: ConnectorErrorOptions = {}) {
    super(code, message, options)
  }
}

/** Turns anything thrown into a {@link ConnectorError}; foreign errors become `internal` and keep their cause. */
export function toConnectorError(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error
  return new ConnectorError('internal', 'The connector failed unexpectedly. The server log has the cause.', {
    cause: error,
  })
}

/** True when `error` is a {@link ConnectorError} with one of `codes`. Works across two copies of this module. */
export function hasCode(error: unknown, ...codes: ErrorCode[]): error is ConnectorError {
  return error instanceof Error && 'code' in error && (codes as unknown[]).includes(error.code)
}

import type { ErrorCode } from '../errors.ts'

/** `offline`: no answer at all. `answer_invalid`: an answer that is not the door's, such as a proxy's error page. */
export type RequestErrorCode = ErrorCode | 'offline' | 'answer_invalid'

/** What the {@link browserClient} throws: the door's own error, or why there was none. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly code: RequestErrorCode
  /** HTTP status; 0 when nothing answered. */
  readonly status: number
  readonly detail: Readonly<Record<string, unknown>> | undefined

  constructor(
    code: RequestErrorCode,
    status: number,
    message: string,
    options: { detail?: Readonly<Record<string, unknown>>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.status = status
    this.detail = options.detail
  }
}

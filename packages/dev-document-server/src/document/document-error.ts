/** Why a file cannot be opened for editing. */
export type DocumentErrorReason = 'damaged' | 'password' | 'too_large' | 'not_supported'

/** A file that cannot be opened or written. `message` is one sentence for the person who opened it. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError'
  readonly reason: DocumentErrorReason

  constructor(reason: DocumentErrorReason, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.reason = reason
  }
}

/** Codes of the conversion API that the converter can give (ONLYOFFICE docs: "Conversion API", error codes). */
export const conversionCodes = {
  unknown: -1,
  timeout: -2,
  failed: -3,
  password: -5,
  unsupported: -7,
} as const

/** A conversion that did not happen. `code` is what the conversion API answers; `message` is one sentence for the log. */
export class ConversionError extends Error {
  override readonly name = 'ConversionError'
  readonly code: (typeof conversionCodes)[keyof typeof conversionCodes]

  constructor(reason: keyof typeof conversionCodes, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = conversionCodes[reason]
  }
}

import type { Texts } from './texts.ts'

/** A heading and a sentence that says what to do next. */
export interface ErrorTexts {
  title: string
  text: string
}

type Reason =
  | 'offline'
  | 'linkExpired'
  | 'signIn'
  | 'forbidden'
  | 'notFound'
  | 'format'
  | 'tooLarge'
  | 'notConfigured'
  | 'unavailable'
  | 'nameTaken'
  | 'nameInvalid'
  | 'conflict'
  | 'conversion'

const reasonOfCode: Readonly<Record<string, Reason>> = {
  offline: 'offline',
  token_expired: 'linkExpired',
  token_invalid: 'linkExpired',
  unauthenticated: 'signIn',
  forbidden: 'forbidden',
  read_only: 'forbidden',
  not_found: 'notFound',
  format_unsupported: 'format',
  too_large: 'tooLarge',
  not_configured: 'notConfigured',
  unavailable: 'unavailable',
  session_busy: 'unavailable',
  document_server_unreachable: 'unavailable',
  document_server_timeout: 'unavailable',
  document_server_answer: 'unavailable',
  name_taken: 'nameTaken',
  name_invalid: 'nameInvalid',
  version_conflict: 'conflict',
  conversion_failed: 'conversion',
}

/** The codes that have a sentence of their own. */
export function explainedCodes(): string[] {
  return Object.keys(reasonOfCode)
}

/** What a person reads for an error code (`ErrorCode` of the core, or `offline`); other codes get a general sentence. */
export function errorTexts(code: string, texts: Texts): ErrorTexts {
  const reason = Object.hasOwn(reasonOfCode, code) ? reasonOfCode[code] : undefined
  if (reason === undefined) return { title: texts.failedTitle, text: texts.failedText }
  return { title: texts[`${reason}Title`], text: texts[`${reason}Text`] }
}

import { RequestError } from '@openwith/connector-core/browser'
import type { Staff } from './staff.ts'

/** What is needed to word an error for somebody. */
export type Wording = Pick<Staff, 'text' | 'errors'>

/**
 * What went wrong: in English in the server's own words; in other languages the sentence for its code, and on a line of its own what the server said, which knows
 * more and speaks English.
 */
export function messageOf(wording: Wording, error: unknown): string {
  // What is wrong with single settings comes in the person's language.
  if (error instanceof RequestError && !Array.isArray(error.detail?.errors)) return sentenceOf(wording, error)
  return error instanceof Error && error.message !== '' ? error.message : wording.text('failed')
}

/** The same for an error that was written down, such as why an edit could not be stored. */
export function sentenceOf({ text, errors }: Wording, { code, message }: { code: string; message: string }): string {
  if (errors === null) return message === '' ? text('failed') : message
  const sentence = errors[code] ?? errors[''] ?? text('failed')
  // The browser itself finds that there is no connection.
  return message === '' || code === 'offline' ? sentence : `${sentence}\n${message}`
}

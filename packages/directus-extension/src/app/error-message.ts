import { errorTexts, texts } from '@openwith/connector-core/browser'

/** What a person reads of something that went wrong. */
export interface ErrorMessage {
  sentence: string
  /** The server's own sentence, which is English, where the other one does not say as much. */
  detail?: string
}

/** Of an error of the connector, such as `RequestError` or the reason why an edit was kept, for somebody with this language. */
export function errorMessage({ code, message }: { code: string; message: string }, locale: string): ErrorMessage {
  if (/^en\b/i.test(locale) && message !== '') return { sentence: message }
  const { title, text } = errorTexts(code, texts(locale))
  return { sentence: `${title}. ${text}`, ...(message === '' ? {} : { detail: message }) }
}

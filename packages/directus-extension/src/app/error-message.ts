import {
  englishTexts,
  errorTexts,
  frenchTexts,
  germanTexts,
  spanishTexts,
  type Texts,
} from '@openwith/connector-core/browser'

/** The languages of this extension beside English: more would only make it larger. */
const languages: Readonly<Record<string, Texts>> = { de: germanTexts, es: spanishTexts, fr: frenchTexts }

/** What a person reads of something that went wrong. */
export interface ErrorMessage {
  sentence: string
  /** The server's own sentence, which is English, where the other one does not say as much. */
  detail?: string
}

/** Of an error of the connector, such as `RequestError` or the reason why an edit was kept, for somebody with this language. */
export function errorMessage({ code, message }: { code: string; message: string }, locale: string): ErrorMessage {
  const known = languages[locale.toLowerCase().split('-')[0] ?? '']
  if (known === undefined && message !== '') return { sentence: message }
  const { title, text } = errorTexts(code, known ?? englishTexts)
  return { sentence: `${title}. ${text}`, ...(message === '' ? {} : { detail: message }) }
}

import { errorTexts, texts } from '@openwith/connector-core/browser'

/** What a person reads of an error of the connector. */
export interface ErrorWords {
  title: string
  text: string
}

/** An error's code in somebody's language; the server's own sentence, which is English, says more and follows. */
export function errorWords({ code, message }: { code: string; message: string }, language: string): ErrorWords {
  const { title, text } = errorTexts(code, texts(language))
  return { title, text: isEnglish(language) ? message : `${text} (${message})` }
}

const isEnglish = (language: string): boolean => /^en\b/i.test(language)

import { errorTexts, explainedCodes, texts } from '@openwith/connector-core/browser'

/** Of any code that is not in the list. */
export const anyCode = ''

/**
 * What went wrong by the code of an error, in this language; null for English, which the server's own messages are in. Sent along to the browser, whose scripts
 * would else carry these texts in all languages.
 */
export function errorSentences(locale: string): Record<string, string> | null {
  if (/^en\b/i.test(locale)) return null
  const language = texts(locale)
  return Object.fromEntries(
    [...explainedCodes(), anyCode].map((code) => {
      const { title, text } = errorTexts(code, language)
      return [code, `${title}. ${text}`]
    }),
  )
}

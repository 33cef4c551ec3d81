/** What the connector's error was, as Strapi's client hands it on. */
interface Answered {
  response?: { data?: { error?: { code?: unknown } } }
}

/** What people read about an error, in their language. The server's own sentence, which names the document, is English; what has no text by its code keeps it. */
export async function problemText(error: unknown, locale: string): Promise<string | null> {
  const code = (error as Answered | null)?.response?.data?.error?.code
  const own = error instanceof Error && error.message !== '' ? error.message : null
  if (typeof code !== 'string' || /^en\b/i.test(locale)) return own
  // All languages are in there: loaded when something goes wrong.
  const { errorTexts, texts } = await import('@openwith/connector-core/browser')
  const known = texts(locale)
  const { title, text } = errorTexts(code, known)
  return text === known.failedText && own !== null ? own : `${title}. ${text}`
}

/** More entries than any browser sends. */
const mostEntries = 20

/**
 * The first of `tags` (BCP 47) that `wanted` asks for: a locale, `pt_BR` too, or an Accept-Language in the order of its weights. A region that is not
 * there gives way to its language. Undefined: none is asked for.
 */
export function nearestLanguage(wanted: string | undefined, tags: readonly string[]): string | undefined {
  for (const locale of inOrder(wanted ?? '')) {
    const exact = tags.find((tag) => tag.toLowerCase() === locale)
    if (exact !== undefined) return exact
    const [language] = locale.split('-')
    const near = tags.find((tag) => tag.split('-')[0] === language)
    if (near !== undefined) return near
  }
  return undefined
}

function inOrder(wanted: string): string[] {
  return wanted
    .split(',', mostEntries)
    .map((entry) => {
      const [locale = '', ...parameters] = entry.split(';').map((part) => part.trim())
      const weight = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2)
      return { locale: locale.replaceAll('_', '-').toLowerCase(), weight: weight === undefined ? 1 : Number(weight) }
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ locale }) => locale)
}

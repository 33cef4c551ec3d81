const languagesOtherwiseCalled: Readonly<Record<string, string>> = { nb: 'no', nn: 'no' }

/**
 * `editorConfig.lang` for a BCP 47 locale: two letters, with the three long forms `pt-PT`, `zh-TW` and `sr-Cyrl`.
 * `pt` alone is Brazilian, `zh` mainland Chinese. What the editor cannot name becomes `en`
 * (ONLYOFFICE docs: Usage API, Config, Editor, `lang`).
 */
export function editorLanguage(locale: string | undefined): string {
  const parsed = parseLocale(locale)
  if (parsed === null) return 'en'
  const { language } = parsed
  if (language === 'pt') return parsed.region === undefined || parsed.region === 'BR' ? 'pt' : 'pt-PT'
  if (language === 'zh') return parsed.maximize().script === 'Hant' ? 'zh-TW' : 'zh'
  if (language === 'sr') return parsed.script === 'Cyrl' ? 'sr-Cyrl' : 'sr'
  if (language.length !== 2) return 'en'
  return languagesOtherwiseCalled[language] ?? language
}

/** `editorConfig.region`, which sets number and date formats, such as `de-AT`; a locale without a region gets its usual one. */
export function editorRegion(locale: string | undefined): string {
  const parsed = parseLocale(locale)
  if (parsed === null || parsed.language.length !== 2) return 'en-US'
  const region = parsed.region ?? parsed.maximize().region
  return region === undefined ? 'en-US' : `${parsed.language}-${region}`
}

function parseLocale(locale: string | undefined): Intl.Locale | null {
  if (locale === undefined || locale === '') return null
  try {
    return new Intl.Locale(locale.replaceAll('_', '-'))
  } catch {
    return null
  }
}

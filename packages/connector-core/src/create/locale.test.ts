import { describe, expect, it } from 'vitest'
import { readLocale } from './locale.ts'

describe('readLocale', () => {
  it.each([
    ['de', 'de-DE'],
    ['de-AT', 'de-AT'],
    ['en', 'en-US'],
    ['en-GB', 'en-GB'],
    ['en-001', 'en-GB'],
    ['es-419', 'es-MX'],
    ['pt', 'pt-PT'],
    ['pt-BR', 'pt-BR'],
    ['pt_BR', 'pt-BR'],
    ['no', 'nb-NO'],
    ['no-NO', 'nb-NO'],
    ['sr', 'sr-Cyrl-RS'],
    ['sr-Latn', 'sr-Latn-RS'],
    ['sr_RS@latin', 'sr-Latn-RS'],
    ['az', 'az-Latn-AZ'],
    ['zh', 'zh-CN'],
    ['zh-Hant', 'zh-TW'],
    ['zh-HK', 'zh-HK'],
    ['zh-Hans-HK', 'zh-CN'],
    ['iw', 'he-IL'],
    ['de_DE.UTF-8@euro', 'de-DE'],
    ['de-u-co-phonebk', 'de-DE'],
    ['cy', 'cy-GB'],
  ])('takes %s for %s', (locale, tag) => {
    expect(readLocale(locale).tag).toBe(tag)
  })

  it.each(['', 'default', 'C', '1', '-', '../../etc', '__proto__', '"/><x>', 'xx', 'x'.repeat(10_000), 'de-'])(
    'makes %.20j English on A4',
    (locale) => {
      expect(readLocale(locale)).toMatchObject({ tag: 'en-US', rightToLeft: false, paper: { code: 9 } })
      expect(readLocale(locale).texts.docx).toBe('New document')
    },
  )

  it('gives Letter to the regions that print on it and A4 to the others', () => {
    for (const locale of ['en-US', 'en', 'fr-CA', 'es-MX', 'fil-PH', 'es-CL', 'es-CO', 'es-VE', 'es-PR']) {
      expect([locale, readLocale(locale).paper.widthTwips]).toEqual([locale, 12240])
    }
    for (const locale of ['en-GB', 'fr', 'es', 'pt-BR', 'de', 'ja', 'es-AR']) {
      expect([locale, readLocale(locale).paper.heightTwips]).toEqual([locale, 16838])
    }
  })

  it('knows the languages that run from right to left, also those without a translation', () => {
    for (const locale of ['ar', 'ar-EG', 'he', 'ur', 'fa', 'ps', 'yi']) {
      expect([locale, readLocale(locale).rightToLeft]).toEqual([locale, true])
    }
    for (const locale of ['en', 'az', 'tr', 'uz']) expect(readLocale(locale).rightToLeft).toBe(false)
  })

  it('gives East Asian scripts a typeface of their own', () => {
    const faces = ['ja', 'ko', 'zh-CN', 'zh-TW'].map((locale) => readLocale(locale).fonts.eastAsian)
    expect(new Set(faces).size).toBe(4)
    expect(faces).not.toContain('')
    expect(readLocale('de').fonts.eastAsian).toBe('')
  })
})

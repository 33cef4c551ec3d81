import { describe, expect, it } from 'vitest'
import { editorLanguage, editorRegion } from './editor-language.ts'

describe('editorLanguage and editorRegion', () => {
  it.each([
    ['de', 'de', 'de-DE'],
    ['de-AT', 'de', 'de-AT'],
    ['en', 'en', 'en-US'],
    ['pt', 'pt', 'pt-BR'],
    ['pt-BR', 'pt', 'pt-BR'],
    ['pt_PT', 'pt-PT', 'pt-PT'],
    ['pt-AO', 'pt-PT', 'pt-AO'],
    ['zh', 'zh', 'zh-CN'],
    ['zh-Hans', 'zh', 'zh-CN'],
    ['zh-TW', 'zh-TW', 'zh-TW'],
    ['zh-Hant', 'zh-TW', 'zh-TW'],
    ['zh-HK', 'zh-TW', 'zh-HK'],
    ['sr', 'sr', 'sr-RS'],
    ['sr-Latn-RS', 'sr', 'sr-RS'],
    ['sr-Cyrl', 'sr-Cyrl', 'sr-RS'],
    ['nb-NO', 'no', 'nb-NO'],
    ['iw', 'he', 'he-IL'],
    ['fil', 'en', 'en-US'],
    ['not a locale', 'en', 'en-US'],
    ['', 'en', 'en-US'],
    [undefined, 'en', 'en-US'],
  ])('of %s are %s and %s', (locale, language, region) => {
    expect(editorLanguage(locale)).toBe(language)
    expect(editorRegion(locale)).toBe(region)
  })
})

import { describe, expect, it } from 'vitest'
import { en } from './en.ts'
import { errorTexts, explainedCodes, fillIn, languages, texts, textsLanguage } from './index.ts'

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\w+\}/g)].map(([placeholder]) => placeholder).sort()
}

describe('texts', () => {
  it.each(Object.keys(languages))('has in %s the placeholders of the English text, and no empty text', (language) => {
    for (const [key, text] of Object.entries(languages[language]!)) {
      expect(text.trim(), key).not.toBe('')
      expect(placeholders(text), key).toEqual(placeholders(en[key as keyof typeof en]))
    }
  })

  it.each([
    ['de', 'de'],
    ['de-AT', 'de'],
    ['pt', 'pt-BR'],
    ['pt_BR', 'pt-BR'],
    ['PT-pt', 'pt-BR'],
    ['zh-Hans-CN', 'zh-CN'],
    ['fr-CA;q=0.9, en;q=0.5', 'fr'],
    ['tlh', 'en'],
    ['tlh, de;q=0.3, fr;q=0.7, es;q=0', 'fr'],
    ['*', 'en'],
    ['de;q=x, es', 'es'],
    ['', 'en'],
    ['__proto__', 'en'],
    [undefined, 'en'],
  ])('reads %s in %s', (locale, language) => {
    expect(textsLanguage(locale)).toBe(language)
    expect(texts(locale)).toBe(languages[language])
  })
})

describe('fillIn', () => {
  it('replaces what it has a value for, also by text that looks like a placeholder', () => {
    expect(fillIn('{a} and {b}', { a: '{b} $&' })).toBe('{b} $& and {b}')
  })

  it('takes no value from the prototype', () => {
    expect(fillIn('{constructor}', {})).toBe('{constructor}')
  })
})

describe('errorTexts', () => {
  it('has a sentence of its own for each code that it names', () => {
    expect(explainedCodes()).toContain('name_taken')
    for (const code of explainedCodes())
      expect([code, errorTexts(code, texts('en')).title]).not.toEqual([code, texts('en').failedTitle])
  })

  it('has a sentence of its own for a known code, and a general one for others', () => {
    expect(errorTexts('token_expired', texts('en')).title).toBe('This link has expired')
    expect(errorTexts('document_server_tls', texts('en')).title).toBe('Something went wrong')
    expect(errorTexts('constructor', texts('en')).title).toBe('Something went wrong')
  })
})

import { describe, expect, it } from 'vitest'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { textsFor } from './text.ts'

const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort()

describe('texts of the pages', () => {
  it.each(Object.entries({ de, es, fr }))('have the same placeholders in %s as in English', (_language, texts) => {
    for (const [key, text] of Object.entries(texts))
      expect([key, placeholders(text)]).toEqual([key, placeholders(en[key as keyof typeof en])])
  })

  it('come by the language of a locale, and in English where there is none', () => {
    expect(textsFor('de-CH')('openWith', { editor: 'X' })).toBe('Mit X öffnen')
    expect(textsFor('fr_CA')('documents')).toBe(fr.documents)
    expect(textsFor('tlh')('documents')).toBe('Documents')
  })
})

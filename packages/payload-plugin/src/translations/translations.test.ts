import { describe, expect, it } from 'vitest'
import { en } from './en.ts'
import { translations } from './index.ts'

const placeholders = (text: string) => [...text.matchAll(/\{\{\w+\}\}/g)].map(([one]) => one).sort()

describe.each(Object.entries(translations))('the texts in %s', (language, { openwith }) => {
  it('have every key of the English ones, no other, and their placeholders', () => {
    expect(Object.keys(openwith).sort()).toEqual(Object.keys(en).sort())
    for (const [key, text] of Object.entries(openwith)) {
      expect(text.trim(), key).not.toBe('')
      expect(placeholders(text), key).toEqual(placeholders(en[key as keyof typeof en]))
    }
  })

  it('say which language they are in', () => {
    expect(openwith.language).toBe(language)
  })
})

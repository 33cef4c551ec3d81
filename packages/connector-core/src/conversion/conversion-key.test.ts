import { describe, expect, it } from 'vitest'
import { type ConversionInput, conversionKey } from './conversion-key.ts'

const input: ConversionInput = { url: 'http://cms/download/a.odt?token=1', from: 'odt', to: 'docx', revision: 'f42:7' }

describe('the key of a conversion', () => {
  it('fits the key rules of Document Server whatever the inputs are', () => {
    const hostile = { ...input, title: 'ü/\\\u0000'.repeat(500), revision: 'x'.repeat(9999) }
    for (const one of [input, hostile]) expect(conversionKey(one, 'secret')).toMatch(/^[0-9a-zA-Z._=-]{1,128}$/)
  })

  it('changes with each input, because the cache looks at nothing else', () => {
    const variants: ConversionInput[] = [
      input,
      { ...input, url: 'http://cms/download/b.odt?token=1' },
      { ...input, from: 'doc' },
      { ...input, to: 'pdf' },
      { ...input, revision: 'f42:8' },
      { ...input, title: 'Report.docx' },
      { ...input, password: 'a' },
      { ...input, password: 'b' },
      { ...input, region: 'de-DE' },
      { ...input, options: { thumbnail: { width: 100, first: true } } },
      { ...input, options: { thumbnail: { width: 200, first: true } } },
      { ...input, attempt: 1 },
    ]
    expect(new Set(variants.map((variant) => conversionKey(variant, 'secret'))).size).toBe(variants.length)
  })

  it('stays for a new link token, absent fields and another order of options', () => {
    const options = { thumbnail: { width: 100, first: true }, region: 1 }
    const reordered = { region: 1, thumbnail: { first: true, width: 100 } }
    const key = conversionKey({ ...input, options }, 'secret')
    const same = {
      ...input,
      url: 'http://cms/download/a.odt?token=2',
      title: undefined,
      attempt: 0,
      options: reordered,
    }
    expect(conversionKey(same, 'secret')).toBe(key)
  })

  it('cannot be computed without the secret', () => {
    expect(conversionKey({ ...input, password: '1234' }, 'secret')).not.toBe(
      conversionKey({ ...input, password: '1234' }, 'other'),
    )
  })
})

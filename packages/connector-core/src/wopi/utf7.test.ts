import { describe, expect, it } from 'vitest'
import { exactName, renamedName, splitName, suggestedName } from './requested-name.ts'
import { decodeUtf7, encodeUtf7 } from './utf7.ts'

describe('UTF-7 in headers', () => {
  it('is decoded as the clients send it', () => {
    for (const [sent, meant] of [
      ['madeup+AF8-name.wopitest', 'madeup_name.wopitest'],
      ['kopie +AOkAKw-1.docx', 'kopie é+1.docx'],
      ['+ZYdO9g-1.docx', '文件1.docx'],
      ['+2D3eAA-.docx', '😀.docx'],
      ['a+-b', 'a+b'],
      ['+AOk', 'é'],
      ['+AOk.docx', 'é.docx'],
      ['+AOk--', 'é-'],
      // a plus within a run is one of its signs
      ['+u9vL+A-', '믛쯸'],
      ['100%25+ACU-20', '100%25%20'],
      ['plain', 'plain'],
      ['', ''],
    ])
      expect(decodeUtf7(sent ?? '')).toBe(meant)
  })

  it('stays as it came where it makes no sense', () => {
    // the last one is what LibreOffice Online made of "nachher ü"
    for (const sent of ['+', 'a+', '+A', '+AO', '+2D0-x', '+3gA-x', '+AP-', '+AOn-', 'nachher +AP'])
      expect(decodeUtf7(sent)).toBe(sent)
    expect(decodeUtf7('+'.repeat(8193))).toBeNull()
  })

  it('comes back as it was, in printable ASCII', () => {
    for (const text of [
      '',
      'a+b',
      '+',
      '++',
      'é',
      'Größe 文件 😀+é.docx',
      'a-b',
      '\u007f',
      '\ud800',
      '+é+',
      'x'.repeat(500),
    ]) {
      expect(encodeUtf7(text)).toMatch(/^[\x20-\x7e]*$/)
      if (text.isWellFormed()) expect(decodeUtf7(encodeUtf7(text))).toBe(text)
    }
  })

  it('never throws, whatever comes', () => {
    let seed = 7
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0
      return (seed >>> 8) % below
    }
    for (let round = 0; round < 20_000; round += 1) {
      const text = Array.from({ length: random(30) }, () =>
        String.fromCharCode(random(3) === 0 ? 43 : 1 + random(255)),
      ).join('')
      expect(typeof decodeUtf7(text)).toBe('string')
      expect(() => suggestedName(text, 'a.docx')).not.toThrow()
      for (const read of [() => exactName(text), () => renamedName(text, 'a.docx')]) {
        try {
          expect(read()).not.toMatch(/[/\\]/)
        } catch (error) {
          expect(error).toMatchObject({ code: 'name_invalid' })
        }
      }
    }
  })
})

describe('the name that a client asks for', () => {
  it('is an extension or a whole name when suggested, and always becomes a legal one', () => {
    expect(suggestedName('.pdf', 'Bericht.docx')).toBe('Bericht.pdf')
    expect(suggestedName('Neu+APw.docx', 'Bericht.docx')).toBe('Neuü.docx')
    expect(suggestedName('../../etc/passwd', 'a.docx')).toBe('_.._etc_passwd')
    expect(suggestedName('a<b>:"|?*+AAA-.docx', 'a.docx')).not.toMatch(/[<>:"|?*]/)
    expect(suggestedName('', 'Bericht.docx')).toBe('Bericht.docx')
    expect(Buffer.byteLength(suggestedName(`${'x'.repeat(520)}.docx`, 'a.docx'))).toBeLessThanOrEqual(255)
    expect(suggestedName(`${'x'.repeat(520)}.docx`, 'a.docx')).toMatch(/x\.docx$/)
  })

  it('is taken exactly or refused when it is specific', () => {
    expect(exactName('madeup+AF8-name.wopitest')).toBe('madeup_name.wopitest')
    for (const name of ['a/b.docx', 'a+AC8-b.docx', '+AFw-', '', '..', 'x'.repeat(600)])
      expect(() => exactName(name)).toThrow(expect.objectContaining({ code: 'name_invalid' }))
  })

  it('keeps the extension in a rename, typed or not', () => {
    expect(renamedName('Neu', 'Alt.docx')).toBe('Neu.docx')
    expect(renamedName('Neu.docx', 'Alt.docx')).toBe('Neu.docx')
    expect(renamedName('Neu.DOCX', 'Alt.docx')).toBe('Neu.docx')
    expect(renamedName('Neu.v2', 'Alt.docx')).toBe('Neu.v2.docx')
    expect(renamedName('.docx', 'Alt.docx')).toBe('.docx.docx')
    expect(renamedName('Neu', 'Alt')).toBe('Neu')
    for (const name of ['', '  ', 'a+AC8-b'])
      expect(() => renamedName(name, 'Alt.docx')).toThrow(expect.objectContaining({ code: 'name_invalid' }))
    expect(splitName('a.b.docx')).toEqual({ stem: 'a.b', ending: '.docx' })
  })
})

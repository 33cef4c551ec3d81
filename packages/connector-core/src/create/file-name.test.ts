import { describe, expect, it } from 'vitest'
import { ConnectorError } from '../errors.ts'
import { checkFileName, numberedName, safeFileName } from './index.ts'

const bytes = (text: string) => new TextEncoder().encode(text).length

function codeOf(run: () => unknown): string | undefined {
  try {
    run()
  } catch (error) {
    return error instanceof ConnectorError ? error.code : 'another error'
  }
  return undefined
}

describe('checkFileName', () => {
  it.each([
    'Report.docx',
    '.hidden',
    'Zeugnis (Kopie) 100%.pdf',
    '名前.pptx',
    '👩‍👩‍👧 plan.xlsx',
    'a..b',
    '...',
    'مستند.docx',
  ])('takes %j as it is', (name) => {
    expect(checkFileName(name)).toBe(name)
  })

  it('composes accents and takes surrounding white space off', () => {
    expect(checkFileName('  Re\u0301sume\u0301.docx \n')).toBe('R\u00e9sum\u00e9.docx')
  })

  it.each([
    ['nothing', ''],
    ['white space', ' \t\u00a0'],
    ['this folder', '.'],
    ['the folder above', ' .. '],
    ['a slash', 'a/b.docx'],
    ['a backslash', 'a\\b.docx'],
    ['NUL', 'a\0.docx'],
    ['a line feed', 'a\nb.docx'],
    ['DEL', 'a\u007f.docx'],
    ['a C1 control', 'a\u0085b.docx'],
    ['a line separator', 'a\u2028b.docx'],
    ['a right-to-left mark', 'a\u200f.docx'],
    ['a right-to-left override', 'a\u202excod.exe'],
    ['an isolate', 'a\u2066b.docx'],
    ['an Arabic letter mark', 'a\u061cb.docx'],
    ['half a surrogate pair', 'a\ud83d.docx'],
    ['256 bytes', 'a'.repeat(256)],
    ['86 characters of three bytes', '名'.repeat(86)],
  ])('refuses %s', (_what, name) => {
    expect(codeOf(() => checkFileName(name))).toBe('name_invalid')
  })

  it('counts bytes, not characters', () => {
    expect(checkFileName('名'.repeat(85))).toHaveLength(85)
    expect(checkFileName('a'.repeat(255))).toHaveLength(255)
  })
})

describe('safeFileName', () => {
  it.each([
    ['Report.docx', 'Report.docx'],
    ['AC/DC\\songs.docx', 'AC_DC_songs.docx'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['<b>"x"|?*:</b>.docx', '_b__x_______b_.docx'],
    ['line\r\nbreak.docx', 'line  break.docx'],
    ['photo\u202egpj.exe', 'photogpj.exe'],
    ['.htaccess', 'htaccess'],
    ['trailing. . ', 'trailing'],
    ['con.docx', '_con.docx'],
    ['Console.docx', 'Console.docx'],
    ['a\ud83d.docx', 'a\ufffd.docx'],
    ['Re\u0301sume\u0301.docx', 'R\u00e9sum\u00e9.docx'],
    ['', 'fallback.docx'],
    ['..', 'fallback.docx'],
    ['///', 'fallback.docx'],
    ['\u200f\u0000', 'fallback.docx'],
  ])('makes %j into %j', (name, repaired) => {
    expect(safeFileName(name, 'fallback.docx')).toBe(repaired)
  })

  it('keeps the extension when it shortens', () => {
    const name = safeFileName(`${'名'.repeat(200)}.docx`, 'fallback.docx')
    expect(name).toMatch(/^名+\.docx$/)
    expect(bytes(name)).toBeGreaterThan(250)
    expect(bytes(name)).toBeLessThanOrEqual(255)
  })

  it('gives nothing that checkFileName refuses', () => {
    for (let code = 0; code < 0x3000; code += 1) {
      for (const name of [String.fromCharCode(code), `a${String.fromCharCode(code)}/b.docx`]) {
        const repaired = safeFileName(name, 'fallback.docx')
        expect(checkFileName(repaired)).toBe(repaired)
      }
    }
  })
})

describe('numberedName', () => {
  it.each([
    ['Report.docx', 1, 'Report.docx'],
    ['Report.docx', 2, 'Report (2).docx'],
    ['Report.v1.DOCX', 12, 'Report.v1 (12).DOCX'],
    ['no extension', 3, 'no extension (3)'],
    ['.hidden', 2, '.hidden (2)'],
    ['trailing.', 2, 'trailing. (2)'],
  ])('numbers %j with %i as %j', (name, n, numbered) => {
    expect(numberedName(name, n)).toBe(numbered)
  })

  it('stays within 255 bytes and never cuts a character', () => {
    const long = numberedName(`${'a'.repeat(300)}.docx`, 10)
    expect(long).toBe(`${'a'.repeat(245)} (10).docx`)
    expect(numberedName(`a${'\u0301'.repeat(300)}.docx`, 2)).toMatch(/^a\u0301+ \(2\)\.docx$/)
    expect(numberedName(`${'a'.repeat(235)}👩‍👩‍👧`, 10)).toBe(`${'a'.repeat(235)} (10)`)
  })
})

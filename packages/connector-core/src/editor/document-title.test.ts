import { describe, expect, it } from 'vitest'
import { documentTitle } from './document-title.ts'

describe('documentTitle', () => {
  it.each([
    ['Report.docx', 'Report.docx'],
    ['no extension', 'no extension.docx'],
    ['.docx', 'Unnamed.docx'],
    ['', 'Unnamed.docx'],
    ['tab\there\u0000.docx', 'tabhere.docx'],
    // A right-to-left override would show this as "cod.exe".
    ['cod.\u202eexe.docx', 'cod.exe.docx'],
    ['年次報告.docx', '年次報告.docx'],
  ])('of %j is %j', (name, title) => {
    expect(documentTitle(name, 'docx')).toBe(title)
  })

  it('is cut to 128 characters before the extension, never inside a character', () => {
    expect(documentTitle(`${'x'.repeat(300)}.docx`, 'docx')).toBe(`${'x'.repeat(123)}.docx`)
    const smileys = documentTitle(`${'😀'.repeat(200)}.docx`, 'docx')
    expect(smileys).toBe(`${'😀'.repeat(61)}.docx`)
    expect(documentTitle(`a.${'y'.repeat(300)}`, 'docx')).toBe('a.docx')
  })
})

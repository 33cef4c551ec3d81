import { describe, expect, it } from 'vitest'
import { idOfPath, pathOfId } from './document-id.ts'

describe('ids of documents', () => {
  it('come from a path and lead back to it', () => {
    for (const path of ['2026/11/report.docx', 'a.odt', '2026/11/Ω mega 日本.xlsx']) {
      const id = idOfPath(path)
      expect(id).toMatch(/^[\w-]{1,200}$/)
      expect(pathOfId(id ?? '')).toBe(path)
    }
  })

  it('are not made for paths that climb, are hidden, or are too long', () => {
    for (const path of [
      '',
      '/etc/passwd',
      '../a.docx',
      '2026/../../a.docx',
      '2026//a.docx',
      '.a.docx',
      'a\\b.docx',
      `${'x'.repeat(160)}.docx`,
    ])
      expect(idOfPath(path)).toBeNull()
  })

  it('that somebody made up lead nowhere', () => {
    const made = (path: string) => Buffer.from(path).toString('base64url')
    for (const id of [
      '',
      '=',
      'ab c',
      made('../a.docx'),
      made('/etc/passwd'),
      `${made('a.docx')}=`,
      made('a.docx').slice(0, -1),
      'x'.repeat(201),
      made('a\u0000.docx'),
    ])
      expect([id, pathOfId(id)]).toEqual([id, null])
  })
})

import { describe, expect, it } from 'vitest'
import { openEditable } from './index.ts'

async function edit(bytes: Uint8Array, change: (text: string) => string) {
  const document = await openEditable(bytes, 'txt')
  const saved = await document.save(new Map(document.blocks.map((block) => [block.id, change(block.text)])))
  return { document, saved: Buffer.from(saved) }
}

describe('editing a text file', () => {
  it.each([
    ['UTF-8', Buffer.from('grüße\n'), Buffer.from('größe\n')],
    ['UTF-8 with a mark and CRLF', Buffer.from('\ufeffgrüße\r\nzwei'), Buffer.from('\ufeffgröße\r\nzwei')],
    ['UTF-16 LE', Buffer.from('\ufeffgrüße', 'utf16le'), Buffer.from('\ufeffgröße', 'utf16le')],
    ['UTF-16 BE', Buffer.from('\ufeffgrüße', 'utf16le').swap16(), Buffer.from('\ufeffgröße', 'utf16le').swap16()],
    ['Windows-1252', Buffer.from('grüße', 'latin1'), Buffer.from('größe', 'latin1')],
  ])('keeps the encoding and line ends of %s', async (_, before, after) => {
    const { saved } = await edit(before, (text) => text.replace('ü', 'ö'))
    expect(saved).toEqual(after)
  })

  it('becomes UTF-8 when a character has no place in the old encoding', async () => {
    const { saved } = await edit(Buffer.from('ü', 'latin1'), () => '日本')
    expect(saved.toString()).toBe('\ufeff日本')
  })

  it('splits a long file into blocks and joins them again', async () => {
    const text = Array.from({ length: 1000 }, (_, index) => `line ${index}`).join('\n')
    const { document, saved } = await edit(Buffer.from(text), (block) => block.replace('line 999', 'end'))
    expect(document.blocks.length).toBe(5)
    expect(saved.toString()).toBe(text.replace('line 999', 'end'))
  })

  it('gives the same bytes when nothing changed, mixed line ends included', async () => {
    const bytes = Buffer.from('a\r\nb\nc\r')
    const { saved } = await edit(bytes, (text) => text)
    expect(saved.equals(bytes)).toBe(true)
  })
})

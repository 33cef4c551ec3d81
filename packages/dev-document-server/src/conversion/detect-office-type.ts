import { open } from 'node:fs/promises'

/** What an OOXML package really holds, by the names in its central directory; `null` when it is no such package. */
export async function detectOfficeType(file: string): Promise<'docx' | 'xlsx' | 'pptx' | null> {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    const head = Buffer.alloc(Math.min(size, 4))
    await handle.read(head, 0, head.length, 0)
    if (head.toString('latin1') !== 'PK\u0003\u0004') return null
    const tail = Buffer.alloc(Math.min(size, 262_144))
    await handle.read(tail, 0, tail.length, size - tail.length)
    const names = tail.toString('latin1')
    if (names.includes('word/document.xml')) return 'docx'
    if (names.includes('xl/workbook.xml') || names.includes('xl/workbook.bin')) return 'xlsx'
    if (names.includes('ppt/presentation.xml')) return 'pptx'
    return null
  } finally {
    await handle.close()
  }
}

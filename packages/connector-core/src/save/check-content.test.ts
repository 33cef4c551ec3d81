import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { type BlankKind, blankDocument, blankKinds } from '../create/index.ts'
import { checkContent } from './check-content.ts'
import { spooledFile } from './spool.ts'

const directory = mkdtempSync(join(tmpdir(), 'openwith-content-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const mismatch = expect.objectContaining({ code: 'content_mismatch' })
async function check(bytes: Uint8Array | string, extension: string): Promise<void> {
  const path = join(directory, 'file.bin')
  writeFileSync(path, bytes)
  await checkContent(spooledFile(path, Buffer.from(bytes).length, ''), extension)
}

/** Not to be compressed away. */
const noise = (length: number): Uint8Array => Uint8Array.from({ length }, (_, n) => (n * 2654435761) >>> 24)

describe('the check of what is to be stored', () => {
  it.each([...blankKinds])('takes a blank %s, and none that was cut', async (kind: BlankKind) => {
    const bytes = await blankDocument(kind, 'en')
    await check(bytes, kind)
    if (kind === 'pdf') return
    for (const part of [0.25, 0.5, 0.9, 0.999])
      await expect(check(bytes.subarray(0, Math.floor(bytes.length * part)), kind)).rejects.toEqual(mismatch)
    await expect(check(bytes.subarray(0, bytes.length - 1), kind)).rejects.toEqual(mismatch)
  })

  it('is not taken in by the end of a document that is embedded', async () => {
    const embedded = zipSync({ 'xl/workbook.xml': noise(500) })
    const whole = zipSync({ 'word/embeddings/a.xlsx': embedded, 'word/document.xml': noise(300) }, { level: 0 })
    await check(whole, 'docx')
    const afterEmbedded = Buffer.from(whole).indexOf(Buffer.from(embedded)) + embedded.length
    await expect(check(whole.subarray(0, afterEmbedded), 'docx')).rejects.toEqual(mismatch)
    await expect(check(whole.subarray(0, afterEmbedded + 100), 'docx')).rejects.toEqual(mismatch)
  })

  it('takes an archive with a comment, and one whose offsets are in ZIP64 records', async () => {
    const plain = Buffer.from(zipSync({ 'word/document.xml': noise(300) }))
    const commented = Buffer.concat([plain, Buffer.alloc(60_000, 'c')])
    commented.writeUInt16LE(60_000, plain.length - 2)
    await check(commented, 'docx')
    const large = Buffer.from(plain)
    large.writeUInt32LE(0xffff_ffff, plain.length - 6)
    await check(large, 'docx')
  })

  it('refuses other bytes, and an empty file where there must be some', async () => {
    await expect(check('<html>502 Bad Gateway</html>', 'docx')).rejects.toEqual(mismatch)
    await expect(check('', 'docx')).rejects.toEqual(mismatch)
    await check('', 'txt')
    await check('anything', 'wopitest')
  })
})

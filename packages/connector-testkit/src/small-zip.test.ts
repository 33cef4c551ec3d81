import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { smallZip } from './small-zip.ts'

describe('a small zip', () => {
  it('is one for every reader, and has the size that is asked for', () => {
    for (const [text, size] of [
      ['', 0],
      ['ä text', 0],
      ['padded', 5000],
      ['longer than asked for '.repeat(20), 200],
    ] as const) {
      const zip = smallZip(text, size)
      expect(strFromU8(unzipSync(zip)['word/document.xml'] ?? new Uint8Array()).trimEnd()).toBe(text.trimEnd())
      if (size > text.length + 200) expect(zip.length).toBe(size)
      expect(Buffer.from(smallZip(text, size)).equals(zip)).toBe(true)
    }
  })
})

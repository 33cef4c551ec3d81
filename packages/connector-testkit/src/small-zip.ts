import { crc32 } from 'node:zlib'

const entryName = 'word/document.xml'
const headBytes = 30 + entryName.length
const overhead = headBytes + 46 + entryName.length + 22

/**
 * The smallest thing that every check takes for an Office document: a zip with one uncompressed part, which is `text`; the same for the same text. `size`:
 * bytes of the whole, at least 162 and the text; spaces fill it up.
 */
export function smallZip(text: string, size = 0): Uint8Array {
  const part = Buffer.from(text)
  const content = Buffer.concat([part, Buffer.alloc(Math.max(0, size - overhead - part.length), ' ')])
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20, 0)
  // 1 January 1980
  common.writeUInt16LE(33, 8)
  common.writeUInt32LE(crc32(content), 10)
  common.writeUInt32LE(content.length, 14)
  common.writeUInt32LE(content.length, 18)
  common.writeUInt16LE(entryName.length, 22)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(1, 4)
  end.writeUInt16LE(1, 6)
  end.writeUInt32LE(46 + entryName.length, 8)
  end.writeUInt32LE(headBytes + content.length, 12)
  return Buffer.concat([
    Buffer.from('PK\u0003\u0004', 'latin1'),
    common,
    Buffer.from(entryName),
    content,
    Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1'),
    common,
    Buffer.alloc(14),
    Buffer.from(entryName),
    Buffer.from('PK\u0005\u0006', 'latin1'),
    end,
  ])
}

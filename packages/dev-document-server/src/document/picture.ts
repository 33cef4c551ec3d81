import type { Picture } from '../rooms.ts'

type Size = Pick<Picture, 'width' | 'height'>

interface PictureKind {
  readonly extension: string
  readonly contentType: string
  /** `null`: the bytes are no such picture. */
  size(bytes: Buffer): Size | null
}

const kinds: readonly PictureKind[] = [
  { extension: 'png', contentType: 'image/png', size: pngSize },
  { extension: 'jpeg', contentType: 'image/jpeg', size: jpegSize },
  { extension: 'gif', contentType: 'image/gif', size: gifSize },
  { extension: 'bmp', contentType: 'image/bmp', size: bmpSize },
]

/** Knows a PNG, JPEG, GIF or BMP by its first bytes, whatever its name says; `null` for anything else. */
export function readPicture(bytes: Uint8Array): Picture | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (const { extension, contentType, size: sizeOf } of kinds) {
    const size = sizeOf(buffer)
    if (size !== null && size.width > 0 && size.height > 0) return { bytes, extension, contentType, ...size }
  }
  return null
}

/** W3C, "PNG": the signature, then the chunk IHDR. */
function pngSize(bytes: Buffer): Size | null {
  if (bytes.length < 24 || bytes.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1a\n') return null
  if (bytes.toString('latin1', 12, 16) !== 'IHDR') return null
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
}

/** ITU T.81, annex B: the size stands in the frame header, behind segments of any kind. */
function jpegSize(bytes: Buffer): Size | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null
  let at = 2
  while (at + 9 <= bytes.length) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1]!
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) }
    // A marker may be preceded by any number of fill bytes; some markers have no segment.
    if (marker === 0xff) at += 1
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) at += 2
    else if (marker === 0xd9 || marker === 0xda) return null
    else at += 2 + Math.max(2, bytes.readUInt16BE(at + 2))
  }
  return null
}

function gifSize(bytes: Buffer): Size | null {
  if (bytes.length < 10 || !/^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6))) return null
  return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }
}

/** A negative height means that the rows stand from top to bottom. */
function bmpSize(bytes: Buffer): Size | null {
  if (bytes.length < 26 || bytes.toString('latin1', 0, 2) !== 'BM') return null
  const isOld = bytes.readUInt32LE(14) === 12
  if (isOld) return { width: bytes.readUInt16LE(18), height: bytes.readUInt16LE(20) }
  return { width: bytes.readInt32LE(18), height: Math.abs(bytes.readInt32LE(22)) }
}

import { describe, expect, it } from 'vitest'
import { readPicture } from './picture.ts'
import { pngPicture } from './sample-packages.ts'

const size = (bytes: Uint8Array) => {
  const picture = readPicture(bytes)
  return picture && [picture.extension, picture.width, picture.height]
}

describe('reading a picture', () => {
  it('takes the size from a PNG', () => {
    expect(size(pngPicture(300, 20))).toEqual(['png', 300, 20])
  })

  it('finds the frame of a JPEG behind other segments and fill bytes', () => {
    const exif = [0xff, 0xe1, 0, 6, 0xff, 0xc0, 1, 2]
    const table = [0xff, 0xff, 0xc4, 0, 3, 9]
    const frame = [0xff, 0xc2, 0, 17, 8, 0x01, 0x10, 0x02, 0x20, 3]
    expect(size(Uint8Array.of(0xff, 0xd8, ...exif, ...table, ...frame))).toEqual(['jpeg', 0x220, 0x110])
  })

  it('takes the size from a GIF and from a BMP that stands on its head', () => {
    expect(size(Buffer.concat([Buffer.from('GIF89a'), Buffer.of(10, 0, 2, 1)]))).toEqual(['gif', 10, 258])
    const bmp = Buffer.alloc(30)
    bmp.write('BM')
    bmp.writeUInt32LE(40, 14)
    bmp.writeInt32LE(7, 18)
    bmp.writeInt32LE(-9, 22)
    expect(size(bmp)).toEqual(['bmp', 7, 9])
  })

  it('knows none in text, in a cut header, or where a side is nothing', () => {
    for (const bytes of ['<svg width="1" height="1"/>', 'GIF89a', 'BM', '\x89PNG\r\n\x1a\n', '\xff\xd8\xff\xd9', '']) {
      expect(readPicture(Buffer.from(bytes, 'latin1'))).toBeNull()
    }
    expect(readPicture(Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(4)]))).toBeNull()
  })
})

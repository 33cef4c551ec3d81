import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readZipPackage, writeZipPackage } from './zip-package.ts'

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8')
const sample = () =>
  writeZipPackage(
    new Map([
      ['a.xml', 'first'],
      ['b.bin', 'second'],
      ['ü.xml', 'third'],
    ]),
  )

/** The same archive as a stream writer makes it: sizes in a data descriptor behind the data. */
function streamed(content: string): Uint8Array {
  const packed = deflateRawSync(Buffer.from(content))
  const plain = Buffer.from(writeZipPackage(new Map([['a.xml', content]])))
  const central = plain.indexOf(Buffer.from([0x50, 0x4b, 1, 2]))
  const local = Buffer.from(plain.subarray(0, 30))
  const descriptor = Buffer.concat([Buffer.from([0x50, 0x4b, 7, 8]), local.subarray(14, 26)])
  local.writeUInt16LE(8, 6)
  local.fill(0, 14, 26)
  const rest = Buffer.from(plain.subarray(central))
  rest.writeUInt16LE(8, 8)
  rest.writeUInt32LE(central + 16, rest.length - 6)
  return Buffer.concat([local, Buffer.from('a.xml'), packed, descriptor, rest])
}

describe('an Office package', () => {
  it('gives back what was written', () => {
    const zip = readZipPackage(sample())
    expect(zip.names).toEqual(['a.xml', 'b.bin', 'ü.xml'])
    expect(zip.names.map((name) => text(zip.read(name)))).toEqual(['first', 'second', 'third'])
  })

  it('keeps every byte of the other entries when one is replaced', () => {
    const before = Buffer.from(sample())
    const after = Buffer.from(readZipPackage(before).replace(new Map([['b.bin', Buffer.from('changed')]])))
    const first = before.subarray(0, before.indexOf('b.bin') - 30)
    const thirdLocal = before.subarray(before.indexOf('ü.xml') - 30, before.indexOf(Buffer.from([0x50, 0x4b, 1, 2])))
    expect(after.subarray(0, first.length).equals(first)).toBe(true)
    expect(after.includes(thirdLocal)).toBe(true)
    const zip = readZipPackage(after)
    expect(zip.names.map((name) => text(zip.read(name)))).toEqual(['first', 'changed', 'third'])
  })

  it('takes further parts behind those that were there', () => {
    const added = new Map([['media/ä.png', Buffer.from('picture')]])
    const zip = readZipPackage(readZipPackage(sample()).replace(new Map([['a.xml', Buffer.from('changed')]]), added))
    expect(zip.names).toEqual(['a.xml', 'b.bin', 'ü.xml', 'media/ä.png'])
    expect(zip.names.map((name) => text(zip.read(name)))).toEqual(['changed', 'second', 'third', 'picture'])
    expect(() => zip.replace(new Map(), new Map([['a.xml', Buffer.from('again')]]))).toThrow('same name')
  })

  it('gives the very same bytes when nothing is replaced', () => {
    const before = sample()
    expect(readZipPackage(before).replace(new Map())).toBe(before)
  })

  it('reads and replaces entries with a data descriptor', () => {
    const zip = readZipPackage(streamed('hello'))
    expect(text(zip.read('a.xml'))).toBe('hello')
    const again = readZipPackage(zip.replace(new Map([['a.xml', Buffer.from('other')]])))
    expect(text(again.read('a.xml'))).toBe('other')
  })

  it('keeps what stands before the first entry and the comment at the end', () => {
    const body = sample()
    const before = Buffer.concat([body.subarray(0, body.length - 2), Buffer.from([4, 0]), Buffer.from('note')])
    const after = Buffer.from(readZipPackage(before).replace(new Map([['a.xml', Buffer.from('x')]])))
    expect(after.subarray(-4).toString()).toBe('note')
  })

  it('reads zip64 sizes and offsets, and writes the new offset into the zip64 field', () => {
    const plain = Buffer.from(sample())
    const central = plain.indexOf(Buffer.from([0x50, 0x4b, 1, 2]))
    const record = plain.subarray(central, central + 46 + 5)
    const second = plain.subarray(central + 51, central + 102)
    const extra = Buffer.alloc(12)
    extra.writeUInt16LE(1, 0)
    extra.writeUInt16LE(8, 2)
    extra.writeBigUInt64LE(BigInt(second.readUInt32LE(42)), 4)
    const long = Buffer.concat([second, extra])
    long.writeUInt16LE(12, 30)
    long.writeUInt32LE(0xffffffff, 42)
    const rest = Buffer.from(plain.subarray(central + 102))
    rest.writeUInt32LE(rest.readUInt32LE(rest.length - 10) + 12, rest.length - 10)
    const zip = readZipPackage(Buffer.concat([plain.subarray(0, central), record, long, rest]))
    expect(text(zip.read('b.bin'))).toBe('second')
    const again = readZipPackage(zip.replace(new Map([['a.xml', Buffer.from('a much longer first part')]])))
    expect(text(again.read('b.bin'))).toBe('second')
  })

  it.each([
    ['an empty file', Buffer.alloc(0)],
    ['text', Buffer.from('this is no package at all, only some text')],
    ['a cut package', Buffer.from(sample()).subarray(0, 90)],
    ['overlapping entries', overlapping()],
  ])('refuses %s as damaged', (_, bytes) => {
    expect(() => readZipPackage(bytes)).toThrow(expect.objectContaining({ reason: 'damaged' }))
  })

  it('refuses a part whose bytes do not match their checksum', () => {
    const bytes = Buffer.from(sample())
    bytes[36] = bytes[36]! ^ 0xff
    expect(() => readZipPackage(bytes).read('a.xml')).toThrow(expect.objectContaining({ reason: 'damaged' }))
  })

  it('refuses what unpacks to more than the limit, also when the directory lies about it', () => {
    const bytes = Buffer.from(writeZipPackage(new Map([['a.xml', 'x'.repeat(100_000)]])))
    const limits = { entries: 10, partBytes: 10_000, totalBytes: 10_000 }
    expect(() => readZipPackage(bytes, limits)).toThrow(expect.objectContaining({ reason: 'too_large' }))
    const central = bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2]))
    bytes.writeUInt32LE(50, central + 24)
    expect(() => readZipPackage(bytes, limits).read('a.xml')).toThrow(expect.objectContaining({ reason: 'damaged' }))
  })

  it('refuses encrypted entries as protected by a password', () => {
    const bytes = Buffer.from(sample())
    const central = bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2]))
    bytes.writeUInt16LE(1, central + 8)
    expect(() => readZipPackage(bytes)).toThrow(expect.objectContaining({ reason: 'password' }))
  })
})

function overlapping(): Uint8Array {
  const bytes = Buffer.from(sample())
  const central = bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2]))
  bytes.writeUInt32LE(5000, central + 20)
  return bytes
}

import { crc32, deflateSync } from 'node:zlib'

const width = 480
const height = 240
const paper = [250, 250, 252] as const
const bars = [
  { value: 0.45, color: [38, 92, 160] },
  { value: 0.62, color: [52, 120, 190] },
  { value: 0.58, color: [84, 150, 205] },
  { value: 0.86, color: [230, 126, 50] },
] as const

/** A small bar chart as PNG, drawn here so that the samples hold nobody else's picture. */
export function picture(): Uint8Array {
  const rows = Array.from({ length: height }, (_, y) => {
    const pixels = Array.from({ length: width }, (_, x) => colorAt(x, y))
    return Buffer.from([0, ...pixels.flat()])
  })
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8) // 8 bits, RGB
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const data = deflateSync(Buffer.concat(rows), { level: 9 })
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))])
}

function colorAt(x: number, y: number): readonly [number, number, number] {
  if (y >= height - 22 && y < height - 20) return [90, 90, 100]
  const slot = Math.floor((x - 20) / 112)
  const bar = bars[slot]
  const within = (x - 20) % 112
  if (bar === undefined || x < 20 || within < 20 || within >= 92) return paper
  return y < height - 20 && y >= height - 20 - bar.value * (height - 50) ? bar.color : paper
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}

import { deflateSync } from 'node:zlib'
import { encodeWestern } from '../document/plain-text.ts'
import type { RichLine } from './rich-lines.ts'

// Advance widths of Helvetica and Helvetica-Bold for the characters 32 to 126, in thousandths (Adobe's AFM files).
const regularWidths =
  '278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584'
    .split(' ')
    .map(Number)
const boldWidths =
  '278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 611 389 556 333 611 556 778 556 556 500 389 280 389 584'
    .split(' ')
    .map(Number)
// Accented letters are as wide as most letters.
const otherWidth = 611

const page = { width: 595.28, height: 841.89, margin: 64 }
const headingSizes = [24, 18, 15, 13, 12, 11, 11]

interface PlacedLine {
  readonly text: string
  readonly size: number
  readonly isBold: boolean
  readonly x: number
  readonly y: number
}

/**
 * A PDF 1.7 of these lines on A4, in Helvetica. Characters outside of Windows-1252 lose their accents or become `?`: enough
 * for demos and checks; LibreOffice does it properly.
 */
export function writePdf(lines: readonly RichLine[], title: string): Uint8Array {
  const pages = layOut(lines)
  const objects: Buffer[] = []
  const add = (content: string | Buffer) => objects.push(Buffer.from(content as string, 'latin1'))
  const kids = pages.map((_, index) => `${6 + index * 2} 0 R`).join(' ')
  add('<< /Type /Catalog /Pages 2 0 R >>')
  add(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`)
  const font = (name: string) => `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`
  add(font('Helvetica'))
  add(font('Helvetica-Bold'))
  add(
    `<< /Title <feff${Buffer.from(title, 'utf16le').swap16().toString('hex')}> /Producer (OpenWith development server) >>`,
  )
  for (const [index, placed] of pages.entries()) {
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${page.width} ${page.height}] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents ${7 + index * 2} 0 R >>`,
    )
    const drawn = placed.map((line) => drawLine(line))
    const packed = deflateSync(Buffer.concat(drawn))
    objects.push(
      Buffer.concat([
        Buffer.from(`<< /Length ${packed.length} /Filter /FlateDecode >>\nstream\n`),
        packed,
        Buffer.from('\nendstream'),
      ]),
    )
  }
  return assemble(objects)
}

function assemble(objects: readonly Buffer[]): Uint8Array {
  const head = Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')
  const chunks: Buffer[] = [head]
  const offsets: number[] = []
  let position = head.length
  for (const [index, content] of objects.entries()) {
    offsets.push(position)
    const object = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), content, Buffer.from('\nendobj\n')])
    chunks.push(object)
    position += object.length
  }
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const count = objects.length + 1
  chunks.push(
    Buffer.from(
      `xref\n0 ${count}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${count} /Root 1 0 R /Info 5 0 R >>\nstartxref\n${position}\n%%EOF\n`,
    ),
  )
  return Buffer.concat(chunks)
}

function layOut(lines: readonly RichLine[]): PlacedLine[][] {
  const pages: PlacedLine[][] = [[]]
  let y = page.height - page.margin
  for (const { text, heading, marker } of lines) {
    const size = heading === undefined ? 11 : (headingSizes[heading] ?? 11)
    const isBold = heading !== undefined
    const indent = marker ? 18 : 0
    const height = size * 1.35
    const wrapped = wrap(printable(text), size, isBold, page.width - page.margin * 2 - indent)
    for (const [index, line] of wrapped.entries()) {
      y -= height
      if (y < page.margin) {
        pages.push([])
        y = page.height - page.margin - height
      }
      const current = pages.at(-1)!
      if (marker && index === 0) current.push({ text: printable(marker), size, isBold, x: page.margin, y })
      if (line !== '') current.push({ text: line, size, isBold, x: page.margin + indent, y })
    }
    y -= size * 0.35
  }
  return pages
}

function drawLine({ text, size, isBold, x, y }: PlacedLine): Buffer {
  const bytes = Buffer.from(encodeWestern(text) ?? Buffer.from('?'))
  return Buffer.from(
    `BT /${isBold ? 'F2' : 'F1'} ${size} Tf ${x.toFixed(2)} ${y.toFixed(2)} Td <${bytes.toString('hex')}> Tj ET\n`,
  )
}

/** Keeps what Helvetica can show. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters have no shape
  const clean = text.replaceAll('\t', '    ').replace(/[\u0000-\u001f\u007f-\u009f]/g, '')
  if (/^[\x20-\x7e]*$/.test(clean)) return clean
  return [...clean.normalize('NFC')]
    .map((char) => {
      if (encodeWestern(char)) return char
      const plain = char.normalize('NFKD').replace(/\p{M}/gu, '')
      return plain !== '' && encodeWestern(plain) ? plain : '?'
    })
    .join('')
}

function widthOf(text: string, size: number, isBold: boolean): number {
  const widths = isBold ? boldWidths : regularWidths
  let sum = 0
  for (let at = 0; at < text.length; at++) sum += widths[text.charCodeAt(at) - 32] ?? otherWidth
  return (sum * size) / 1000
}

function wrap(text: string, size: number, isBold: boolean, width: number): string[] {
  if (widthOf(text, size, isBold) <= width) return [text]
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/(?<= )/)) {
    if (line !== '' && widthOf(line + word.trimEnd(), size, isBold) > width) {
      lines.push(line.trimEnd())
      line = ''
    }
    line += word
    // A word longer than the line is cut.
    while (widthOf(line.trimEnd(), size, isBold) > width) {
      let fits = line.length - 1
      while (fits > 1 && widthOf(line.slice(0, fits), size, isBold) > width) fits--
      lines.push(line.slice(0, fits))
      line = line.slice(fits)
    }
  }
  return [...lines, line.trimEnd()]
}

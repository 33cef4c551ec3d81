import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { type BlankKind, blankDocument } from '@openwith/connector-core/create'
import { mimeOf } from '@openwith/connector-core/formats'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'

/** A document to upload. */
export interface Sample {
  name: string
  type: string
  bytes: Uint8Array
}

const escapeXml = (text: string): string => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** Our own blank document with some text in it. */
export async function sample(name: string, lines: string[]): Promise<Sample> {
  const kind = name.split('.').at(-1) as BlankKind
  const parts = unzipSync(await blankDocument(kind, 'en-US'))
  const change = (path: string, by: (xml: string) => string) => {
    const xml = strFromU8(parts[path] ?? new Uint8Array())
    const changed = by(xml)
    if (changed === xml) throw new Error(`${path} of a blank ${kind} looks different than expected.`)
    parts[path] = strToU8(changed)
  }
  if (kind === 'docx') {
    const paragraphs = lines.map((line) => `<w:p><w:r><w:t xml:space="preserve">${escapeXml(line)}</w:t></w:r></w:p>`)
    change('word/document.xml', (xml) =>
      xml.replace(/<w:body>(<w:p\b[^>]*\/>|<w:p\b.*?<\/w:p>)?/s, `<w:body>${paragraphs.join('')}`),
    )
  } else if (kind === 'xlsx') {
    const rows = lines.map((line, at) => {
      const cells = line.split('\t').map((cell, column) => {
        const reference = `${String.fromCharCode(65 + column)}${at + 1}`
        return /^\d+$/.test(cell)
          ? `<c r="${reference}"><v>${cell}</v></c>`
          : `<c r="${reference}" t="inlineStr"><is><t>${escapeXml(cell)}</t></is></c>`
      })
      return `<row r="${at + 1}">${cells.join('')}</row>`
    })
    change('xl/worksheets/sheet1.xml', (xml) =>
      xml.replace(/<sheetData\s*\/>|<sheetData>.*?<\/sheetData>/s, `<sheetData>${rows.join('')}</sheetData>`),
    )
  } else if (kind === 'pptx') {
    let next = 0
    change('ppt/slides/slide1.xml', (xml) =>
      xml.replace(/<a:p>.*?<\/a:p>|<a:p\/>/gs, () => {
        const text = lines[next] ?? ''
        next += 1
        return `<a:p><a:r><a:rPr lang="en-US"/><a:t>${escapeXml(text)}</a:t></a:r></a:p>`
      }),
    )
  }
  return { name, type: mimeOf(kind), bytes: zipSync(parts) }
}

/** A PNG of one colour. */
export function pictureSample(name: string, { width = 240, height = 160 } = {}): Sample {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // Eight bits each of red, green and blue.
  header.set([8, 2], 8)
  const row = Buffer.concat([Buffer.alloc(1), Buffer.alloc(width * 3, Buffer.from('446995', 'hex'))])
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))
  const signature = Buffer.from('89504e470d0a1a0a', 'hex')
  const bytes = Buffer.concat([signature, pngChunk('IHDR', header), pngChunk('IDAT', pixels), pngChunk('IEND')])
  return { name, type: 'image/png', bytes }
}

function pngChunk(type: string, data = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

const demoFolder = path.resolve(import.meta.dirname, '../../examples/samples')

/** What a demo starts with. */
export async function demoSamples(): Promise<Sample[]> {
  return await Promise.all(
    (await readdir(demoFolder)).map(async (name) => ({
      name,
      type: mimeOf(path.extname(name).slice(1)),
      bytes: new Uint8Array(await readFile(path.join(demoFolder, name))),
    })),
  )
}

import { readFileSync } from 'node:fs'
import { crc32, deflateSync } from 'node:zlib'
import { writeZipPackage } from './zip-package.ts'

/** Files for tests, as other programs wrote them. */
export const sampleFile = (name: string): Uint8Array => readFileSync(new URL(`../../testdata/${name}`, import.meta.url))

const relationship = (id: string, type: string, target: string) =>
  `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/>`

const relationships = (...list: string[]) =>
  `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list.join('')}</Relationships>`

const contentTypes =
  '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'

const wordNamespace = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'

/** A docx whose body is the given XML (prefix `w`), with other parts that must stay as they are. */
export function wordPackage(
  body: string,
  options: { namespace?: string; parts?: [string, string | Uint8Array][] } = {},
): Uint8Array {
  const document = `<?xml version="1.0" encoding="UTF-8"?>\n<w:document xmlns:w="${options.namespace ?? wordNamespace}"><w:body>${body}<w:sectPr/></w:body></w:document>`
  return writeZipPackage(
    new Map<string, string | Uint8Array>([
      ['[Content_Types].xml', contentTypes],
      ['_rels/.rels', relationships(relationship('r1', 'officeDocument', 'word/document.xml'))],
      ['word/document.xml', document],
      ['word/media/image1.png', Uint8Array.from({ length: 999 }, (_, index) => (index * 31) % 256)],
      ['docProps/app.xml', '<Properties/>'],
      ...(options.parts ?? []),
    ]),
  )
}

const sheetNamespace = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'

/** An xlsx with one worksheet part per string (the XML inside `worksheet`), named S1, S2, ... */
export function sheetPackage(sheets: readonly string[], strings = '', workbook = ''): Uint8Array {
  const list = sheets
    .map((_, index) => `<sheet name="S${index + 1}" sheetId="${index + 1}" r:id="s${index + 1}"/>`)
    .join('')
  const targets = sheets.map((_, index) =>
    relationship(`s${index + 1}`, 'worksheet', `worksheets/sheet${index + 1}.xml`),
  )
  return writeZipPackage(
    new Map<string, string>([
      ['[Content_Types].xml', contentTypes],
      ['_rels/.rels', relationships(relationship('r1', 'officeDocument', 'xl/workbook.xml'))],
      [
        'xl/workbook.xml',
        `<workbook xmlns="${sheetNamespace}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>${list}</sheets>${workbook}</workbook>`,
      ],
      [
        'xl/_rels/workbook.xml.rels',
        relationships(...targets, relationship('str', 'sharedStrings', 'sharedStrings.xml')),
      ],
      ...sheets.map((inner, index): [string, string] => [
        `xl/worksheets/sheet${index + 1}.xml`,
        `<worksheet xmlns="${sheetNamespace}">${inner}</worksheet>`,
      ]),
      ['xl/sharedStrings.xml', `<sst xmlns="${sheetNamespace}">${strings}</sst>`],
    ]),
  )
}

/** A pptx with one slide per string (the XML inside `p:spTree`). */
export function slidePackage(slides: readonly string[]): Uint8Array {
  const drawing = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
  const presentation = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
  const ids = slides.map((_, index) => `<p:sldId id="${256 + index}" r:id="s${index + 1}"/>`).join('')
  return writeZipPackage(
    new Map<string, string>([
      ['[Content_Types].xml', contentTypes],
      ['_rels/.rels', relationships(relationship('r1', 'officeDocument', 'ppt/presentation.xml'))],
      [
        'ppt/presentation.xml',
        `<p:presentation ${presentation} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><p:sldIdLst>${ids}</p:sldIdLst><p:sldSz cx="12192000" cy="6858000"/></p:presentation>`,
      ],
      [
        'ppt/_rels/presentation.xml.rels',
        relationships(
          ...slides.map((_, index) =>
            relationship(`s${index + 1}`, 'slide', `slides/slide${slides.length - index}.xml`),
          ),
        ),
      ],
      ...slides.map((tree, index): [string, string] => [
        `ppt/slides/slide${slides.length - index}.xml`,
        `<p:sld ${presentation} ${drawing}><p:cSld><p:spTree>${tree}</p:spTree></p:cSld></p:sld>`,
      ]),
    ]),
  )
}

/** A text box of a slide. */
export const textBox = (paragraphs: string): string =>
  `<p:sp><p:nvSpPr><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x="914400" y="914400"/><a:ext cx="6096000" cy="3429000"/></a:xfrm></p:spPr><p:txBody>${paragraphs}</p:txBody></p:sp>`

/** Random numbers that repeat for a seed (mulberry32). */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** A PNG of one colour. */
export function pngPicture(width: number, height: number): Uint8Array {
  const chunk = (type: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(data.length, 0)
    frame.writeUInt32BE(crc32(body), 4)
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2], 8)
  const row = Buffer.concat([Buffer.of(0), Buffer.alloc(width * 3, Buffer.of(0x2a, 0x6f, 0xdb))])
  const rows = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))])
}

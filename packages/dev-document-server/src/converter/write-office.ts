import { cellName, typedNumber } from '../document/cell-value.ts'
import { escapeSheetText } from '../document/paragraph.ts'
import { escapeXml } from '../document/xml.ts'
import { writeZipPackage } from '../document/zip-package.ts'
import type { RichLine } from './rich-lines.ts'

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const officeTypes = 'application/vnd.openxmlformats-officedocument'
const relationshipTypes = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

const contentTypes = (...overrides: readonly [string, string][]) =>
  `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${overrides
    .map(([part, type]) => `<Override PartName="${part}" ContentType="${officeTypes}.${type}+xml"/>`)
    .join('')}</Types>`

const relationships = (...list: readonly [string, string][]) =>
  `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list
    .map(
      ([type, target], index) =>
        `<Relationship Id="rId${index + 1}" Type="${relationshipTypes}/${type}" Target="${target}"/>`,
    )
    .join('')}</Relationships>`

const wordNamespace = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'

/** A Word document of these lines. */
export function writeDocx(lines: readonly RichLine[]): Uint8Array {
  const paragraphs = lines.map(({ text, heading, marker }) => {
    const properties =
      heading !== undefined
        ? `<w:pPr><w:pStyle w:val="Heading${Math.max(1, heading)}"/></w:pPr>`
        : marker
          ? '<w:pPr><w:ind w:left="567" w:hanging="283"/></w:pPr>'
          : ''
    const full = marker ? `${marker}\t${text}` : text
    const pieces = full
      .split('\t')
      .map((piece) => (piece === '' ? '' : `<w:t xml:space="preserve">${escapeXml(piece)}</w:t>`))
    return full === '' ? '<w:p/>' : `<w:p>${properties}<w:r>${pieces.join('<w:tab/>')}</w:r></w:p>`
  })
  const style = (level: number) =>
    `<w:style w:type="paragraph" w:styleId="Heading${level}"><w:name w:val="heading ${level}"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:before="240" w:after="80"/><w:outlineLvl w:val="${level - 1}"/></w:pPr><w:rPr><w:b/><w:sz w:val="${36 - level * 4}"/></w:rPr></w:style>`
  const styles = `<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:pPr><w:spacing w:after="120"/></w:pPr></w:style>${[1, 2, 3, 4, 5, 6].map(style).join('')}`
  return writeZipPackage(
    new Map([
      [
        '[Content_Types].xml',
        contentTypes(
          ['/word/document.xml', 'wordprocessingml.document.main'],
          ['/word/styles.xml', 'wordprocessingml.styles'],
        ),
      ],
      ['_rels/.rels', relationships(['officeDocument', 'word/document.xml'])],
      ['word/_rels/document.xml.rels', relationships(['styles', 'styles.xml'])],
      [
        'word/document.xml',
        `${declaration}<w:document xmlns:w="${wordNamespace}"><w:body>${paragraphs.join('')}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="708" w:footer="708" w:gutter="0"/></w:sectPr></w:body></w:document>`,
      ],
      ['word/styles.xml', `${declaration}<w:styles xmlns:w="${wordNamespace}">${styles}</w:styles>`],
    ]),
  )
}

const sheetNamespace = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'

/** A workbook with one sheet; what looks like a number becomes one. */
export function writeXlsx(rows: readonly (readonly string[])[]): Uint8Array {
  const cell = (value: string, row: number, column: number) => {
    if (value === '') return ''
    const number = typedNumber(value, 'number', false)
    const name = cellName(row, column)
    if (number !== undefined) return `<c r="${name}"><v>${number}</v></c>`
    return `<c r="${name}" t="inlineStr"><is><t xml:space="preserve">${escapeSheetText(value)}</t></is></c>`
  }
  const data = rows.map(
    (row, index) => `<row r="${index + 1}">${row.map((value, column) => cell(value, index, column)).join('')}</row>`,
  )
  return writeZipPackage(
    new Map([
      [
        '[Content_Types].xml',
        contentTypes(
          ['/xl/workbook.xml', 'spreadsheetml.sheet.main'],
          ['/xl/worksheets/sheet1.xml', 'spreadsheetml.worksheet'],
        ),
      ],
      ['_rels/.rels', relationships(['officeDocument', 'xl/workbook.xml'])],
      ['xl/_rels/workbook.xml.rels', relationships(['worksheet', 'worksheets/sheet1.xml'])],
      [
        'xl/workbook.xml',
        `${declaration}<workbook xmlns="${sheetNamespace}" xmlns:r="${relationshipTypes}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      ],
      [
        'xl/worksheets/sheet1.xml',
        `${declaration}<worksheet xmlns="${sheetNamespace}"><sheetData>${data.join('')}</sheetData></worksheet>`,
      ],
    ]),
  )
}

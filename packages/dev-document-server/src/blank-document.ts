import { strToU8, zipSync } from 'fflate'

const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packageRelationships = 'http://schemas.openxmlformats.org/package/2006/relationships'

/** A blank document in place of an empty file; `null` for formats without a template here. */
export function blankDocument(extension: string): Uint8Array | null {
  if (extension === 'txt' || extension === 'csv') return new Uint8Array()
  if (extension === 'docx') {
    const main = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
    return pack('word/document.xml', 'wordprocessingml.document', {
      'word/document.xml': `<w:document xmlns:w="${main}"><w:body><w:p><w:r><w:t></w:t></w:r></w:p><w:sectPr/></w:body></w:document>`,
    })
  }
  if (extension === 'xlsx') {
    const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
    return pack(
      'xl/workbook.xml',
      'spreadsheetml.sheet',
      {
        'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${relationships}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
        'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packageRelationships}"><Relationship Id="rId1" Type="${relationships}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
        'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t></t></is></c></row></sheetData></worksheet>`,
      },
      { 'xl/worksheets/sheet1.xml': 'spreadsheetml.worksheet' },
    )
  }
  return null
}

function pack(
  main: string,
  mainType: string,
  parts: Readonly<Record<string, string>>,
  types: Readonly<Record<string, string>> = {},
): Uint8Array {
  const overrides = Object.entries({ [main]: `${mainType}.main`, ...types }).map(
    ([name, type]) =>
      `<Override PartName="/${name}" ContentType="application/vnd.openxmlformats-officedocument.${type}+xml"/>`,
  )
  const files: Record<string, string> = {
    '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${overrides.join('')}</Types>`,
    '_rels/.rels': `<Relationships xmlns="${packageRelationships}"><Relationship Id="rId1" Type="${relationships}/officeDocument" Target="${main}"/></Relationships>`,
    ...parts,
  }
  const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(declaration + text)])))
}

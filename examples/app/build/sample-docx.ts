import { blankDocument } from '@openwith/connector-core/create'
import { PackageParts } from './package-parts.ts'
import { picture } from './picture.ts'

const run = (text: string, properties = ''): string =>
  `<w:r>${properties === '' ? '' : `<w:rPr>${properties}</w:rPr>`}<w:t xml:space="preserve">${text}</w:t></w:r>`

const paragraph = (runs: string, properties = ''): string =>
  `<w:p>${properties === '' ? '' : `<w:pPr>${properties}</w:pPr>`}${runs}</w:p>`

const heading = (level: number, text: string): string => paragraph(run(text), `<w:pStyle w:val="Heading${level}"/>`)

const point = (runs: string): string =>
  paragraph(runs, '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:spacing w:after="60"/>')

const cell = (text: string, width: number, header = false): string =>
  `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/>${header ? '<w:shd w:val="clear" w:color="auto" w:fill="DCE6F2"/>' : ''}</w:tcPr>${paragraph(run(text, header ? '<w:b/>' : ''), '<w:spacing w:after="40"/>')}</w:tc>`

const widths = [3200, 3000, 2800]
const rows = [
  ['Task', 'Who', 'Due'],
  ['Collect the readings', 'Ann', '4 May'],
  ['Compare with last year', 'Bob', '11 May'],
  ['Write the summary', 'Ann and Bob', '18 May'],
]

const borders = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV']
  .map((side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="9AA5B1"/>`)
  .join('')

const table = `<w:tbl><w:tblPr><w:tblW w:w="9000" w:type="dxa"/><w:tblBorders>${borders}</w:tblBorders></w:tblPr><w:tblGrid>${widths.map((width) => `<w:gridCol w:w="${width}"/>`).join('')}</w:tblGrid>${rows
  .map(
    (texts, row) => `<w:tr>${texts.map((text, column) => cell(text, widths[column] ?? 0, row === 0)).join('')}</w:tr>`,
  )
  .join('')}</w:tbl>`

// 480 by 240 pixels at 96 dots an inch, in EMU
const image = `<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="4572000" cy="2286000"/><wp:docPr id="1" name="Chart" descr="Bar chart of four quarters; the last is the highest"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="chart.png"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rId10"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="4572000" cy="2286000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`

const body = [
  heading(1, 'Field report'),
  paragraph(
    run('This document is a ') +
      run('sample', '<w:b/>') +
      run('. Open it, type, and ') +
      run('close the editor', '<w:i/>') +
      run(': the new version is stored where the old one was. ') +
      run('Two people may type at once.', '<w:color w:val="265CA0"/>'),
  ),
  heading(2, 'What we measured'),
  point(run('Water level at the ') + run('north gauge', '<w:u w:val="single"/>') + run(', every hour')),
  point(run('Temperature in °C, to one decimal')),
  point(run('Wind: direction and speed')),
  heading(2, 'Results by quarter'),
  paragraph(image),
  heading(2, 'Next steps'),
  table,
  paragraph(run('Questions go to the editors. Grüße, salutations, こんにちは, привет.'), '<w:spacing w:before="240"/>'),
].join('')

const numbering = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="hybridMultilevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`

const footer = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t xml:space="preserve">Page </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:ftr>`

/** A text document: headings, runs in several styles, a list, a picture, a table and a footer. */
export async function sampleDocx(): Promise<Uint8Array> {
  const parts = new PackageParts(await blankDocument('docx', 'en-US'))
  const main = 'word/document.xml'
  const wordprocessing = 'application/vnd.openxmlformats-officedocument.wordprocessingml'
  parts.replace(
    main,
    'xmlns:w=',
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:w=',
  )
  parts.replace(
    main,
    '<w:body><w:p/><w:sectPr>',
    `<w:body>${body}<w:sectPr><w:footerReference w:type="default" r:id="rId12"/>`,
  )
  parts.putPicture('word/media/chart.png', picture())
  parts.relate(main, 'rId10', 'image', 'media/chart.png')
  parts.put('word/numbering.xml', numbering, `${wordprocessing}.numbering+xml`)
  parts.relate(main, 'rId11', 'numbering', 'numbering.xml')
  parts.put('word/footer1.xml', footer, `${wordprocessing}.footer+xml`)
  parts.relate(main, 'rId12', 'footer', 'footer1.xml')
  return parts.bytes()
}

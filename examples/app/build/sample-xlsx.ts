import { blankDocument } from '@openwith/connector-core/create'
import { PackageParts } from './package-parts.ts'

const months = ['January', 'February', 'March', 'April', 'May', 'June']
const costs = [
  [1200, 310.5, 95],
  [1200, 298.75, 120],
  [1200, 342, 60],
  [1250, 275.25, 210],
  [1250, 260, 45.9],
  [1250, 305.4, 180],
]

const strings: string[] = []
const rich: Record<string, string> = {
  'All amounts in euros':
    '<si><r><t xml:space="preserve">All amounts in </t></r><r><rPr><b/><sz val="11"/><rFont val="Arial"/></rPr><t>euros</t></r></si>',
}

function text(ref: string, value: string, style = 0): string {
  const known = strings.indexOf(value)
  const index = known === -1 ? strings.push(value) - 1 : known
  return `<c r="${ref}" t="s"${style === 0 ? '' : ` s="${style}"`}><v>${index}</v></c>`
}

const number = (ref: string, value: number): string => `<c r="${ref}" s="2"><v>${value}</v></c>`
const formula = (ref: string, value: number, what: string, style = 2): string =>
  `<c r="${ref}" s="${style}"><f>${what}</f><v>${value}</v></c>`
const row = (n: number, cells: string): string => `<row r="${n}">${cells}</row>`
const sum = (values: readonly number[]): number =>
  Math.round(values.reduce((total, value) => total + value, 0) * 100) / 100

const header = row(
  1,
  ['Month', 'Rent', 'Energy', 'Travel', 'Total'].map((name, at) => text(`${'ABCDE'[at]}1`, name, 1)).join(''),
)
const body = costs.map((values, at) => {
  const n = at + 2
  const cells = values.map((value, column) => number(`${'BCD'[column]}${n}`, value))
  return row(n, text(`A${n}`, months[at] ?? '') + cells.join('') + formula(`E${n}`, sum(values), `SUM(B${n}:D${n})`))
})
const totals = [0, 1, 2].map((column) => {
  const letter = 'BCD'[column]
  return formula(`${letter}8`, sum(costs.map((values) => values[column] ?? 0)), `SUM(${letter}2:${letter}7)`, 3)
})
const footer = row(8, text('A8', 'Sum', 1) + totals.join('') + formula('E8', sum(costs.flat()), 'SUM(E2:E7)', 3))

const notes = row(1, text('A1', 'All amounts in euros')) + row(2, text('A2', 'Type into any cell; the formulas stay.'))

/** A spreadsheet: two sheets, shared and rich text, number formats, formulas with their values, a frozen header. */
export async function sampleXlsx(): Promise<Uint8Array> {
  const parts = new PackageParts(await blankDocument('xlsx', 'en-US'))
  const sheet = 'xl/worksheets/sheet1.xml'
  parts.replace(sheet, 'ref="A1"', 'ref="A1:E8"')
  parts.replace(
    sheet,
    'workbookViewId="0"/>',
    'workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>',
  )
  parts.replace(
    sheet,
    '<sheetData/>',
    `<cols><col min="1" max="1" width="14" customWidth="1"/><col min="2" max="5" width="12" customWidth="1"/></cols><sheetData>${header}${body.join('')}${footer}</sheetData>`,
  )
  parts.replace('xl/workbook.xml', 'name="Sheet1"', 'name="Budget"')
  parts.replace('xl/workbook.xml', '</sheets>', '<sheet name="Notes" sheetId="2" r:id="rId10"/></sheets>')
  parts.put(
    'xl/worksheets/sheet2.xml',
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${notes}</sheetData></worksheet>`,
    'application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml',
  )
  parts.relate('xl/workbook.xml', 'rId10', 'worksheet', 'worksheets/sheet2.xml')
  const items = strings.map((value) => rich[value] ?? `<si><t>${value}</t></si>`).join('')
  parts.put(
    'xl/sharedStrings.xml',
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="${strings.length}" uniqueCount="${strings.length}">${items}</sst>`,
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml',
  )
  parts.relate('xl/workbook.xml', 'rId11', 'sharedStrings', 'sharedStrings.xml')
  const styles = 'xl/styles.xml'
  parts.replace(
    styles,
    '<fonts count="1">',
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="#,##0.00"/></numFmts><fonts count="2">',
  )
  parts.replace(
    styles,
    '</font></fonts>',
    '</font><font><b/><sz val="11"/><color theme="1"/><name val="Arial"/><family val="2"/></font></fonts>',
  )
  const xf = (format: number, font: number): string =>
    `<xf numFmtId="${format}" fontId="${font}" fillId="0" borderId="0" xfId="0"${format === 0 ? '' : ' applyNumberFormat="1"'}${font === 0 ? '' : ' applyFont="1"'}/>`
  parts.replace(styles, '<cellXfs count="1">', '<cellXfs count="4">')
  parts.replace(styles, '</cellXfs>', `${xf(0, 1)}${xf(164, 0)}${xf(164, 1)}</cellXfs>`)
  return parts.bytes()
}

import { cellName, parseRange } from './cell-value.ts'
import type { Sheet, SheetRow } from './sheet.ts'
import { attributeSpan, childOf, type Splice, type XmlElement } from './xml.ts'

/** New contents of a cell: the `t` attribute and the XML between `<c>` and `</c>` for a prefix. */
export interface CellContent {
  readonly type: '' | 'b' | 'inlineStr'
  readonly inner: (prefix: string) => string
}

export interface CellEdit {
  readonly row: number
  readonly column: number
  readonly content: CellContent
}

/** The replacements that put `edits` into a worksheet part. Rows and cells that do not exist are made in their order. */
export function editSheet(sheet: Sheet, edits: readonly CellEdit[]): Splice[] {
  const ordered = edits.toSorted((a, b) => a.row - b.row || a.column - b.column)
  const byRow = new Map<number, CellEdit[]>()
  for (const edit of ordered) byRow.set(edit.row, [...(byRow.get(edit.row) ?? []), edit])
  const prefix = sheet.data.name.slice(0, -sheet.data.local.length)
  const rows = new Map(sheet.rows.map((row) => [row.row, row]))
  const splices: Splice[] = []
  const newRows: { row: number; xml: string }[] = []
  for (const [number, rowEdits] of byRow) {
    const row = rows.get(number)
    if (row) splices.push(...editRow(sheet, row, rowEdits, prefix))
    else
      newRows.push({ row: number, xml: `<${prefix}row r="${number + 1}">${newCells(rowEdits, prefix)}</${prefix}row>` })
  }
  splices.push(...insertRows(sheet, newRows), ...growDimension(sheet, ordered))
  return splices
}

const newCells = (edits: readonly CellEdit[], prefix: string) => edits.map((edit) => cellXml(edit, prefix, '')).join('')

function cellXml({ row, column, content }: CellEdit, prefix: string, attributes: string): string {
  const type = content.type === '' ? '' : ` t="${content.type}"`
  const inner = content.inner(prefix)
  const open = `<${prefix}c r="${cellName(row, column)}"${attributes}${type}`
  return inner === '' ? `${open}/>` : `${open}>${inner}</${prefix}c>`
}

function editRow(sheet: Sheet, row: SheetRow, edits: readonly CellEdit[], prefix: string): Splice[] {
  const { text } = sheet.part
  const cells = new Map(row.cells.map((cell) => [cell.column, cell]))
  const splices: Splice[] = []
  const fresh: CellEdit[] = []
  for (const edit of edits) {
    const cell = cells.get(edit.column)
    if (!cell) fresh.push(edit)
    else {
      const style = attributeSpan(text, cell.element, 's')
      const attributes = style ? text.slice(style.start, style.end) : ''
      splices.push({ start: cell.element.start, end: cell.element.end, text: cellXml(edit, prefix, attributes) })
    }
  }
  if (fresh.length === 0) return splices
  const { element } = row
  // `spans` is a hint about the columns in use; a wrong one is worse than none.
  const spans = attributeSpan(text, element, 'spans')
  if (element.selfClosing) {
    const tag =
      text.slice(element.start, spans?.start ?? element.end) + (spans ? text.slice(spans.end, element.end) : '')
    const xml = `${tag.replace(/\s*\/>$/, '>')}${newCells(fresh, prefix)}</${element.name}>`
    return [...splices, { start: element.start, end: element.end, text: xml }]
  }
  if (spans) splices.push({ start: spans.start, end: spans.end, text: '' })
  for (const edit of fresh) {
    const next = row.cells.find((cell) => cell.column > edit.column)
    const place = next?.element.start ?? element.closeStart
    splices.push({ start: place, end: place, text: cellXml(edit, prefix, '') })
  }
  return splices
}

function insertRows(sheet: Sheet, rows: readonly { row: number; xml: string }[]): Splice[] {
  if (rows.length === 0) return []
  const { data, part } = sheet
  if (data.selfClosing) {
    const open = part.text.slice(data.start, data.end).replace(/\s*\/>$/, '>')
    return [{ start: data.start, end: data.end, text: `${open}${rows.map((row) => row.xml).join('')}</${data.name}>` }]
  }
  return rows.map(({ row, xml }) => {
    const place = sheet.rows.find((other) => other.row > row)?.element.start ?? data.closeStart
    return { start: place, end: place, text: xml }
  })
}

function growDimension(sheet: Sheet, edits: readonly CellEdit[]): Splice[] {
  const dimension = childOf(sheet.part.root, 'dimension')
  const ref = dimension && attributeSpan(sheet.part.text, dimension, 'ref')
  const range = ref && parseRange(sheet.part.text.slice(ref.valueStart, ref.valueEnd))
  if (!range) return []
  const top = Math.min(range.top, ...edits.map((edit) => edit.row))
  const left = Math.min(range.left, ...edits.map((edit) => edit.column))
  const bottom = Math.max(range.bottom, ...edits.map((edit) => edit.row))
  const right = Math.max(range.right, ...edits.map((edit) => edit.column))
  if (top === range.top && left === range.left && bottom === range.bottom && right === range.right) return []
  return [{ start: ref.valueStart, end: ref.valueEnd, text: `${cellName(top, left)}:${cellName(bottom, right)}` }]
}

/** Takes the remembered results out of a sheet's formulas, so that no program shows an old one. */
export function forgetResults(sheet: Sheet): Splice[] {
  const splices: Splice[] = []
  for (const row of sheet.rows) {
    for (const cell of row.cells) {
      const value = cell.formula && childOf(cell.element, 'v')
      if (!value) continue
      splices.push({ start: value.start, end: value.end, text: '' })
      const type = attributeSpan(sheet.part.text, cell.element, 't')
      if (type) splices.push({ start: type.start, end: type.end, text: '' })
    }
  }
  return splices
}

// What stands before `calcPr` in a workbook (ECMA-376-1, section 18.2.27).
const beforeCalculation = new Set([
  'fileVersion',
  'fileSharing',
  'workbookPr',
  'AlternateContent',
  'revisionPtr',
  'workbookProtection',
  'bookViews',
  'sheets',
  'functionGroups',
  'externalReferences',
  'definedNames',
])

/** Asks whoever opens the workbook next to calculate everything. */
export function calculateOnLoad(text: string, workbook: XmlElement): Splice[] {
  const settings = childOf(workbook, 'calcPr')
  if (settings) {
    const found = attributeSpan(text, settings, 'fullCalcOnLoad')
    if (found) return [{ start: found.valueStart, end: found.valueEnd, text: '1' }]
    const place = settings.start + 1 + settings.name.length
    return [{ start: place, end: place, text: ' fullCalcOnLoad="1"' }]
  }
  const place = workbook.children.findLast((child) => beforeCalculation.has(child.local))?.end
  if (place === undefined) return []
  const prefix = workbook.name.slice(0, -workbook.local.length)
  return [{ start: place, end: place, text: `<${prefix}calcPr fullCalcOnLoad="1"/>` }]
}

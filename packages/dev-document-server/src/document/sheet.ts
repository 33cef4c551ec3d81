import { type CellRange, inRange, parseCellName, parseRange, refersElsewhere } from './cell-value.ts'
import { readXmlPart, relationshipsOf, type XmlPart } from './relationships.ts'
import { attributeOf, childOf, textOf, type XmlElement } from './xml.ts'
import type { ZipPackage } from './zip-package.ts'

/** One stored cell. */
export interface SheetCell {
  readonly row: number
  readonly column: number
  readonly element: XmlElement
  readonly formula: XmlElement | undefined
}

export interface SheetRow {
  readonly row: number
  readonly element: XmlElement
  readonly cells: readonly SheetCell[]
}

/** A worksheet part, read once. */
export interface Sheet {
  readonly name: string
  readonly part: XmlPart
  readonly isHidden: boolean
  readonly isProtected: boolean
  readonly data: XmlElement
  readonly rows: readonly SheetRow[]
  readonly merges: readonly CellRange[]
  /** First rows of tables: their texts are also the names of the table's columns. */
  readonly tableHeaders: readonly CellRange[]
  /** Cells that an array formula or a data table fills. */
  readonly filled: readonly CellRange[]
  readonly hasFormulas: boolean
  /** A formula of this sheet may change when another sheet changes. */
  readonly looksElsewhere: boolean
  /** Column widths in CSS pixels. */
  readonly widths: ReadonlyMap<number, number>
}

/** Reads a worksheet. `undefined` when the part is no worksheet (a chart or a dialog sheet). */
export function readSheet(zip: ZipPackage, target: string, name: string, isHidden: boolean): Sheet | undefined {
  const part = readXmlPart(zip, target)
  const data = childOf(part.root, 'sheetData')
  if (part.root.local !== 'worksheet' || !data) return undefined
  const { text } = part
  const filled: CellRange[] = []
  let hasFormulas = false
  let looksElsewhere = false
  let lastRow = -1
  const rows: SheetRow[] = []
  for (const rowElement of data.children) {
    if (rowElement.local !== 'row') continue
    const row = Number(attributeOf(text, rowElement, 'r') ?? lastRow + 2) - 1
    lastRow = row
    let lastColumn = -1
    const cells: SheetCell[] = []
    for (const element of rowElement.children) {
      if (element.local !== 'c') continue
      const column = parseCellName(attributeOf(text, element, 'r') ?? '')?.column ?? lastColumn + 1
      lastColumn = column
      const formula = childOf(element, 'f')
      if (formula) {
        hasFormulas = true
        looksElsewhere ||= refersElsewhere(textOf(text, formula))
        const type = attributeOf(text, formula, 't')
        const range =
          type === 'array' || type === 'dataTable' ? parseRange(attributeOf(text, formula, 'ref') ?? '') : undefined
        if (range) filled.push(range)
      }
      cells.push({ row, column, element, formula })
    }
    rows.push({ row, element: rowElement, cells })
  }
  const ranges = (elements: readonly XmlElement[]) =>
    elements
      .map((element) => parseRange(attributeOf(text, element, 'ref') ?? ''))
      .filter((range) => range !== undefined)
  const protection = childOf(part.root, 'sheetProtection')
  return {
    name,
    part,
    isHidden,
    isProtected: protection !== undefined && ['1', 'true'].includes(attributeOf(text, protection, 'sheet') ?? ''),
    data,
    rows,
    merges: ranges(childOf(part.root, 'mergeCells')?.children ?? []),
    tableHeaders: tableHeaders(zip, target),
    filled,
    hasFormulas,
    looksElsewhere,
    widths: columnWidths(part),
  }
}

function tableHeaders(zip: ZipPackage, target: string): CellRange[] {
  const headers: CellRange[] = []
  for (const relationship of relationshipsOf(zip, target)) {
    if (relationship.type !== 'table') continue
    const { text, root } = readXmlPart(zip, relationship.target)
    const range = parseRange(attributeOf(text, root, 'ref') ?? '')
    if (range && attributeOf(text, root, 'headerRowCount') !== '0') headers.push({ ...range, bottom: range.top })
  }
  return headers
}

function columnWidths(part: XmlPart): ReadonlyMap<number, number> {
  const widths = new Map<number, number>()
  for (const column of childOf(part.root, 'cols')?.children ?? []) {
    const first = Number(attributeOf(part.text, column, 'min')) - 1
    const last = Math.min(Number(attributeOf(part.text, column, 'max')) - 1, first + 100)
    const width = Number(attributeOf(part.text, column, 'width'))
    if (!(width > 0)) continue
    for (let index = first; index <= last; index++) widths.set(index, Math.round(width * 7 + 5))
  }
  return widths
}

/** Why a cell cannot be edited here; `undefined` when it can. */
export function whyFixed(sheet: Sheet, row: number, column: number, cell: SheetCell | undefined): string | undefined {
  if (cell?.formula) return 'This cell is calculated by a formula.'
  if (sheet.isProtected) return 'This sheet is protected.'
  const covers = (range: CellRange) => inRange(range, row, column)
  if (sheet.tableHeaders.some(covers)) return 'This cell names a column of a table.'
  if (sheet.filled.some(covers)) return 'This cell is filled by a formula.'
  if (cell && attributeOf(sheet.part.text, cell.element, 'vm')) return 'This cell holds a linked data type.'
  return undefined
}

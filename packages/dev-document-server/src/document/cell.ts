import type { BlockLook, DocumentBlock, EditableDocument, TextRun } from '../rooms.ts'
import { cellName, type NumberLook, numberLookOf, showNumber, typedNumber } from './cell-value.ts'
import { DocumentError } from './document-error.ts'
import { editParagraph, escapeSheetText, type Paragraph, readParagraph, textRunsOf } from './paragraph.ts'
import { mainPart, readXmlPart, relationshipsOf, type XmlPart } from './relationships.ts'
import { readSheet, type Sheet, type SheetCell, whyFixed } from './sheet.ts'
import { type CellContent, type CellEdit, calculateOnLoad, editSheet, forgetResults } from './sheet-edit.ts'
import { rewriteParts } from './word.ts'
import { applySplices, attributeOf, childOf, escapeXml, type Splice, textOf, type XmlElement } from './xml.ts'
import type { ZipPackage } from './zip-package.ts'

const mostFilledCells = 40_000
// Empty cells that can be filled: some beside and below what is used.
const grid = { rows: 40, columns: 12, moreRows: 15, moreColumns: 3, mostColumns: 60, mostEmptyCells: 12_000 }

interface Workbook {
  readonly sheets: readonly Sheet[]
  readonly strings: { readonly part: XmlPart; readonly items: readonly XmlElement[] } | undefined
  readonly formats: readonly CellFormat[]
  readonly is1904: boolean
}

interface CellFormat {
  readonly look: NumberLook
  readonly isText: boolean
  readonly bold: boolean
  readonly align: 'left' | 'center' | 'right' | undefined
}

/** What a cell shows now, and how typed text is stored in it. */
interface CellState {
  readonly text: string
  readonly kind: 'empty' | 'number' | 'boolean' | 'string'
  readonly runs: readonly TextRun[]
  /** The rich text it came from. */
  readonly paragraph: { readonly part: XmlPart; readonly value: Paragraph } | undefined
}

interface CellPlace {
  readonly sheet: Sheet
  readonly row: number
  readonly column: number
  readonly state: CellState
  readonly format: CellFormat | undefined
}

/** Opens a SpreadsheetML package: one block per cell that is filled, or near to one. Hidden sheets have no blocks. */
export function openCells(zip: ZipPackage): EditableDocument {
  const main = readXmlPart(zip, mainPart(zip))
  if (main.root.local !== 'workbook') {
    throw new DocumentError('damaged', 'The file is damaged: its main part is no workbook.')
  }
  const workbook = readWorkbook(zip, main)
  const places = new Map<string, CellPlace>()
  const blocks: DocumentBlock[] = []
  const budget = { filled: mostFilledCells, empty: grid.mostEmptyCells }
  for (const sheet of workbook.sheets) {
    if (sheet.isHidden) continue
    for (const { block, place } of blocksOf(workbook, sheet, budget)) {
      blocks.push(block)
      if (block.fixed === undefined) places.set(block.id, place)
    }
  }

  const save = async (texts: ReadonlyMap<string, string>): Promise<Uint8Array> => {
    const edits = new Map<Sheet, CellEdit[]>()
    for (const [id, text] of texts) {
      const place = places.get(id)
      const wanted = text.replace(/\r\n?|[\v\f]/g, '\n')
      if (!place || place.state.text === wanted) continue
      const content = contentOf(place, wanted, workbook.is1904)
      edits.set(place.sheet, [...(edits.get(place.sheet) ?? []), { row: place.row, column: place.column, content }])
    }
    if (edits.size === 0) return zip.replace(new Map())
    const splices = new Map<XmlPart, Splice[]>()
    for (const sheet of workbook.sheets) {
      const changes = edits.get(sheet)
      splices.set(sheet.part, [
        ...(changes ? editSheet(sheet, changes) : []),
        ...(changes || sheet.looksElsewhere ? forgetResults(sheet) : []),
      ])
    }
    if (workbook.sheets.some((sheet) => sheet.hasFormulas)) splices.set(main, calculateOnLoad(main.text, main.root))
    return zip.replace(rewriteParts(splices))
  }
  return { kind: 'cell', blocks, save }
}

function readWorkbook(zip: ZipPackage, main: XmlPart): Workbook {
  const relationships = relationshipsOf(zip, main.name)
  const targets = new Map(relationships.map(({ id, target }) => [id, target]))
  const ofType = (type: string) => {
    const found = relationships.find((relationship) => relationship.type === type)
    return found && readXmlPart(zip, found.target)
  }
  const sheets: Sheet[] = []
  for (const element of childOf(main.root, 'sheets')?.children ?? []) {
    const target = targets.get(attributeOf(main.text, element, 'id') ?? '')
    const name = attributeOf(main.text, element, 'name') ?? ''
    const isHidden = !['visible', undefined].includes(attributeOf(main.text, element, 'state'))
    const sheet = target === undefined ? undefined : readSheet(zip, target, name, isHidden)
    if (sheet) sheets.push(sheet)
  }
  const strings = ofType('sharedStrings')
  const properties = childOf(main.root, 'workbookPr')
  return {
    sheets,
    strings: strings && { part: strings, items: strings.root.children.filter((child) => child.local === 'si') },
    formats: readFormats(ofType('styles')),
    is1904: ['1', 'true'].includes((properties && attributeOf(main.text, properties, 'date1904')) ?? ''),
  }
}

function readFormats(part: XmlPart | undefined): CellFormat[] {
  if (!part) return []
  const { text, root } = part
  const codes = new Map<number, string>()
  for (const format of childOf(root, 'numFmts')?.children ?? []) {
    codes.set(Number(attributeOf(text, format, 'numFmtId')), attributeOf(text, format, 'formatCode') ?? '')
  }
  const fonts = childOf(root, 'fonts')?.children ?? []
  return (childOf(root, 'cellXfs')?.children ?? []).map((format) => {
    const id = Number(attributeOf(text, format, 'numFmtId') ?? 0)
    const bold = childOf(fonts[Number(attributeOf(text, format, 'fontId') ?? 0)], 'b')
    const alignment = childOf(format, 'alignment')
    const horizontal = alignment && attributeOf(text, alignment, 'horizontal')
    return {
      look: numberLookOf(id, codes.get(id)),
      isText: id === 49 || codes.get(id) === '@',
      bold: bold !== undefined && attributeOf(text, bold, 'val') !== '0',
      align: horizontal === 'left' || horizontal === 'center' || horizontal === 'right' ? horizontal : undefined,
    }
  })
}

function* blocksOf(
  workbook: Workbook,
  sheet: Sheet,
  budget: { filled: number; empty: number },
): Generator<{ block: DocumentBlock; place: CellPlace }> {
  const stored = new Map<string, SheetCell>()
  let lastRow = -1
  let lastColumn = -1
  for (const row of sheet.rows) {
    for (const cell of row.cells) {
      stored.set(cellName(cell.row, cell.column), cell)
      if (cell.element.children.length === 0) continue
      lastRow = Math.max(lastRow, cell.row)
      lastColumn = Math.max(lastColumn, cell.column)
    }
  }
  const rows = Math.min(1_048_576, Math.max(grid.rows, lastRow + 1 + grid.moreRows))
  const columns = Math.min(
    Math.max(grid.columns, Math.min(lastColumn + 1 + grid.moreColumns, grid.mostColumns)),
    16_384,
  )
  const knownWidths = new Set<number>()
  const filledOnly = [...stored.values()].filter((cell) => cell.column >= columns && cell.element.children.length > 0)
  for (const { row, column } of [...gridCells(rows, columns, stored, budget), ...filledOnly]) {
    const merge = sheet.merges.find(
      (range) => row >= range.top && row <= range.bottom && column >= range.left && column <= range.right,
    )
    if (merge && (merge.top !== row || merge.left !== column)) continue
    const name = cellName(row, column)
    const cell = stored.get(name)
    const isFilled = cell !== undefined && cell.element.children.length > 0
    if (isFilled ? budget.filled-- <= 0 : budget.empty-- <= 0) continue
    const state = readCell(workbook, sheet, cell)
    const format = cell && workbook.formats[Number(attributeOf(sheet.part.text, cell.element, 's') ?? 0)]
    const fixed = whyFixed(sheet, row, column, cell)
    const width = knownWidths.has(column) ? undefined : sheet.widths.get(column)
    knownWidths.add(column)
    const formula = cell?.formula && textOf(sheet.part.text, cell.formula)
    const look: BlockLook = {
      row,
      column,
      ...(merge && { rowSpan: merge.bottom - merge.top + 1, columnSpan: merge.right - merge.left + 1 }),
      ...(state.kind === 'number' && { numeric: true }),
      ...(formula !== undefined && { formula }),
      ...(format?.bold && { bold: true }),
      ...(format?.align && { align: format.align }),
      ...(width !== undefined && { columnWidth: width }),
    }
    const block: DocumentBlock = {
      id: `${sheet.part.name}!${name}`,
      label: `${sheet.name}!${name}`,
      text: state.text,
      group: sheet.name,
      look,
      ...(state.runs.some((run) => Object.keys(run).length > 1) && { runs: state.runs }),
      ...(fixed !== undefined && { fixed }),
    }
    yield { block, place: { sheet, row, column, state, format } }
  }
}

/** Cells of the grid row by row; behind a far row only those that are stored. */
function* gridCells(
  rows: number,
  columns: number,
  stored: ReadonlyMap<string, SheetCell>,
  budget: { readonly empty: number },
): Generator<{ row: number; column: number }> {
  const dense = Math.min(rows, Math.ceil(budget.empty / columns) + 1000)
  for (let row = 0; row < dense; row++) for (let column = 0; column < columns; column++) yield { row, column }
  for (const cell of stored.values()) {
    if (cell.row >= dense && cell.column < columns && cell.element.children.length > 0) yield cell
  }
}

const emptyCell: CellState = { text: '', kind: 'empty', runs: [], paragraph: undefined }

function readCell(workbook: Workbook, sheet: Sheet, cell: SheetCell | undefined): CellState {
  if (!cell) return emptyCell
  const { text } = sheet.part
  const { element, formula } = cell
  const type = attributeOf(text, element, 't') ?? 'n'
  const value = childOf(element, 'v')
  const inline = childOf(element, 'is')
  const stored = value ? textOf(text, value) : ''
  if (formula && stored === '') return { ...emptyCell, text: `=${textOf(text, formula)}`, kind: 'string' }
  if (type === 's') {
    const item = workbook.strings?.items[Number(stored)]
    return item && workbook.strings ? richCell(workbook.strings.part, item) : emptyCell
  }
  if (type === 'inlineStr') return inline ? richCell(sheet.part, inline) : emptyCell
  if (!value) return emptyCell
  if (type === 'b') return { ...emptyCell, text: stored.trim() === '1' ? 'TRUE' : 'FALSE', kind: 'boolean' }
  if (type === 'n') {
    const format = workbook.formats[Number(attributeOf(text, element, 's') ?? 0)]
    return { ...emptyCell, text: showNumber(stored, format?.look ?? 'number', workbook.is1904), kind: 'number' }
  }
  return { ...emptyCell, text: stored, kind: 'string' }
}

function richCell(part: XmlPart, item: XmlElement): CellState {
  const value = readParagraph(part.text, item, 'sheet')
  return { text: value.text, kind: 'string', runs: textRunsOf(part.text, value), paragraph: { part, value } }
}

function contentOf(place: CellPlace, text: string, is1904: boolean): CellContent {
  const { state, format } = place
  if (text === '') return { type: '', inner: () => '' }
  if ((state.kind === 'number' || state.kind === 'empty') && !format?.isText) {
    const number = typedNumber(text, format?.look ?? 'number', is1904)
    if (number !== undefined) return { type: '', inner: (prefix) => `<${prefix}v>${escapeXml(number)}</${prefix}v>` }
  }
  if (state.kind === 'boolean' && /^(true|false)$/i.test(text.trim())) {
    const bit = text.trim().toLowerCase() === 'true' ? 1 : 0
    return { type: 'b', inner: (prefix) => `<${prefix}v>${bit}</${prefix}v>` }
  }
  return { type: 'inlineStr', inner: (prefix) => `<${prefix}is>${stringItem(state, text, prefix)}</${prefix}is>` }
}

/** The rich text with the edit in it. It goes into the cell itself: other cells may share the stored string. */
function stringItem(state: CellState, text: string, prefix: string): string {
  const plain = `<${prefix}t xml:space="preserve">${escapeSheetText(text)}</${prefix}t>`
  const source = state.paragraph
  if (!source || source.value.segments.length < 2) return plain
  const { element } = source.value
  if (element.name.slice(0, -element.local.length) !== prefix) return plain
  const xml = source.part.text
  // Phonetic guides count characters of the old text.
  const guides = element.children.filter((child) => child.local === 'rPh' || child.local === 'phoneticPr')
  const splices = [
    ...editParagraph(xml, source.value, text),
    ...guides.map((guide) => ({ start: guide.start, end: guide.end, text: '' })),
  ].map((splice) => ({ ...splice, start: splice.start - element.openEnd, end: splice.end - element.openEnd }))
  return applySplices(xml.slice(element.openEnd, element.closeStart), splices)
}

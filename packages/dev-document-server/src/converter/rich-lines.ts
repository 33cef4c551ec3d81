import type { DocumentBlock, EditableDocument } from '../rooms.ts'

/** One line of a text: what all own writers read. */
export interface RichLine {
  readonly text: string
  /** 0 is the title. */
  readonly heading?: number
  readonly marker?: string
  readonly table?: NonNullable<DocumentBlock['look']>['table']
}

/** The body of a document as lines; headers and footers of a text document are left out, hidden sheets are not there. */
export function richLines(document: EditableDocument): RichLine[] {
  if (document.kind === 'cell') return sheetRows(document).map((row) => ({ text: row.join('\t').trimEnd() }))
  const lines: RichLine[] = []
  for (const { text, group, look } of document.blocks) {
    if (document.kind === 'word' && (group === 'Header' || group === 'Footer')) continue
    const heading = look?.heading ?? (look?.placeholder === 'title' ? 1 : undefined)
    const first = {
      ...(heading !== undefined && { heading }),
      ...(look?.marker && { marker: look.marker }),
      ...(look?.table && { table: look.table }),
    }
    for (const [index, line] of text.split('\n').entries())
      lines.push(index === 0 ? { text: line, ...first } : { text: line })
  }
  return lines
}

/** Rows of a workbook's first sheet that has cells, without empty rows and columns at the end. */
export function sheetRows(document: EditableDocument): string[][] {
  const first = document.blocks[0]?.group
  const rows: string[][] = []
  for (const { text, group, look } of document.blocks) {
    if (group !== first || text === '' || look?.row === undefined || look.column === undefined) continue
    while (rows.length <= look.row) rows.push([])
    const row = rows[look.row]!
    while (row.length <= look.column) row.push('')
    row[look.column] = text
  }
  return rows
}

/** Lines of a text file; Markdown headings and list items are understood. */
export function textLines(text: string, isMarkdown: boolean): RichLine[] {
  return text.split('\n').map((line) => {
    const heading = isMarkdown ? /^(#{1,6})\s+(.*?)\s*#*$/.exec(line) : null
    if (heading) return { text: heading[2]!, heading: heading[1]!.length }
    const item = isMarkdown ? /^\s*([-*+]|\d+[.)])\s+(.*)$/.exec(line) : null
    if (item) return { text: item[2]!, marker: /\d/.test(item[1]!) ? item[1]! : '•' }
    return { text: line }
  })
}

/** Reads comma, semicolon or tab separated values (RFC 4180); the separator is the one that the first line has most of. */
export function readSeparated(text: string): string[][] {
  const firstLine = text.slice(0, text.indexOf('\n') < 0 ? undefined : text.indexOf('\n'))
  const count = (separator: string) => firstLine.split(separator).length
  const separator = [',', ';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best))
  const rows: string[][] = []
  let row: string[] = []
  let field = ''
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!
    if (quoted) {
      if (char !== '"') field += char
      else if (text[at + 1] === '"') {
        field += '"'
        at++
      } else quoted = false
    } else if (char === '"' && field === '') quoted = true
    else if (char === separator || char === '\n') {
      row.push(field)
      field = ''
      if (char === '\n') {
        rows.push(row)
        row = []
      }
    } else field += char
  }
  if (field !== '' || row.length > 0) rows.push([...row, field])
  return rows
}

/** Writes separated values (RFC 4180). */
export function writeSeparated(rows: readonly (readonly string[])[], separator: string): string {
  const width = Math.max(0, ...rows.map((row) => row.length))
  const field = (value: string) =>
    value.includes(separator) || /["\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
  return rows
    .map((row) => `${Array.from({ length: width }, (_, index) => field(row[index] ?? '')).join(separator)}\n`)
    .join('')
}

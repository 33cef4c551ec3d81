import type { RichLine } from './rich-lines.ts'

/** Plain text, list markers included. */
export function writePlain(lines: readonly RichLine[]): string {
  return lines.map((line) => `${line.marker ? `${line.marker} ` : ''}${line.text}\n`).join('')
}

/** Markdown with headings and lists. */
export function writeMarkdown(lines: readonly RichLine[]): string {
  return lines
    .map((line) => {
      if (line.heading !== undefined) return `${'#'.repeat(Math.max(1, line.heading))} ${line.text}\n\n`
      if (line.marker) return `${line.marker === '•' ? '-' : line.marker} ${line.text}\n`
      return `${line.text}\n\n`
    })
    .join('')
}

const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`)

/** A complete HTML page with headings, paragraphs, lists and tables. */
export function writeHtml(lines: readonly RichLine[], title: string): string {
  const body: string[] = []
  let list = false
  let table: { id: number; row: number; column: number } | null = null
  const endTable = () => {
    if (table) body.push('</td></tr></table>')
    table = null
  }
  for (const line of lines) {
    if (line.marker ? !list : list) body.push(line.marker ? '<ul>' : '</ul>')
    list = line.marker !== undefined
    const place = line.table
    if (!place) endTable()
    else if (table?.id !== place.id) {
      endTable()
      body.push('<table border="1"><tr><td>')
    } else if (table.row !== place.row) body.push('</td></tr><tr><td>')
    else if (table.column !== place.column) body.push('</td><td>')
    if (place) table = { id: place.id, row: place.row, column: place.column }
    const tag = line.heading !== undefined ? `h${Math.max(1, line.heading)}` : line.marker ? 'li' : 'p'
    body.push(`<${tag}>${escapeHtml(line.text)}</${tag}>`)
  }
  if (list) body.push('</ul>')
  endTable()
  return `<!doctype html>\n<html><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head><body>\n${body.join('\n')}\n</body></html>\n`
}

import { DocumentError, isEditableExtension, openEditable } from '../document/index.ts'
import { readTextFile } from '../document/plain-text.ts'
import { ConversionError } from './conversion-error.ts'
import { type RichLine, readSeparated, richLines, sheetRows, textLines, writeSeparated } from './rich-lines.ts'
import { writeDocx, writeXlsx } from './write-office.ts'
import { writePdf } from './write-pdf.ts'
import { writeHtml, writeMarkdown, writePlain } from './write-text.ts'

const textSources: ReadonlySet<string> = new Set(['txt', 'md', 'csv', 'tsv', 'json', 'yaml', 'yml', 'log'])
const separatedSources: ReadonlySet<string> = new Set(['csv', 'tsv'])
const separators: Readonly<Record<string, string>> = { csv: ',', tsv: '\t' }

/** How faithful the result is: `exact` needs no LibreOffice, `text` keeps the words but not the layout. */
export type OwnQuality = 'exact' | 'text'

/** Whether `from` can be turned into `to` without LibreOffice. */
export function ownQuality(from: string, to: string): OwnQuality | null {
  if (from === to) return 'exact'
  if (!isEditableExtension(from)) return null
  if (to === 'txt' || to === 'md') return 'exact'
  const isSheet = /^(xls|xlt|csv$|tsv$)/.test(from)
  if (to === 'csv' || to === 'tsv') return isSheet ? 'exact' : null
  if (to === 'xlsx') return separatedSources.has(from) ? 'exact' : null
  if (to === 'docx') return textSources.has(from) && !separatedSources.has(from) ? 'exact' : null
  if (to === 'html' || to === 'pdf') return textSources.has(from) ? 'exact' : 'text'
  return null
}

/** Converts in this process. Throws `ConversionError`: failed or password. Ask {@link ownQuality} first. */
export async function convertOwn(bytes: Uint8Array, from: string, to: string): Promise<Uint8Array> {
  if (from === to) return bytes
  try {
    return Buffer.from(await write(bytes, from, to))
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error
    throw new ConversionError(error.reason === 'password' ? 'password' : 'failed', error.message, { cause: error })
  }
}

async function write(bytes: Uint8Array, from: string, to: string): Promise<string | Uint8Array> {
  const separator = separators[to]
  if (separatedSources.has(from)) {
    const rows = readSeparated(readTextFile(bytes).text)
    if (to === 'xlsx') return writeXlsx(rows)
    if (separator) return writeSeparated(rows, separator)
  } else if (separator) return writeSeparated(sheetRows(await openEditable(bytes, from)), separator)
  const lines: readonly RichLine[] = textSources.has(from)
    ? textLines(readTextFile(bytes).text.replace(/\n$/, ''), from === 'md')
    : richLines(await openEditable(bytes, from))
  const title = lines.find((line) => line.text.trim() !== '')?.text.slice(0, 100) ?? 'Document'
  if (to === 'docx') return writeDocx(lines)
  if (to === 'html') return writeHtml(lines, title)
  if (to === 'pdf') return writePdf(lines, title)
  return to === 'md' ? writeMarkdown(lines) : writePlain(lines)
}

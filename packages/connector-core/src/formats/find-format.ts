import { normalizeExtension } from './extension.ts'
import type { Format } from './format.ts'
import { formatTable } from './table.ts'

const formats: ReadonlyMap<string, Format> = new Map(formatTable.map((format) => [format.name, format]))

/** Extensions that the server takes for another one (ONLYOFFICE/document-formats leaves them out). */
const aliases: ReadonlyMap<string, string> = new Map([
  ['jpeg', 'jpg'],
  ['jpe', 'jpg'],
])

/** The row of an extension (any case, with or without a leading dot; aliases included), or undefined. */
export function findFormat(extension: string): Format | undefined {
  const name = normalizeExtension(extension)
  return formats.get(aliases.get(name) ?? name)
}

/** The usual media type of an extension; `application/octet-stream` when none is known. */
export function mimeOf(extension: string): string {
  return findFormat(extension)?.mime[0] ?? 'application/octet-stream'
}

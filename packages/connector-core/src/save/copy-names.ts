import { createHash } from 'node:crypto'
import { numberedName, safeFileName } from '../create/index.ts'
import { extensionOf, findFormat } from '../formats/index.ts'

/** The name under which bytes go to the recovery area: the document's, with the extension that the bytes really have. */
export function recoveryName(name: string, fileType: string | null): string {
  const extension = extensionOf(name)
  if (fileType === null || fileType === extension || findFormat(fileType) === undefined) return name
  return `${extension === '' ? name : name.slice(0, -extension.length - 1)}.${fileType}`
}

/** A file name for a copy beside `name`; `at` is ISO 8601. */
export function besideName(name: string, what: string, at: string): string {
  const extension = extensionOf(name)
  const base = extension === '' ? name : name.slice(0, -extension.length - 1)
  const stamp = at.slice(0, 19).replace('T', ' ').replaceAll(':', '.')
  return safeFileName(`${base} (${what} ${stamp})${extension === '' ? '' : `.${extension}`}`, name)
}

/** `name` with a number that only this save has: taken means that this save is there already. */
export function nameOfSave(name: string, mark: string): string {
  return numberedName(name, 10_000_000 + createHash('sha256').update(mark).digest().readUIntBE(0, 6))
}

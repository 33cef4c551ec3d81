import path from 'node:path'
import formatTitle from '@directus/format-title'
import { HostError } from '@openwith/connector-core'
import type { FileRow } from './directus.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const refused = /[/\\\u0000-\u001f\u007f]/
const longest = 255

/** Throws `name_invalid` for what cannot be a file's or folder's name. */
export function checkName(name: string): void {
  if (name.trim() === '' || name === '.' || name === '..' || refused.test(name) || name.length > longest)
    throw new HostError('name_invalid', `A name has 1 to ${longest} characters, and none of / and \\.`)
}

/** People may take the extension out of a file's name in Directus; the name on disk keeps it. */
export function fullName({
  filename_download,
  filename_disk,
}: Pick<FileRow, 'filename_download' | 'filename_disk'>): string {
  return path.extname(filename_download) === '' ? filename_download + path.extname(filename_disk) : filename_download
}

/** The title that Directus gives a file when it is uploaded. Source: `@directus/api: controllers/files`. */
export function titleOf(name: string): string {
  return formatTitle(path.parse(name).name)
}

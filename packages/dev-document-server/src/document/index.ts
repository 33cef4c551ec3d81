import type { EditableDocument, OpenEditable } from '../rooms.ts'
import { openCells } from './cell.ts'
import { DocumentError } from './document-error.ts'
import { openText } from './plain-text.ts'
import { openSlides } from './slide.ts'
import { openWord } from './word.ts'
import { readZipPackage, type ZipPackage } from './zip-package.ts'

export { DocumentError, type DocumentErrorReason } from './document-error.ts'

const openers: Readonly<Record<string, (zip: ZipPackage) => EditableDocument>> = {
  docx: openWord,
  docm: openWord,
  dotx: openWord,
  dotm: openWord,
  xlsx: openCells,
  xlsm: openCells,
  xltx: openCells,
  xltm: openCells,
  pptx: openSlides,
  pptm: openSlides,
  potx: openSlides,
  potm: openSlides,
  ppsx: openSlides,
  ppsm: openSlides,
}

const textExtensions: ReadonlySet<string> = new Set(['txt', 'csv', 'tsv', 'md', 'json', 'yaml', 'yml', 'log'])

/** True when texts of such files can be edited here. */
export const isEditableExtension = (extension: string): boolean => extension in openers || textExtensions.has(extension)

/**
 * Opens a file for editing. Files of another kind open as `readonly`, whatever their bytes are.
 * Throws `DocumentError`: `damaged`, `password`, `too_large` or `not_supported`.
 */
export const openEditable: OpenEditable = async (bytes, extension) => {
  if (textExtensions.has(extension)) return openText(bytes)
  const open = Object.hasOwn(openers, extension) ? openers[extension] : undefined
  if (!open) return { kind: 'readonly', blocks: [], save: async () => bytes }
  // A password turns the package into a compound file (MS-OFFCRYPTO, section 2.3).
  if (Buffer.from(bytes.subarray(0, 4)).toString('hex') === 'd0cf11e0') {
    throw new DocumentError(
      'password',
      'The file is protected by a password. Open it with the password and save it without one.',
    )
  }
  return open(readZipPackage(bytes))
}

import { ConnectorError } from '../errors.ts'
import { extensionOf } from '../formats/index.ts'

/** Most file systems and object stores allow this many UTF-8 bytes in a name. */
export const maxNameBytes = 255

/** C0 and C1 controls, DEL, and the line and paragraph separators. */
const controls = /[\p{Cc}\u2028\u2029]/u

/** Marks that change the direction of what follows, so that `gpj.exe` can be shown as `exe.jpg` (Unicode UAX #9, section 2). */
const directionMarks = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

/** Half of a surrogate pair: no character, and not to be had in UTF-8. */
const loneSurrogate = /\p{Cs}/u

/** Names that Windows keeps for devices, whatever the extension. */
const devices = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/**
 * The name in NFC without surrounding white space. Throws `name_invalid` when it is empty, `.` or `..`, holds `/`, `\`, a control
 * character or a direction mark, is no valid Unicode, or is longer than {@link maxNameBytes} UTF-8 bytes.
 */
export function checkFileName(name: string): string {
  if (loneSurrogate.test(name)) refuse('holds characters that are no valid text; type it again')
  const checked = name.normalize('NFC').trim()
  if (checked === '') refuse('is empty; give the file a name')
  if (checked === '.' || checked === '..') refuse('means a folder; give the file a name of its own')
  if (/[/\\]/.test(checked)) refuse('holds a slash or a backslash; leave it out')
  if (controls.test(checked)) refuse('holds a control character; type it again')
  if (directionMarks.test(checked)) refuse('holds an invisible mark that changes the text direction; type it again')
  if (byteLength(checked) > maxNameBytes) refuse(`is longer than ${maxNameBytes} bytes; shorten it`)
  return checked
}

function refuse(reason: string): never {
  throw new ConnectorError('name_invalid', `The file name ${reason}.`)
}

/**
 * Makes a file name out of any text, such as a document's title, instead of throwing; the extension survives shortening.
 * What no system can store becomes `_`; invisible marks and leading dots go. `fallback` (a valid name) when nothing is left.
 */
export function safeFileName(name: string, fallback: string): string {
  const repaired = name
    .replace(new RegExp(loneSurrogate, 'gu'), '\ufffd')
    .normalize('NFC')
    .replace(new RegExp(directionMarks, 'gu'), '')
    .replace(new RegExp(controls, 'gu'), ' ')
    .replace(/[/\\<>:"|?*]/g, '_')
    .replace(/^[.\s]+/, '')
  const ended = repaired.slice(0, endOf(repaired))
  if (/^_*$/.test(ended)) return fallback
  return shorten(devices.test(ended) ? `_${ended}` : ended, '')
}

/** Where trailing dots and white space begin. A pattern would take quadratic time on a hostile name. */
function endOf(text: string): number {
  let end = text.length
  while (end > 0 && /[.\s]/.test(text.charAt(end - 1))) end -= 1
  return end
}

/** The name of the `n`th file of that name in a folder: `Report.docx`, `Report (2).docx`, ... Stays within {@link maxNameBytes}. */
export function numberedName(name: string, n: number): string {
  return n < 2 ? name : shorten(name, ` (${n})`)
}

/** Puts `mark` before the extension and takes as much off the end of the stem as the name is too long, whole characters at a time. */
function shorten(name: string, mark: string): string {
  const extension = extensionOf(name) === '' ? '' : name.slice(name.lastIndexOf('.'))
  const stem = name.slice(0, name.length - extension.length)
  const room = maxNameBytes - byteLength(mark + extension)
  if (byteLength(stem) <= room) return stem + mark + extension
  // A single grapheme may be longer than a name; then its code points have to do.
  const kept = firstPieces(graphemesOf(stem), room) || firstPieces(stem, room)
  return kept.trimEnd() + mark + extension
}

function firstPieces(pieces: Iterable<string>, room: number): string {
  let kept = ''
  let used = 0
  for (const piece of pieces) {
    used += byteLength(piece)
    if (used > room) break
    kept += piece
  }
  return kept
}

function* graphemesOf(text: string): Iterable<string> {
  for (const { segment } of new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)) yield segment
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}

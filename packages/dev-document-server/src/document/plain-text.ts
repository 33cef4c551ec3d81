import type { DocumentBlock, EditableDocument } from '../rooms.ts'
import { DocumentError } from './document-error.ts'

const mostBytes = 8 * 1024 * 1024
const linesPerBlock = 200

/** A text file as characters, and the way back to its own encoding and line ends. */
export interface TextFile {
  /** Line ends are `\n`. */
  readonly text: string
  encode(text: string): Uint8Array
}

/** Reads UTF-8, UTF-16 with a byte order mark, or else Windows' western characters. */
export function readTextFile(bytes: Uint8Array): TextFile {
  if (bytes.length > mostBytes) throw new DocumentError('too_large', 'The text is larger than this server opens.')
  const wide =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null
  const marked = wide !== null || (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
  let encoding: string = wide ?? 'utf-8'
  let raw: string
  try {
    raw = new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    encoding = 'windows-1252'
    raw = new TextDecoder(encoding).decode(bytes)
  }
  const lineEnd = /\r\n|\r|\n/.exec(raw)?.[0] ?? '\n'
  const encode = (text: string): Uint8Array => {
    const lines = lineEnd === '\n' ? text : text.replaceAll('\n', lineEnd)
    const mark = marked ? '\ufeff' : ''
    if (wide) {
      const encoded = Buffer.from(mark + lines, 'utf16le')
      return wide === 'utf-16be' ? encoded.swap16() : encoded
    }
    if (encoding === 'windows-1252') return encodeWestern(lines) ?? Buffer.from(`\ufeff${lines}`, 'utf8')
    return Buffer.from(mark + lines, 'utf8')
  }
  return { text: raw.replace(/\r\n?/g, '\n'), encode }
}

/** `undefined` when a character has no place in Windows-1252; the file then becomes UTF-8. */
export function encodeWestern(text: string): Uint8Array | undefined {
  const table = new Map<string, number>()
  const decoder = new TextDecoder('windows-1252')
  for (let byte = 0; byte < 256; byte++) table.set(decoder.decode(Uint8Array.of(byte)), byte)
  const bytes = new Uint8Array(text.length)
  let at = 0
  for (const char of text) {
    const byte = table.get(char)
    if (byte === undefined) return undefined
    bytes[at++] = byte
  }
  return bytes.subarray(0, at)
}

/** Opens a text file: one block per some hundred lines, so that typing in a long file stays quick. */
export function openText(bytes: Uint8Array): EditableDocument {
  const file = readTextFile(bytes)
  const lines = file.text.split('\n')
  const blocks: DocumentBlock[] = []
  for (let first = 0; first < lines.length; first += linesPerBlock) {
    const text = lines.slice(first, first + linesPerBlock).join('\n')
    blocks.push({ id: `lines#${first + 1}`, label: `Line ${first + 1}`, text })
  }
  const save = async (texts: ReadonlyMap<string, string>): Promise<Uint8Array> => {
    const isChanged = blocks.some((block) => (texts.get(block.id) ?? block.text) !== block.text)
    if (!isChanged) return bytes
    return file.encode(blocks.map((block) => (texts.get(block.id) ?? block.text).replace(/\r\n?/g, '\n')).join('\n'))
  }
  return { kind: 'text', blocks, save }
}

import { type FileHandle, open } from 'node:fs/promises'
import { ConnectorError } from '../errors.ts'
import { containerOf, containerProbeBytes, matchesContainer } from '../formats/index.ts'
import type { SpooledFile } from '../host.ts'

/** A zip archive ends in its directory's end record: 22 bytes and a comment of up to 65,535 (PKWARE APPNOTE, section 4.3.16). */
const endRecordBytes = 22
const zipTailBytes = endRecordBytes + 65_535
const endRecord = Buffer.from('PK\u0005\u0006', 'latin1')
const directoryEntry = Buffer.from('PK\u0001\u0002', 'latin1')
/** Stands for an offset that only the ZIP64 records hold. */
const inZip64 = 0xffff_ffff

/**
 * Looks whether the bytes can be a file of that extension: not empty, the container's first bytes, and for a zip its directory at the end, which a
 * truncated transfer lacks. `from`: who sent them, for the message. Throws `content_mismatch`.
 */
export async function checkContent(file: SpooledFile, extension: string, from = 'Document Server'): Promise<void> {
  const container = containerOf(extension)
  if (file.size === 0) {
    if (container === 'text' || container === 'unknown') return
    throw mismatch(`${from} delivered an empty file where a .${extension} was expected.`)
  }
  const handle = await open(file.path, 'r')
  try {
    const head = await readAt(handle, 0, Math.min(containerProbeBytes, file.size))
    if (!matchesContainer(head, extension)) throw mismatch(`What ${from} delivered is not a .${extension} file.`)
    const isZip = container === 'zip' && head.subarray(0, 2).toString('latin1') === 'PK'
    if (isZip && !(await hasDirectory(handle, file.size)))
      throw mismatch(`The .${extension} file that ${from} delivered is cut short.`)
  } finally {
    await handle.close()
  }
}

/** The end record, and a directory where it says: one that was cut may end in the record of a document embedded in it. */
async function hasDirectory(handle: FileHandle, size: number): Promise<boolean> {
  const tail = await readAt(handle, size - Math.min(zipTailBytes, size), Math.min(zipTailBytes, size))
  const at = tail.lastIndexOf(endRecord)
  if (at < 0 || tail.length - at < endRecordBytes) return false
  const entries = tail.readUInt16LE(at + 10)
  const offset = tail.readUInt32LE(at + 16)
  if (entries === 0 || offset === inZip64) return true
  return (await readAt(handle, offset, directoryEntry.length)).equals(directoryEntry)
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}

const mismatch = (message: string): ConnectorError => new ConnectorError('content_mismatch', message)

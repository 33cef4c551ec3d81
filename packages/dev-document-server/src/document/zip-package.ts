import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'
import { DocumentError } from './document-error.ts'

/** Sizes beyond which a package is refused: what a small file may unfold into. */
export interface ZipLimits {
  readonly entries: number
  readonly partBytes: number
  readonly totalBytes: number
}

const defaultLimits: ZipLimits = { entries: 20_000, partBytes: 64 * 1024 * 1024, totalBytes: 512 * 1024 * 1024 }

/** An Office package. Reading never changes it; `replace` builds new bytes. */
export interface ZipPackage {
  /** Part names in archive order, as stored. */
  readonly names: readonly string[]
  has(name: string): boolean
  /** Unpacked bytes. Throws `DocumentError` when the part is absent, damaged or too large. */
  read(name: string): Uint8Array
  /**
   * The package with new contents for some existing parts, and with further parts behind them. Every other entry is
   * copied byte for byte, local header and data descriptor included, in the original order.
   */
  replace(parts: ReadonlyMap<string, Uint8Array>, added?: ReadonlyMap<string, Uint8Array>): Uint8Array
}

interface Entry {
  readonly name: string
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly packedSize: number
  readonly size: number
  readonly offset: number
  /** The entry's central directory record. */
  readonly record: Buffer
  /** Where the 8-byte offset stands in `record` when the 32-bit field is all ones. */
  readonly longOffsetAt: number | null
  /** End of everything that belongs to the entry: the next local header, or the central directory. */
  end: number
}

const endSignature = 0x06054b50
const end64Signature = 0x06064b50
const locator64Signature = 0x07064b50
const centralSignature = 0x02014b50
const localSignature = 0x04034b50

const damaged = (what: string, cause?: unknown) =>
  new DocumentError('damaged', `The file is damaged: ${what}. Open a good copy of it.`, { cause })

/**
 * Reads the central directory of an Office package. Source: PKWARE APPNOTE 6.3, sections 4.3.7 to 4.3.16 and 4.5.3.
 * Throws `DocumentError`: `damaged`, `password` (encrypted entries) or `too_large`.
 */
export function readZipPackage(bytes: Uint8Array, limits: ZipLimits = defaultLimits): ZipPackage {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { entries, directoryOffset, comment } = readDirectory(buffer, limits)
  const byName = new Map<string, Entry>()
  for (const entry of entries) {
    if (byName.has(entry.name)) throw damaged('two of its parts have the same name')
    byName.set(entry.name, entry)
  }
  const ordered = entries.toSorted((a, b) => a.offset - b.offset)
  for (const [index, entry] of ordered.entries()) {
    entry.end = ordered[index + 1]?.offset ?? directoryOffset
    const data = dataOffset(buffer, entry)
    if (data + entry.packedSize > entry.end) throw damaged('its parts overlap')
  }

  const read = (name: string): Uint8Array => {
    const entry = byName.get(name)
    if (!entry) throw damaged(`the part ${name} is missing`)
    if (entry.size > limits.partBytes) throw tooLarge()
    const start = dataOffset(buffer, entry)
    const packed = buffer.subarray(start, start + entry.packedSize)
    const unpacked = unpack(packed, entry, limits.partBytes)
    if (unpacked.length !== entry.size || crc32(unpacked) !== entry.crc) throw damaged(`the part ${name} is broken`)
    return unpacked
  }

  const replace = (
    parts: ReadonlyMap<string, Uint8Array>,
    added: ReadonlyMap<string, Uint8Array> = new Map(),
  ): Uint8Array => {
    if (parts.size === 0 && added.size === 0) return bytes
    for (const name of parts.keys()) if (!byName.has(name)) throw damaged(`the part ${name} is missing`)
    for (const name of added.keys()) if (byName.has(name)) throw damaged('two of its parts have the same name')
    const chunks: Buffer[] = [buffer.subarray(0, ordered[0]?.offset ?? directoryOffset)]
    let position = chunks[0]!.length
    const records = new Map<Entry, Buffer>()
    for (const entry of ordered) {
      const content = parts.get(entry.name)
      const { local, record } = content ? packAgain(entry, content, buffer) : copyOf(entry, buffer)
      setOffset(record, entry, position)
      records.set(entry, record)
      chunks.push(local)
      position += local.length
    }
    const addedRecords: Buffer[] = []
    for (const [name, content] of added) {
      const { local, record } = packNew(name, content, position)
      addedRecords.push(record)
      chunks.push(local)
      position += local.length
    }
    const directory = Buffer.concat([...entries.map((entry) => records.get(entry)!), ...addedRecords])
    chunks.push(directory, endRecord(entries.length + added.size, directory.length, position, comment))
    return Buffer.concat(chunks)
  }

  return { names: entries.map((entry) => entry.name), has: (name) => byName.has(name), read, replace }
}

function tooLarge() {
  return new DocumentError('too_large', 'The file unpacks to more than this server opens. Use a smaller file.')
}

function readDirectory(buffer: Buffer, limits: ZipLimits) {
  const end = findEnd(buffer)
  let count = buffer.readUInt16LE(end + 10)
  let size = buffer.readUInt32LE(end + 12)
  let offset = buffer.readUInt32LE(end + 16)
  const comment = buffer.subarray(end + 22, end + 22 + buffer.readUInt16LE(end + 20))
  if (end >= 20 && buffer.readUInt32LE(end - 20) === locator64Signature) {
    const at = Number(buffer.readBigUInt64LE(end - 12))
    if (at + 56 > buffer.length || buffer.readUInt32LE(at) !== end64Signature) throw damaged('its directory is broken')
    count = Number(buffer.readBigUInt64LE(at + 32))
    size = Number(buffer.readBigUInt64LE(at + 40))
    offset = Number(buffer.readBigUInt64LE(at + 48))
  }
  if (count > limits.entries) throw tooLarge()
  if (offset + size > end) throw damaged('its directory is broken')
  const entries: Entry[] = []
  let total = 0
  let at = offset
  for (let index = 0; index < count; index++) {
    const { entry, next } = readRecord(buffer, at, end)
    if (entry.offset >= offset) throw damaged('its directory is broken')
    total += entry.size
    entries.push(entry)
    at = next
  }
  if (total > limits.totalBytes) throw tooLarge()
  return { entries, directoryOffset: offset, comment }
}

function findEnd(buffer: Buffer): number {
  for (let at = buffer.length - 22; at >= Math.max(0, buffer.length - 22 - 0xffff); at--) {
    if (buffer.readUInt32LE(at) === endSignature && at + 22 + buffer.readUInt16LE(at + 20) <= buffer.length) return at
  }
  throw damaged('it is not a complete Office package')
}

function readRecord(buffer: Buffer, at: number, end: number): { entry: Entry; next: number } {
  if (at + 46 > end || buffer.readUInt32LE(at) !== centralSignature) throw damaged('its directory is broken')
  const nameLength = buffer.readUInt16LE(at + 28)
  const extraLength = buffer.readUInt16LE(at + 30)
  const next = at + 46 + nameLength + extraLength + buffer.readUInt16LE(at + 32)
  if (next > end) throw damaged('its directory is broken')
  const record = buffer.subarray(at, next)
  const flags = record.readUInt16LE(8)
  const method = record.readUInt16LE(10)
  if (flags & 1)
    throw new DocumentError('password', 'The file is protected by a password, which is not supported here.')
  if (method !== 0 && method !== 8) throw damaged('it is packed in an unknown way')
  const long = readLongSizes(record, nameLength, extraLength)
  const entry: Entry = {
    name: record.toString('utf8', 46, 46 + nameLength),
    flags,
    method,
    crc: record.readUInt32LE(16),
    packedSize: long.packedSize,
    size: long.size,
    offset: long.offset,
    record,
    longOffsetAt: long.offsetAt,
    end: 0,
  }
  return { entry, next }
}

/** Sizes and offset of a record, from the zip64 extra field where the short fields are all ones. */
function readLongSizes(record: Buffer, nameLength: number, extraLength: number) {
  const long = {
    packedSize: record.readUInt32LE(20),
    size: record.readUInt32LE(24),
    offset: record.readUInt32LE(42),
    offsetAt: null as number | null,
  }
  let at = 46 + nameLength
  const end = at + extraLength
  while (at + 4 <= end) {
    const length = record.readUInt16LE(at + 2)
    const stop = at + 4 + length
    if (record.readUInt16LE(at) === 1 && stop <= end) {
      let field = at + 4
      for (const name of ['size', 'packedSize', 'offset'] as const) {
        if (long[name] !== 0xffffffff) continue
        if (field + 8 > stop) throw damaged('its directory is broken')
        long[name] = Number(record.readBigUInt64LE(field))
        if (name === 'offset') long.offsetAt = field
        field += 8
      }
    }
    at = stop
  }
  return long
}

/** First byte of the entry's data. The local header has lengths of its own for name and extra field. */
function dataOffset(buffer: Buffer, entry: Entry): number {
  const at = entry.offset
  if (at + 30 > buffer.length || buffer.readUInt32LE(at) !== localSignature) throw damaged('a part has no header')
  return at + 30 + buffer.readUInt16LE(at + 26) + buffer.readUInt16LE(at + 28)
}

function unpack(packed: Buffer, entry: Entry, maxBytes: number): Buffer {
  if (entry.method === 0) return packed
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.min(maxBytes, Math.max(entry.size, 1)) })
  } catch (error) {
    throw damaged(`the part ${entry.name} is broken`, error)
  }
}

function copyOf(entry: Entry, buffer: Buffer) {
  return { local: buffer.subarray(entry.offset, entry.end), record: Buffer.from(entry.record) }
}

/** Local header, data and central record for new content. Name, times and attributes stay; sizes move to the header. */
function packAgain(entry: Entry, content: Uint8Array, buffer: Buffer) {
  const packed = deflateRawSync(content)
  const nameLength = entry.record.readUInt16LE(28)
  const name = entry.record.subarray(46, 46 + nameLength)
  const commentLength = entry.record.readUInt16LE(32)
  const recordComment = entry.record.subarray(entry.record.length - commentLength)
  const flags = entry.flags & ~0x0008 & ~0x0006
  const local = Buffer.from(buffer.subarray(entry.offset, entry.offset + 30))
  const record = Buffer.concat([entry.record.subarray(0, 46), name, recordComment])
  for (const [header, shift] of [
    [local, 0],
    [record, 2],
  ] as const) {
    header.writeUInt16LE(20, 4 + shift)
    header.writeUInt16LE(flags, 6 + shift)
    header.writeUInt16LE(8, 8 + shift)
    header.writeUInt32LE(crc32(content), 14 + shift)
    header.writeUInt32LE(packed.length, 18 + shift)
    header.writeUInt32LE(content.length, 22 + shift)
    header.writeUInt16LE(nameLength, 26 + shift)
    // Extra fields hold lengths and times of the old content.
    header.writeUInt16LE(0, 28 + shift)
  }
  record.writeUInt32LE(0, 42)
  return { local: Buffer.concat([local, name, packed]), record }
}

function setOffset(record: Buffer, entry: Entry, offset: number): void {
  // A repacked record has no extra field any more.
  if (entry.longOffsetAt !== null && record.readUInt32LE(42) === 0xffffffff) {
    record.writeBigUInt64LE(BigInt(offset), entry.longOffsetAt)
  } else record.writeUInt32LE(offset, 42)
}

function endRecord(count: number, size: number, offset: number, comment: Uint8Array): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(endSignature, 0)
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(offset, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([end, comment])
}

/** Packs parts into a new archive, in the order given. Times are fixed, so that equal parts give equal bytes. */
export function writeZipPackage(parts: ReadonlyMap<string, string | Uint8Array>): Uint8Array {
  const chunks: Buffer[] = []
  const records: Buffer[] = []
  let position = 0
  for (const [name, part] of parts) {
    const content = typeof part === 'string' ? Buffer.from(part, 'utf8') : part
    const { local, record } = packNew(name, content, position)
    records.push(record)
    chunks.push(local)
    position += local.length
  }
  const directory = Buffer.concat(records)
  return Buffer.concat([...chunks, directory, endRecord(records.length, directory.length, position, Buffer.alloc(0))])
}

/** Local header with data, and central record, of an entry that begins at `position`. */
function packNew(name: string, content: Uint8Array, position: number) {
  const packed = deflateRawSync(content)
  const nameBytes = Buffer.from(name, 'utf8')
  const fields = Buffer.alloc(26)
  fields.writeUInt16LE(20, 0)
  fields.writeUInt16LE(0x0800, 2)
  fields.writeUInt16LE(8, 4)
  fields.writeUInt16LE(0x21, 8) // 1 January 1980, the earliest date there is
  fields.writeUInt32LE(crc32(content), 10)
  fields.writeUInt32LE(packed.length, 14)
  fields.writeUInt32LE(content.length, 18)
  fields.writeUInt16LE(nameBytes.length, 22)
  const record = Buffer.alloc(46)
  record.writeUInt32LE(centralSignature, 0)
  record.writeUInt16LE(20, 4)
  fields.copy(record, 6)
  record.writeUInt32LE(position, 42)
  const signature = Buffer.alloc(4)
  signature.writeUInt32LE(localSignature, 0)
  return {
    local: Buffer.concat([signature, fields, nameBytes, packed]),
    record: Buffer.concat([record, nameBytes]),
  }
}

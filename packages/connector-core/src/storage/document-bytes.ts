import { createHash } from 'node:crypto'
import { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { HostError, hasCode } from '../errors.ts'
import type { ByteRange, DocumentContent, SpooledFile, StateStore } from '../host.ts'
import type { ByteStorage } from './byte-storage.ts'

/** Version and size of a document's bytes. */
export interface KnownBytes {
  /** Lower-case hex SHA-256. */
  version: string
  size: number
}

export interface DocumentBytesOptions<Row> {
  state: StateStore
  /** Of the keys in the shared state, such as `strapi/file/`. */
  prefix: string
  idOf(row: Row): string
  /** What people call it. */
  nameOf(row: Row): string
  /** A word that the CMS changes whenever it writes the row, such as its time of change. */
  revisionOf(row: Row): string
  storageOf(row: Row): ByteStorage<Row>
  /** The row as it is now. Throws `not_found`. */
  reload(row: Row): Promise<Row>
  /** Brings a row up to date whose new bytes are in place already, in the name of the user with the id `by`: a process died between the two. */
  finish(row: Row, size: number, by: string | null): Promise<void>
  now?(): Date
}

/** A write of another process is given this long before somebody else finishes it. */
const writingMilliseconds = 120_000

/** What is known of a file's bytes as long as its storage shows the same stamp. */
interface BytesRecord extends KnownBytes {
  stamp: string
  /** A write that has begun; its end removes this. A killed process leaves it, and the next reader of the file finishes or undoes it. */
  pending?: { to: string; size: number; by: string | null; revision: string; at?: number }
}

export interface DocumentBytes<Row> {
  /** Version and size of the bytes as they are now; reads them only if the storage's stamp is new. Throws `not_found`, `unavailable`. */
  inspect(row: Row): Promise<KnownBytes>
  /** What was known last, without a look at the bytes; null when nothing is. */
  known(row: Row): Promise<KnownBytes | null>
  /** As `DocumentStore.read`. */
  read(row: Row, options?: { range?: ByteRange; signal?: AbortSignal }): Promise<DocumentContent>
  /** As `DocumentStore.write`; answers the row after it. One writer of a document at a time in this process; the core's lease keeps other instances away. */
  write(
    id: string,
    load: () => Promise<Row>,
    body: SpooledFile,
    options: { ifVersion: string; by: string | null; signal?: AbortSignal },
  ): Promise<Row>
  /** Runs `work`, which moves the bytes, when no write of this process is at the document, and keeps writes waiting meanwhile. */
  inTurn<T>(id: string, work: () => Promise<T>): Promise<T>
  /** Takes note of the bytes of a row that has just been made from `body`. */
  created(row: Row, body: SpooledFile): Promise<void>
  /** Forgets a row that is no more. */
  forget(row: Row): Promise<void>
}

/**
 * The bytes behind a CMS's rows as versions that change exactly when the bytes change: a version is their SHA-256, kept in the shared state under the stamp
 * of the storage, so that a metadata edit costs at most one read and never a new version.
 */
export function documentBytes<Row>(options: DocumentBytesOptions<Row>): DocumentBytes<Row> {
  const { state, prefix, idOf, nameOf, revisionOf, storageOf, reload, finish, now = () => new Date() } = options
  const turns = new Map<string, Promise<unknown>>()

  async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = turns.get(key)
    const mine = (async () => {
      await before?.catch(() => {})
      return await work()
    })()
    turns.set(key, mine)
    try {
      return await mine
    } finally {
      if (turns.get(key) === mine) turns.delete(key)
    }
  }

  const keyOf = (row: Row): string => `${prefix}${idOf(row)}`

  async function readRecord(row: Row): Promise<{ text: string | null; record: BytesRecord | null }> {
    const text = await state.get(keyOf(row))
    return { text, record: text === null ? null : (JSON.parse(text) as BytesRecord) }
  }

  async function writeRecord(row: Row, record: BytesRecord): Promise<void> {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (await state.swap(keyOf(row), await state.get(keyOf(row)), JSON.stringify(record), null)) return
    }
  }

  /** Whether a write to a storage that can lose the bytes was cut before it could touch the row. */
  const isCut = (pending: BytesRecord['pending'], row: Row): boolean =>
    pending !== undefined && !storageOf(row).atomic && pending.revision === revisionOf(row)

  async function hashBytes(row: Row): Promise<BytesRecord> {
    const content = await storageOf(row).open(row)
    const hash = createHash('sha256')
    let size = 0
    for await (const chunk of content.body) {
      hash.update(chunk)
      size += chunk.byteLength
    }
    return { stamp: content.stamp, version: hash.digest('hex'), size }
  }

  async function inspect(row: Row): Promise<BytesRecord> {
    const { text, record } = await readRecord(row)
    const pending = turns.has(idOf(row)) ? undefined : record?.pending
    const stamp = await storageOf(row).stamp(row)
    if (record !== null && pending === undefined && record.stamp === stamp) return record
    let seen: BytesRecord
    try {
      seen = await hashBytes(row)
    } catch (error) {
      // The storage was cut between delete and write: the document is what it was, and the repeated save restores it.
      if (record !== null && isCut(pending, row) && hasCode(error, 'not_found')) return record
      throw error
    }
    const arrived = pending !== undefined && seen.version === pending.to
    // Another process is still at it, or its repeated save finishes it.
    if (arrived && now().getTime() - (pending.at ?? 0) < writingMilliseconds) return seen
    if (arrived) await finish(row, pending.size, pending.by)
    else if (record !== null && isCut(pending, row) && seen.version !== record.version) return record
    const after = await reload(row)
    const next = { ...seen, stamp: arrived ? ((await storageOf(after).stamp(after)) ?? seen.stamp) : seen.stamp }
    // Only what certainly belongs together is remembered: the stamp must still be the one under which the bytes were read.
    const storage = storageOf(after)
    if ((storage.isSettled?.(after) ?? true) && (await storage.stamp(after)) === next.stamp)
      await state.swap(keyOf(row), text, JSON.stringify(next), null)
    return next
  }

  const forgetMark = ({ pending: _, ...settled }: BytesRecord): BytesRecord => settled

  return {
    inspect,
    inTurn,

    async known(row) {
      return (await readRecord(row)).record
    },

    async read(row, { range, signal } = {}) {
      const known = await inspect(row)
      const content = await storageOf(row)
        .open(row, { range, signal })
        .catch((error: unknown) => {
          // Another process is between delete and write, or was cut there and is repaired: the document is not gone.
          if (known.pending === undefined || !hasCode(error, 'not_found')) throw error
          throw new HostError('unavailable', `${nameOf(row)} is being replaced at this moment. Try again.`, {
            cause: error,
          })
        })
      if (content.stamp !== known.stamp) {
        await content.body.return(undefined)
        throw new HostError('unavailable', `${nameOf(row)} was replaced while it was opened. Try again.`)
      }
      const size = range === undefined ? known.size : Math.min(range.end, known.size - 1) - range.start + 1
      // What was remembered is wrong then, and must not be for good.
      const forget = async () => {
        const { text, record } = await readRecord(row)
        if (record?.version === known.version && record.stamp === known.stamp)
          await state.swap(keyOf(row), text, null, null)
      }
      const body = range === undefined ? checked(content.body, known, nameOf(row), forget) : content.body
      return {
        version: known.version,
        size,
        body: NodeReadableStream.from(body) as unknown as ReadableStream<Uint8Array>,
      }
    },

    write: (id, load, body, { ifVersion, by, signal }) =>
      inTurn(id, async () => {
        const row = await load()
        const storage = storageOf(row)
        const { text, record } = await readRecord(row)
        const interrupted = record?.pending?.to === body.sha256 && isCut(record.pending, row)
        // The bytes may be gone, whole or half there; only if they are the wanted ones already does it matter.
        const cut = interrupted ? record : null
        const present = cut === null ? await inspect(row) : await inspect(row).catch(() => cut)
        const known = cut === null || present.version === body.sha256 ? present : cut
        if (known.version !== body.sha256) {
          if (known.version !== ifVersion)
            throw new HostError('version_conflict', `${nameOf(row)} was replaced meanwhile.`, {
              detail: { current: known.version },
            })
          const settled = forgetMark(known)
          const pending = { to: body.sha256, size: body.size, by, revision: revisionOf(row), at: now().getTime() }
          await writeRecord(row, { ...settled, pending })
          try {
            await storage.replace(row, body, { by, seen: settled.stamp, version: settled.version, signal })
          } catch (error) {
            // The mark stays where the bytes may be gone, or be the new ones already: the next reader finishes or undoes. A conflict has touched nothing.
            const isUntouched =
              hasCode(error, 'version_conflict') ||
              (storage.atomic && (await storage.stamp(row).catch(() => null)) === settled.stamp)
            if (isUntouched) await writeRecord(row, settled)
            throw error
          }
        } else if (text !== null && record?.pending !== undefined) {
          await finish(row, body.size, by)
        }
        const after = await reload(row)
        const stamp = await storageOf(after).stamp(after)
        if (stamp !== null) await writeRecord(after, { stamp, version: body.sha256, size: body.size })
        return after
      }),

    async created(row, body) {
      const stamp = await storageOf(row).stamp(row)
      if (stamp !== null) await writeRecord(row, { stamp, version: body.sha256, size: body.size })
    },

    async forget(row) {
      await state.swap(keyOf(row), await state.get(keyOf(row)), null, null)
    },
  }
}

/** Passes bytes on and fails at their end if they are not the ones of `known`: a CMS's own replacement may write into the live file. */
async function* checked(
  body: AsyncGenerator<Uint8Array>,
  known: KnownBytes,
  name: string,
  onMismatch: () => Promise<void>,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  for await (const chunk of body) {
    hash.update(chunk)
    yield chunk
  }
  if (hash.digest('hex') === known.version) return
  await onMismatch()
  throw new HostError('unavailable', `${name} was replaced while it was read. Try again.`)
}

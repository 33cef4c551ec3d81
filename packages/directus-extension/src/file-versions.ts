import { createHash } from 'node:crypto'
import type { StateStore } from '@openwith/connector-core/host'
import type { DirectusContext, FileRow } from './directus.ts'
import { missing, type StoredBytes, storedBytes } from './stored-bytes.ts'

/** What is known of a file's bytes as long as its storage shows the same stamp. */
export interface FileRecord {
  stamp: string
  /** SHA-256 of the bytes. */
  version: string
  size: number
  /** A write that has begun; its end removes this. */
  pending?: PendingWrite
}

export interface PendingWrite {
  /** SHA-256 of the new bytes. */
  to: string
  size: number
  /** In whose name. */
  user: string | null
}

/** The versions of files: the hash of their bytes, kept in the shared state under the stamp of the storage, so that bytes are read once. */
export interface FileVersions {
  recall(id: string): Promise<FileRecord | null>
  record(id: string, record: FileRecord): Promise<void>
  /** The bytes as they are now. Null while a write is between deleting and moving, or was cut there: `known` is then what they were. Throws `not_found`, `unavailable`. */
  inspect(row: FileRow): Promise<{ known: FileRecord; bytes: StoredBytes | null }>
}

const attempts = 5

export function createFileVersions(context: DirectusContext, state: StateStore): FileVersions {
  const key = (id: string): string => `directus/file/${id}`

  async function recall(id: string): Promise<FileRecord | null> {
    const text = await state.get(key(id))
    return text === null ? null : (JSON.parse(text) as FileRecord)
  }

  return {
    recall,

    async record(id, record) {
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        if (await state.swap(key(id), await state.get(key(id)), JSON.stringify(record), null)) return
      }
    },

    async inspect(row) {
      const text = await state.get(key(row.id))
      const known = text === null ? null : (JSON.parse(text) as FileRecord)
      const stored = await storedBytes(context, row)
      if (stored === null) {
        if (known?.pending === undefined) throw missing(row)
        return { known, bytes: null }
      }
      if (known?.stamp === stored.stamp) return { known, bytes: stored }
      const hash = createHash('sha256')
      for await (const chunk of stored.open()) hash.update(chunk)
      const seen = { stamp: stored.stamp, version: hash.digest('hex'), size: stored.size }
      // The writer's mark stays until the writer, or whoever repairs after it, has brought the row up to date.
      const next = known?.pending === undefined ? seen : { ...seen, pending: known.pending }
      await state.swap(key(row.id), text, JSON.stringify(next), null)
      return { known: next, bytes: stored }
    },
  }
}

import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { hasCode } from '../errors.ts'
import type { StoredBytes } from './byte-storage.ts'

const attempts = 3

/** What a storage that deletes before it writes is lent while it replaces. */
export interface KeepingOld {
  /** Folder for the copy, made with mode 0700. */
  directory: string
  /** Opens the present bytes; `not_found`: an earlier try was killed after it had deleted them. */
  open(): Promise<StoredBytes>
  /** Writes a file of this machine in place of the bytes. `restoring`: it holds the old ones. */
  put(file: { path: string; size: number }, restoring: boolean): Promise<void>
  signal?: AbortSignal
}

/**
 * Replaces bytes in a storage that deletes the old ones first: keeps a copy of them until the new ones are up, tries three times, and puts the copy back when
 * they cannot be. Throws what the last try threw.
 */
export async function keepingOld(
  body: { path: string; size: number },
  { directory, open, put, signal }: KeepingOld,
): Promise<void> {
  const kept = join(directory, randomBytes(8).toString('hex'))
  await mkdir(dirname(kept), { recursive: true, mode: 0o700 })
  try {
    const old = await open().catch((error: unknown) => (hasCode(error, 'not_found') ? null : Promise.reject(error)))
    if (old !== null)
      await pipeline(Readable.from(old.body), createWriteStream(kept, { flags: 'wx', mode: 0o600, flush: true }))
    signal?.throwIfAborted()
    let failure: unknown
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      try {
        return await put(body, false)
      } catch (error) {
        failure = error
      }
    }
    if (old !== null) await put({ path: kept, size: (await stat(kept)).size }, true).catch(() => {})
    throw failure
  } finally {
    await rm(kept, { force: true })
  }
}

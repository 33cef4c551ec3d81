import { randomBytes } from 'node:crypto'
import { constants, copyFile, type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { HostError } from '@openwith/connector-core'
import type { FileStorage } from './file-storage.ts'
import type { FileRow, Strapi } from './strapi.ts'

const chunkBytes = 256 * 1024
const stagedPrefix = '.openwith-'
const stagedLifetimeMilliseconds = 60 * 60 * 1000

export interface LocalFiles extends FileStorage {
  /** Removes what a killed process staged and never renamed. */
  sweep(): Promise<void>
}

/**
 * The uploads folder of Strapi's local provider. That provider truncates the live file and writes into it, so a reader sees half a file, and a kill
 * leaves one. Here the new bytes are written and synced under a hidden name in the same folder and renamed over the old ones: a reader keeps
 * the file it has opened, and a kill leaves the old bytes or the new. `finish` then brings the row up to date through Strapi's upload service.
 */
export function createLocalFiles(
  strapi: Strapi,
  finish: (row: FileRow, size: number, user: { id: number } | undefined) => Promise<void>,
): LocalFiles {
  const uploads = () => path.resolve(strapi.dirs.static.public, 'uploads')

  function pathOf(row: FileRow): string {
    const file = path.resolve(strapi.dirs.static.public, `.${path.posix.normalize(`/${row.url}`)}`)
    if (!file.startsWith(uploads() + path.sep)) throw missing(row)
    return file
  }

  async function stampOf(row: FileRow): Promise<string | null> {
    try {
      return stampOfStat(await stat(pathOf(row), { bigint: true }))
    } catch (error) {
      if (isMissing(error)) return null
      throw unavailable(row, error)
    }
  }

  return {
    stamp: stampOf,

    async open(row, { range, signal } = {}) {
      let handle: FileHandle
      try {
        handle = await open(pathOf(row), 'r')
      } catch (error) {
        throw isMissing(error) ? missing(row) : unavailable(row, error)
      }
      const found = await handle.stat({ bigint: true })
      const size = Number(found.size)
      const start = range?.start ?? 0
      return {
        stamp: stampOfStat(found),
        size,
        body: readFrom(handle, row, start, Math.min(range?.end ?? size - 1, size - 1), signal),
      }
    },

    async replace(row, body, user, signal) {
      const target = pathOf(row)
      const seen = await stampOf(row)
      const staged = path.join(path.dirname(target), `${stagedPrefix}${randomBytes(8).toString('hex')}`)
      try {
        await copyFile(body.path, staged, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)
        const handle = await open(staged, 'r+')
        try {
          const written = await handle.stat()
          if (written.size !== body.size) throw new Error(`${written.size} of ${body.size} bytes were copied`)
          const old = await stat(target).catch(() => null)
          if (old !== null) await handle.chmod(old.mode & 0o777)
          await handle.sync()
        } finally {
          await handle.close()
        }
        signal?.throwIfAborted()
        // Strapi's own "Replace media" knows nothing of us: look again as late as possible.
        if ((await stampOf(row)) !== seen) {
          throw new HostError(
            'version_conflict',
            `${row.name} was replaced in the Media Library while it was being saved.`,
          )
        }
        await rename(staged, target)
      } catch (error) {
        await rm(staged, { force: true })
        if (error instanceof HostError || signal?.aborted) throw error
        throw unavailable(row, error)
      }
      await syncFolder(path.dirname(target))
      await finish(row, body.size, user)
    },

    async sweep() {
      const folder = uploads()
      for (const name of await readdir(folder).catch(() => [])) {
        if (!name.startsWith(stagedPrefix)) continue
        const file = path.join(folder, name)
        const found = await stat(file).catch(() => null)
        if (found !== null && Date.now() - found.mtimeMs > stagedLifetimeMilliseconds) await rm(file, { force: true })
      }
    },
  }
}

/** Syncs a file that Strapi has written, and its folder, so that a power cut cannot take it back. */
export async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
  await syncFolder(path.dirname(file))
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open folders; renames are durable there when they return.
  const handle = await open(folder, 'r').catch(() => null)
  if (handle === null) return
  try {
    await handle.sync()
  } catch {
    // Some network file systems do not sync folders.
  } finally {
    await handle.close()
  }
}

async function* readFrom(
  handle: FileHandle,
  row: FileRow,
  start: number,
  end: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  try {
    let position = start
    while (position <= end) {
      signal?.throwIfAborted()
      const buffer = new Uint8Array(Math.min(chunkBytes, end - position + 1))
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position)
      if (bytesRead === 0)
        throw new HostError('unavailable', `${row.name} became shorter while it was read. Try again.`)
      position += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await handle.close()
  }
}

const stampOfStat = (found: { size: bigint; mtimeNs: bigint; ino: bigint }): string =>
  `local ${found.size} ${found.mtimeNs} ${found.ino}`

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'

const missing = (row: FileRow): HostError =>
  new HostError('not_found', `The Media Library lists ${row.name}, but its file is not in the uploads folder.`)

const unavailable = (row: FileRow, cause: unknown): HostError =>
  new HostError(
    'unavailable',
    `The uploads folder failed while ${row.name} was read or written. The server log has the cause.`,
    { cause },
  )

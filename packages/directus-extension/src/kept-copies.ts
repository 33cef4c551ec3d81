import { createReadStream } from 'node:fs'
import { constants, copyFile, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import type { SpooledFile } from '@openwith/connector-core/host'

/** Complete new bytes of a file that is being overwritten. */
export interface KeptCopy {
  /** Of the file in Directus. */
  id: string
  /** In whose name it is overwritten. */
  by: string | null
  bytes: SpooledFile
}

/**
 * Directus deletes the old object before it moves the new one into its place; a process that is killed between the two leaves no object, and here is what
 * belongs there.
 */
export interface KeptCopies {
  /** Keeps the bytes of a spooled file, at no cost where the file system can link. Answers what removes them. */
  keep(id: string, by: string | null, bytes: SpooledFile): Promise<() => Promise<void>>
  /** All that are kept in the data directory, by whatever instance. */
  list(): Promise<ListedCopy[]>
}

export interface ListedCopy extends KeptCopy {
  /** False: whoever kept it has ended its work meanwhile. */
  isKept(): Promise<boolean>
  drop(): Promise<void>
}

/** All that is known of a copy is its name: file, hash, user. */
const pattern = /^([0-9a-f-]{36})\.([0-9a-f]{64})\.([0-9a-f-]{36}|nobody)$/

export function createKeptCopies(dataDirectory: string): KeptCopies {
  const folder = path.join(dataDirectory, 'replacing')

  return {
    async keep(id, by, bytes) {
      const kept = path.join(folder, `${id}.${bytes.sha256}.${by ?? 'nobody'}`)
      const drop = () => rm(kept, { force: true })
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await drop()
      try {
        await link(bytes.path, kept)
        return drop
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw error
        // Another file system, or one that cannot link.
      }
      const part = `${kept}.part`
      await copyFile(bytes.path, part, constants.COPYFILE_FICLONE)
      const handle = await open(part, 'r+')
      try {
        await handle.sync()
      } finally {
        await handle.close()
      }
      await rename(part, kept)
      return drop
    },

    async list() {
      const names = await readdir(folder).catch(() => [])
      const found: ListedCopy[] = []
      for (const name of names) {
        const [, id, sha256, by] = pattern.exec(name) ?? []
        const file = path.join(folder, name)
        // Its own process may end its work at this moment.
        const size = (await stat(file).catch(() => null))?.size
        if (id === undefined || sha256 === undefined || size === undefined) continue
        const stream = () => Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>
        found.push({
          id,
          by: by === undefined || by === 'nobody' ? null : by,
          bytes: { path: file, size, sha256, stream },
          isKept: () =>
            stat(file).then(
              () => true,
              () => false,
            ),
          drop: () => rm(file, { force: true }),
        })
      }
      return found
    },
  }
}

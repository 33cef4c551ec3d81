import { createReadStream } from 'node:fs'
import { constants, copyFile, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { isUuid } from './directus.ts'

/**
 * Complete new bytes of files that are being overwritten, by the file's id. Directus deletes the old object before it moves the new one into its place; a
 * process that is killed between the two leaves no object, and here is what belongs there.
 */
export interface KeptCopies {
  /** Keeps the bytes of a spooled file, at no cost where the file system can link. */
  keep(id: string, file: { path: string; size: number }): Promise<void>
  find(id: string): Promise<{ size: number; stream(): ReadableStream<Uint8Array> } | null>
  drop(id: string): Promise<void>
  /** Ids of all that are kept on this machine. */
  list(): Promise<string[]>
}

export function createKeptCopies(dataDirectory: string): KeptCopies {
  const folder = path.join(dataDirectory, 'replacing')
  const pathOf = (id: string) => path.join(folder, id)

  return {
    async keep(id, file) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await rm(pathOf(id), { force: true })
      try {
        await link(file.path, pathOf(id))
        return
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw error
        // Another file system, or one that cannot link.
      }
      const part = `${pathOf(id)}.part`
      await copyFile(file.path, part, constants.COPYFILE_FICLONE)
      const handle = await open(part, 'r+')
      try {
        await handle.sync()
      } finally {
        await handle.close()
      }
      await rename(part, pathOf(id))
    },
    async find(id) {
      const found = await stat(pathOf(id)).catch(() => null)
      const stream = () => Readable.toWeb(createReadStream(pathOf(id))) as ReadableStream<Uint8Array>
      return found === null ? null : { size: found.size, stream }
    },
    async drop(id) {
      await rm(pathOf(id), { force: true })
    },
    async list() {
      return (await readdir(folder).catch(() => [])).filter(isUuid)
    },
  }
}

import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, link, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { HostError } from '@openwith/connector-core'
import { type ByteStorage, openFile, replaceFile, stampOfFile } from '@openwith/connector-core/storage'
import type { Actor, UploadOperations } from './save-upload.ts'
import type { UploadRow } from './upload-rows.ts'

export interface LocalFiles extends ByteStorage<UploadRow> {
  /** Absolute path of a file name in the collection's folder, never outside it. Throws `not_found`. */
  pathOf(row: Pick<UploadRow, 'config'>, filename: string): string
  /** Gives the file a new name through Payload: there is a file under the row's name all the time. Throws `name_taken` and as `replace`. */
  rename(row: UploadRow, name: string, actor: Actor): Promise<void>
  /** Tells Payload of bytes that are in place already. */
  finish(row: UploadRow, actor: Actor): Promise<void>
}

/** Folder of a collection's own files. */
export function folderOf({ config }: Pick<UploadRow, 'config'>): string {
  const { upload } = config
  return path.resolve((typeof upload === 'object' && upload.staticDir) || config.slug)
}

/**
 * The folder of Payload's own file storage. New bytes are renamed over the old ones inside Payload's update, after the last hook that could refuse them,
 * and taken back when the update fails after all. A reader keeps the file it has opened, and a kill leaves the old bytes or the new.
 */
export function createLocalFiles(
  operations: UploadOperations,
  actorOf: (by: string | null) => Promise<Actor>,
): LocalFiles {
  function pathOf(row: Pick<UploadRow, 'config'>, filename: string): string {
    const folder = folderOf(row)
    const file = path.resolve(folder, filename)
    if (path.dirname(file) !== folder) throw new HostError('not_found', `${filename} is not in the folder of uploads.`)
    return file
  }
  const fileOf = (row: UploadRow): string => pathOf(row, row.filename)
  /** Beside the file, hidden; the sweep knows names of this kind. */
  const besideName = (file: string): string =>
    path.join(path.dirname(file), `.openwith-${randomBytes(12).toString('hex')}.tmp`)

  return {
    atomic: true,
    pathOf,
    stamp: (row) => stampOfFile(fileOf(row)),
    open: (row, options = {}) => openFile(fileOf(row), { name: row.filename, ...options }),

    async replace(row, body, { by, seen, signal }) {
      const file = fileOf(row)
      const kept = besideName(file)
      let placed: string | null = null
      try {
        const actor = await actorOf(by)
        await operations.update(row, body, {
          actor,
          async placing() {
            await linkOrCopy(file, kept)
            await replaceFile(file, body, { name: row.filename, seen, signal })
            placed = await stampOfFile(file)
          },
        })
      } catch (error) {
        // A check of Payload's that comes after its hooks: the old file returns under its name, if nobody has put another there.
        if (placed !== null && (await stampOfFile(file)) === placed) await rename(kept, file)
        throw error
      } finally {
        await rm(kept, { force: true })
      }
    },

    async rename(row, name, actor) {
      const from = fileOf(row)
      const to = pathOf(row, name)
      let placed = false
      try {
        await operations.update(row, await fileAt(from, row), {
          actor,
          name,
          async placing() {
            await linkOrCopy(from, to)
            placed = true
          },
        })
      } catch (error) {
        if (placed) await rm(to, { force: true })
        throw error
      }
      await rm(from, { force: true })
    },

    async finish(row, actor) {
      await operations.update(row, await fileAt(fileOf(row), row), { actor, async placing() {} })
    },
  }
}

async function fileAt(file: string, row: UploadRow): Promise<{ path: string; size: number }> {
  const found = await stat(file).catch(() => null)
  if (found === null)
    throw new HostError('not_found', `Payload lists ${row.filename}, but its folder has no such file.`)
  return { path: file, size: found.size }
}

/** A second name for the same bytes; a copy where the file system has no such thing. Throws `name_taken`. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to).catch((error: unknown) =>
      isExisting(error)
        ? Promise.reject(error)
        : copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE),
    )
  } catch (error) {
    if (isExisting(error)) throw new HostError('name_taken', `There is already a file named ${path.basename(to)}.`)
    throw error
  }
}

const isExisting = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EEXIST'

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
 * The folder of Payload's own file storage. New bytes are renamed over the old ones inside Payload's update, when fields are valid and the row is written,
 * and taken back when a later hook or the commit refuses after all. A reader keeps the file it has opened, and a kill leaves the old bytes or the new.
 */
export function createLocalFiles(
  operations: UploadOperations,
  actorOf: (by: string | null) => Promise<Actor>,
  reload: (row: UploadRow) => Promise<UploadRow>,
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

  /** Makes the row say what the folder has, where an update that failed has left it otherwise. `row`: as it was before. */
  async function tellRow(row: UploadRow): Promise<void> {
    const now = await reload(row)
    const [named, former] = await Promise.all([sizeOf(pathOf(row, now.filename)), sizeOf(fileOf(row))])
    const filename = named === null ? row.filename : now.filename
    const filesize = named ?? former
    if (filesize === null || (filename === now.filename && filesize === now.filesize)) return
    const isAsBefore = filename === row.filename && filesize === row.filesize
    await operations.correct(row, { filename, filesize, updatedAt: isAsBefore ? row.updatedAt : now.updatedAt })
  }

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
          placing: {
            async place() {
              await linkOrCopy(file, kept)
              await replaceFile(file, body, { name: row.filename, seen, signal })
              placed = await stampOfFile(file)
            },
          },
        })
      } catch (error) {
        // The old file returns under its name, if nobody has put another there.
        if (placed !== null && (await stampOfFile(file)) === placed) await rename(kept, file)
        await tellRow(row).catch(() => {})
        throw error
      } finally {
        await rm(kept, { force: true })
      }
    },

    async rename(row, name, actor) {
      const from = fileOf(row)
      const to = pathOf(row, name)
      let linked: { from: string | null; to: string | null } | null = null
      try {
        await operations.update(row, await fileAt(from, row), {
          actor,
          name,
          placing: {
            // Before the row names it: there is a file under the row's name all the time.
            async prepare() {
              await linkOrCopy(from, to)
              linked = { from: await stampOfFile(from), to: await stampOfFile(to) }
            },
          },
        })
        if ((await reload(row)).filename !== name)
          throw new HostError('name_invalid', `Payload did not give the file the name ${name}.`)
      } catch (error) {
        await keepNewest(from, to, linked)
        await tellRow(row).catch(() => {})
        throw error
      }
      await keepNewest(to, from, linked)
      await tellRow(row).catch(() => {})
    },

    async finish(row, actor) {
      await operations.update(row, await fileAt(fileOf(row), row), { actor, placing: {} })
    },
  }
}

const sizeOf = async (file: string): Promise<number | null> =>
  await stat(file).then(
    ({ size }) => size,
    () => null,
  )

/** Of two names of the same bytes `kept` stays. What a save of another process has put under `other` since `linked` is newer, and goes there, too. */
async function keepNewest(
  kept: string,
  other: string,
  linked: { from: string | null; to: string | null } | null,
): Promise<void> {
  if (linked === null) return
  const stamp = await stampOfFile(other)
  if (stamp === null) return
  if (stamp === linked.from || stamp === linked.to) await rm(other, { force: true })
  else await rename(other, kept)
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

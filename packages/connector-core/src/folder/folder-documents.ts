import { type BigIntStats, constants } from 'node:fs'
import { access, appendFile, type FileHandle, mkdir, open, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { checkFileName } from '../create/file-name.ts'
import { HostError } from '../errors.ts'
import type { Access, DocumentStore, StateStore, StoredDocument } from '../host.ts'
import { moveToFreeName, removeFile, stageFile, syncDirectory, toHostError } from '../storage/put-file.ts'
import { contentVersions } from './content-versions.ts'
import { documentLock } from './document-lock.ts'
import { isErrno, isPlainName, locate, locateFile } from './document-path.ts'
import { fileStream } from './file-stream.ts'
import { hashOf, idsOfDocuments, idsOfFolders, statePrefix } from './folder-ids.ts'
import { listFolder } from './list-folder.ts'

export interface FolderDocumentsOptions {
  /** Real path of the folder. */
  root: string
  /** Real path of a folder below `root` that holds no documents. */
  hidden: string
  state: StateStore
  access: Access
}

/** A document that is there. */
interface Found {
  id: string
  path: string
  full: string
  handle: FileHandle
  version: string
  stats: BigIntStats
}

/** The documents of a folder tree. The id of one is its path when it was first seen. */
export function folderDocuments({ root, hidden, state, access: rights }: FolderDocumentsOptions): DocumentStore {
  const ids = idsOfDocuments(root, state)
  const folderIds = idsOfFolders(root, state)
  const prefix = statePrefix(root)
  const versions = contentVersions(state, (path) => `${prefix}/version/${hashOf(path)}`)
  const locked = documentLock()

  const openPath = async (path: string): Promise<{ full: string; handle: FileHandle } | null> => {
    const full = path === '' ? null : await locate(root, path)
    if (full === null || isWithin(full, hidden)) return null
    try {
      const handle = await open(full, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
      if ((await handle.stat()).isFile()) return { full, handle }
      await handle.close()
      return null
    } catch (error) {
      if (isErrno(error, 'ENOENT', 'ELOOP', 'ENXIO')) return null
      throw new HostError('unavailable', 'The file cannot be opened. Check the rights of the folder.', { cause: error })
    }
  }

  /** Lends the open document to `use`, which takes the handle over if it says so. */
  const withDocument = async <Result>(
    id: string,
    use: (found: Found) => Promise<Result & { keepOpen?: boolean }>,
    signal?: AbortSignal,
  ): Promise<Result | null> => {
    const path = await ids.pathOf(id)
    const opened = await openPath(path)
    if (opened === null) return null
    let keepOpen = false
    try {
      const { version, stats } = await versions.of(path, opened.handle, signal)
      const result = await use({ id: await ids.idOf(path, id), path, ...opened, version, stats })
      keepOpen = result.keepOpen ?? false
      return result
    } finally {
      if (!keepOpen) await opened.handle.close()
    }
  }

  /** Opens the file only when its version is not at hand: this is asked for with every request. */
  const find = async (id: string, signal?: AbortSignal): Promise<StoredDocument | null> => {
    const path = await ids.pathOf(id)
    const located = locateFile(root, path)
    const version = located === null ? null : versions.recent(path, located.stats)
    if (located !== null && version !== null && !isWithin(located.full, hidden))
      return describe({ id: await ids.idOf(path, id), path, stats: located.stats, version })
    return await withDocument(id, async (found) => describe(found), signal)
  }

  /** One lock per document, by whichever name it is called. */
  const lockedById = async <Result>(id: string, act: () => Promise<Result>): Promise<Result> =>
    locked(await ids.lockKeyOf(id), act)

  const directoryOf = async (where: { beside: string | null; folder?: string | null }): Promise<string> => {
    const given = where.folder === undefined || where.folder === null ? null : await folderIds.pathOf(where.folder)
    const folder = given ?? (where.beside === null ? '' : parentOf(await ids.pathOf(where.beside)))
    const full = await locate(root, folder)
    if (full === null || isWithin(full, hidden) || !(await stat(full)).isDirectory())
      throw new HostError('not_found', 'The folder does not exist any more.')
    return full
  }

  return {
    find,
    async read(id, { range, signal } = {}) {
      const content = await withDocument(
        id,
        async ({ handle, stats, version }) => {
          const total = Number(stats.size)
          const start = Math.min(range?.start ?? 0, total)
          const size = Math.min(range?.end === undefined ? total : range.end + 1, total) - start
          const isUnchanged = async () => {
            const now = await handle.stat({ bigint: true })
            return now.mtimeNs === stats.mtimeNs && now.size === stats.size
          }
          return { version, size, body: fileStream(handle, { start, size, isUnchanged }), keepOpen: true }
        },
        signal,
      )
      if (content === null) throw gone()
      const { version, size, body } = content
      return { version, size, body }
    },
    write: (id, body, { ifVersion, signal }) =>
      lockedById(id, async () => {
        const before = await withDocument(id, async ({ full, stats, version }) => ({ full, stats, version }), signal)
        if (before === null) throw gone()
        if (before.version !== ifVersion) throw replaced()
        await access(before.full, constants.W_OK).catch((error) => Promise.reject(toHostError(error)))
        const staged = await stageFile(dirname(before.full), body, { mode: Number(before.stats.mode) })
        try {
          signal?.throwIfAborted()
          const current = await withDocument(id, async ({ path, full, version }) => ({ path, full, version }))
          if (current === null) throw gone()
          if (current.version !== ifVersion) throw replaced()
          const ours = await stat(staged, { bigint: true })
          await rename(staged, current.full)
          // a save that is repeated may bring the very file that lies there: then a rename does nothing (POSIX, rename)
          await removeFile(staged)
          await syncDirectory(dirname(current.full))
          const stats = await stat(current.full, { bigint: true })
          if (stats.ino === ours.ino && stats.mtimeNs === ours.mtimeNs)
            await versions.remember(current.path, stats, body.sha256)
          return describe({ id: await ids.idOf(current.path), path: current.path, stats, version: body.sha256 })
        } catch (error) {
          await removeFile(staged)
          throw toHostError(error)
        }
      }),
    async create({ name, beside, folder, body, signal }) {
      const checked = visibleName(name)
      const directory = await directoryOf({ beside, folder })
      const full = join(directory, checked)
      const path = relativePath(root, full)
      const staged = await stageFile(directory, body, { mode: 0o666 & ~process.umask() })
      try {
        signal?.throwIfAborted()
        await moveToFreeName(staged, full)
      } catch (error) {
        await removeFile(staged)
        throw error
      }
      await ids.madeNew(path)
      const stats = await stat(full, { bigint: true })
      await versions.remember(path, stats, body.sha256)
      return describe({ id: await ids.idOf(path), path, stats, version: body.sha256 })
    },
    rename: (id, name) =>
      lockedById(id, async () => {
        const checked = visibleName(name)
        const from = await withDocument(id, async (found) => ({ ...found }))
        if (from === null) throw gone()
        const full = join(dirname(from.full), checked)
        const path = relativePath(root, full)
        if (path !== from.path) {
          await moveToFreeName(from.full, full)
          await ids.madeNew(path)
          await ids.moved(from.id, path)
        }
        const stats = await stat(full, { bigint: true })
        if (stats.ino === from.stats.ino && stats.mtimeNs === from.stats.mtimeNs)
          await versions.remember(path, stats, from.version)
        return describe({ id: from.id, path, stats, version: from.version })
      }),
    async list({ user, extensions, search, folder, cursor, limit, signal }) {
      const documents: StoredDocument[] = []
      let last: string | undefined
      const paths = listFolder({ root, hidden, extensions, search, folder: folder ?? null, after: cursor, signal })
      for await (const path of paths) {
        if (documents.length === limit) return { documents, cursor: last }
        last = path
        const document = await find(await ids.idOf(path), signal)
        if (document !== null && (await rights.permissions(user, document)).view) documents.push(document)
      }
      return { documents }
    },
    async nameTaken(name, where) {
      const full = join(await directoryOf(where), visibleName(name))
      return (await stat(full).catch(() => null)) !== null
    },
    async findByName(name, where) {
      const full = join(await directoryOf(where), visibleName(name))
      const found = await stat(full).catch(() => null)
      return found?.isFile() ? await find(await ids.idOf(relativePath(root, full))) : null
    },
    delete: (id) =>
      lockedById(id, async () => {
        const found = await withDocument(id, async ({ full }) => ({ full }))
        if (found === null) throw gone()
        await unlink(found.full).catch((error: unknown) => {
          throw toHostError(error)
        })
        await syncDirectory(dirname(found.full))
      }),
    async addActivity(id, activity, { by }) {
      if ((await find(id)) === null) throw gone()
      const folder = join(hidden, 'activities')
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const line = JSON.stringify({ at: new Date().toISOString(), by: by.id, documentId: id, ...activity })
      await appendFile(join(folder, `${hashOf(id)}.jsonl`), `${line}\n`, { mode: 0o600 })
    },
  }
}

function describe({ id, path, stats, version }: Pick<Found, 'id' | 'path' | 'stats' | 'version'>): StoredDocument {
  const names = path.split('/')
  return {
    id,
    name: names.at(-1)!,
    version,
    size: Number(stats.size),
    modifiedAt: new Date(Number(stats.mtimeMs)),
    folder: names.at(-2),
  }
}

function visibleName(name: string): string {
  const checked = checkFileName(name)
  if (isPlainName(checked)) return checked
  throw new HostError('name_invalid', 'The file name must not begin with a dot.')
}

function gone(): HostError {
  return new HostError('not_found', 'The document does not exist any more.')
}

function replaced(): HostError {
  return new HostError('version_conflict', 'The file was replaced by somebody else meanwhile.')
}

function parentOf(path: string): string {
  return path.split('/').slice(0, -1).join('/')
}

function relativePath(root: string, full: string): string {
  return full.slice(root.length + 1).replaceAll('\\', '/')
}

function isWithin(full: string, directory: string): boolean {
  return full === directory || full.startsWith(`${directory}/`)
}

import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { HostError } from '@openwith/connector-core/errors'
import { moveToFreeName, namesOfPath, stageFile } from '@openwith/connector-core/folder/files'
import type { ByteRange, SpooledFile } from '@openwith/connector-core/host'
import { type ByteStorage, openFile, replaceFile, stampOfFile, sweepStaged } from '@openwith/connector-core/storage'
import type { FileStore } from './ghost.ts'

/** A file of Ghost's storage: `path` as {@link FileStore} has it, `name` as people know it. */
export interface StoredFile {
  path: string
  name: string
}

/** Where Ghost keeps its files: on this disk, streamed and renamed into place, or behind its storage adapter, which knows whole buffers only. */
export interface FileStorage extends ByteStorage<StoredFile> {
  /** Without a look at the bytes; null: there is none, or this storage does not say. */
  look(filePath: string): Promise<{ size: number; modifiedAt: Date } | null>
  /** Adds a file. Throws `name_taken`. */
  add(filePath: string, body: SpooledFile): Promise<void>
  /** All paths; null: this storage cannot list. */
  list(): Promise<string[] | null>
  sweep(): Promise<void>
}

/** The folder of Ghost's local storage. Ghost itself truncates the live file and writes into it; here readers keep the file that they have opened. */
export function localStorage(folder: () => string): FileStorage {
  const locate = (filePath: string): string => {
    if (namesOfPath(filePath) === null) throw new HostError('not_found', 'There is no such file.')
    return path.join(folder(), ...filePath.split('/'))
  }
  return {
    atomic: true,
    stamp: (file) => stampOfFile(locate(file.path)),
    async open(file, options = {}) {
      const full = locate(file.path)
      if ((await stat(full).catch(() => null))?.isDirectory())
        throw new HostError('not_found', 'There is no such file.')
      return await openFile(full, { name: file.name, ...options })
    },
    async replace(file, body, { seen, signal }) {
      await replaceFile(locate(file.path), body, { name: file.name, seen, signal })
    },
    async look(filePath) {
      const found = await stat(locate(filePath)).catch(() => null)
      return found?.isFile() ? { size: found.size, modifiedAt: found.mtime } : null
    },
    async add(filePath, body) {
      const full = locate(filePath)
      await mkdir(path.dirname(full), { recursive: true })
      const staged = await stageFile(path.dirname(full), body, { mode: 0o666 & ~process.umask() })
      try {
        await moveToFreeName(staged, full)
      } catch (error) {
        await rm(staged, { force: true })
        throw error
      }
    },
    async list() {
      const entries = await readdir(folder(), { recursive: true, withFileTypes: true }).catch(() => [])
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(folder(), path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
        .filter((filePath) => namesOfPath(filePath) !== null)
    },
    async sweep() {
      for (const year of await foldersIn(folder()))
        for (const month of await foldersIn(path.join(folder(), year)))
          await sweepStaged(path.join(folder(), year, month))
    },
  }
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
}

/** So long a stamp is good: each asks for the whole file. What somebody else puts there meanwhile is seen by the next look, and by every write. */
const stampMilliseconds = 5000
const mostStamps = 500

/** Any other storage adapter with `read` and `saveRaw`: each write is one put, and a file is read whole, because that is all such an adapter offers. */
export function adapterStorage(store: FileStore, now: () => number = Date.now): FileStorage {
  const stamps = new Map<string, { stamp: string; at: number }>()
  const remember = (filePath: string, stamp: string): string => {
    stamps.delete(filePath)
    stamps.set(filePath, { stamp, at: now() })
    const [oldest] = stamps.keys()
    if (stamps.size > mostStamps && oldest !== undefined) stamps.delete(oldest)
    return stamp
  }
  const read = async (file: StoredFile): Promise<Uint8Array> => {
    const bytes = await store.read(file.path).catch((cause: unknown) => Promise.reject(unavailable(file.name, cause)))
    if (bytes === null) throw new HostError('not_found', `${file.name} is no longer in Ghost's storage.`)
    return bytes
  }
  const stampOf = (bytes: Uint8Array) => `bytes ${createHash('sha256').update(bytes).digest('hex')}`
  const put = async (filePath: string, name: string, body: SpooledFile) => {
    const bytes = await readFile(body.path)
    if (bytes.byteLength !== body.size) throw new HostError('unavailable', 'The spooled file is not complete.')
    stamps.delete(filePath)
    await store.saveRaw(bytes, filePath).catch((cause: unknown) => Promise.reject(unavailable(name, cause)))
    remember(filePath, stampOf(bytes))
  }
  return {
    atomic: true,
    async stamp(file) {
      const held = stamps.get(file.path)
      if (held !== undefined && now() - held.at < stampMilliseconds) return held.stamp
      const bytes = await store.read(file.path).catch((cause: unknown) => Promise.reject(unavailable(file.name, cause)))
      return bytes === null ? null : remember(file.path, stampOf(bytes))
    },
    async open(file, { range } = {}) {
      const bytes = await read(file)
      return { stamp: remember(file.path, stampOf(bytes)), size: bytes.byteLength, body: piecesOf(bytes, range) }
    },
    async replace(file, body, { seen }) {
      if (remember(file.path, stampOf(await read(file))) !== seen)
        throw new HostError('version_conflict', `${file.name} was replaced by somebody else while it was being saved.`)
      await put(file.path, file.name, body)
    },
    look: async () => null,
    async add(filePath, body) {
      if (await store.exists(filePath)) throw new HostError('name_taken', 'The folder has a file of this name already.')
      await put(filePath, path.posix.basename(filePath), body)
    },
    list: async () => null,
    sweep: async () => {},
  }
}

async function* piecesOf(bytes: Uint8Array, range: ByteRange | undefined): AsyncGenerator<Uint8Array> {
  const part = range === undefined ? bytes : bytes.subarray(range.start, range.end + 1)
  if (part.byteLength > 0) yield part
}

const unavailable = (name: string, cause: unknown): HostError =>
  new HostError(
    'unavailable',
    `Ghost's storage failed while ${name} was read or written. The server log has the cause.`,
    {
      cause,
    },
  )

import { createHash, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HostError, type HostErrorCode } from '@openwith/connector-core/errors'
import type {
  Access,
  DocumentActivity,
  DocumentStore,
  Host,
  LogEntry,
  Mount,
  Permissions,
  SettingsStore,
  SpooledFile,
  StateStore,
  StoredDocument,
  User,
  WriteOptions,
} from '@openwith/connector-core/host'
import { memoryState } from '@openwith/connector-core/state/memory'
import { checkName, memoryFolders } from './memory-folders.ts'

export interface MemoryDocument {
  id?: string
  name: string
  /** Text stands for its UTF-8 bytes. Default: none. */
  bytes?: Uint8Array | string
  ownerId?: string
  folder?: string
}

export interface MemoryUser extends User {
  /** What this user may do with every document. Default: everything. */
  permissions?: Partial<Permissions>
  /** Default: true. */
  mayCreate?: boolean
  /** Default: true. */
  mayAdminister?: boolean
}

export interface MemoryHostOptions {
  documents?: readonly MemoryDocument[]
  /** Default: one user, `ada`. */
  users?: readonly MemoryUser[]
  /** The stored settings. */
  settings?: Record<string, unknown>
  /** Settings fixed by the configuration. */
  fixed?: Record<string, unknown>
  /** Default: none; the process's own is not read. */
  environment?: Record<string, string | undefined>
  mount?: Partial<Mount>
  /** Share one to let two hosts be two instances of one installation. */
  state?: StateStore
  dataDirectory?: string
  now?: () => Date
  /** Leave out optional methods of the document store. */
  without?: readonly ('create' | 'rename' | 'list' | 'nameTaken' | 'findByName' | 'delete' | 'addActivity')[]
  /** Default: true. */
  hasFolders?: boolean
}

/** The reference host: everything in memory, with knobs for what a CMS and its people may do meanwhile. */
export interface MemoryHost extends Host {
  /** What the core logged. */
  readonly entries: readonly LogEntry[]
  /** Every successful write, in order. */
  readonly writes: readonly { id: string; version: string; by: string | null; reason: WriteOptions['reason'] }[]
  /** What editors told of, in order. */
  readonly activities: readonly (DocumentActivity & { documentId: string; by: string })[]
  /** The bytes behind the host's back. */
  bytesOf(id: string): Uint8Array | null
  documentIds(): string[]
  add(document: MemoryDocument): StoredDocument
  /** Somebody replaces the file outside the editor. */
  replace(id: string, bytes: Uint8Array | string): StoredDocument
  /** Somebody edits a field that is not the bytes: the change time moves, the version does not. */
  touch(id: string): void
  remove(id: string): void
  /** The next call of `method` fails with this error; `times` makes it the next few. */
  failNext(method: 'find' | 'read' | 'write' | 'create' | 'rename', code: HostErrorCode, times?: number): void
  /** Runs inside the next write, after the bytes were read and before the version is compared. */
  beforeNextWrite(act: () => void | Promise<void>): void
  /** The account is blocked: `access.user` gives null. */
  revoke(userId: string): void
  /** Changes what a user may do; absent rights stay. */
  permit(userId: string, permissions: Partial<Permissions>): void
  storedSettings(): Record<string, unknown>
  /** Removes the data directory. */
  cleanUp(): void
}

interface Row extends StoredDocument {
  bytes: Uint8Array<ArrayBuffer>
}

const everything: Permissions = { view: true, edit: true, download: true, print: true, copy: true }

/** Makes a {@link MemoryHost}. Its documents' versions are hashes of the bytes. */
export function memoryHost(options: MemoryHostOptions = {}): MemoryHost {
  const now = options.now ?? (() => new Date())
  const rows = new Map<string, Row>()
  const users = new Map((options.users ?? [{ id: 'ada', name: 'Ada Lovelace' }]).map((user) => [user.id, { ...user }]))
  const entries: LogEntry[] = []
  const writes: { id: string; version: string; by: string | null; reason: WriteOptions['reason'] }[] = []
  const activities: (DocumentActivity & { documentId: string; by: string })[] = []
  const failures: { method: string; code: HostErrorCode }[] = []
  const ownDirectory = options.dataDirectory === undefined
  const dataDirectory = options.dataDirectory ?? mkdtempSync(join(tmpdir(), 'openwith-memory-host-'))
  let stored = structuredClone(options.settings ?? {})
  let interruption: (() => void | Promise<void>) | undefined

  const failIfTold = (method: string) => {
    const index = failures.findIndex((failure) => failure.method === method)
    const [failure] = index < 0 ? [] : failures.splice(index, 1)
    if (failure) throw new HostError(failure.code, `The test made ${method} fail.`)
  }
  const rowOf = (id: string): Row => {
    const row = rows.get(id)
    if (row === undefined) throw new HostError('not_found', 'There is no such document.')
    return row
  }
  const put = (row: Row, bytes: Uint8Array<ArrayBuffer>) =>
    Object.assign(row, { bytes, version: versionOf(bytes), size: bytes.byteLength, modifiedAt: now() })
  const add = (document: MemoryDocument): StoredDocument => {
    const { id = randomUUID(), name, bytes = '', ownerId, folder } = document
    if (folder !== undefined) folders.ensure(folder)
    const row: Row = { id, name, ownerId, folder, bytes: new Uint8Array(), version: '', size: 0, modifiedAt: now() }
    rows.set(id, put(row, toBytes(bytes)))
    return publicRow(row)
  }
  // the root has the empty id
  const folderOf = (where: { beside: string | null; folder?: string | null }) =>
    (where.folder ?? (where.beside === null ? undefined : rows.get(where.beside)?.folder)) || undefined
  const isTaken = (name: string, folder: string | undefined, except?: string) =>
    [...rows.values()].some((row) => row.name === name && row.folder === folder && row.id !== except)

  const documents: DocumentStore = {
    async find(id) {
      failIfTold('find')
      const row = rows.get(id)
      return row === undefined ? null : publicRow(row)
    },
    async read(id, { range } = {}) {
      failIfTold('read')
      const row = rowOf(id)
      const bytes = range === undefined ? row.bytes : row.bytes.subarray(range.start, range.end + 1)
      return { version: row.version, size: bytes.byteLength, body: streamOf(bytes) }
    },
    async write(id, body, { ifVersion, by, reason, signal }) {
      failIfTold('write')
      rowOf(id)
      const bytes = await bytesOfSpooled(body)
      signal?.throwIfAborted()
      const act = interruption
      interruption = undefined
      await act?.()
      const row = rowOf(id)
      if (row.version !== ifVersion) throw new HostError('version_conflict', 'The document was replaced meanwhile.')
      put(row, bytes)
      writes.push({ id, version: row.version, by: by?.id ?? null, reason })
      return publicRow(row)
    },
    async create({ name, beside, folder, body, by }) {
      failIfTold('create')
      checkName(name)
      const where = folderOf({ beside, folder })
      const bytes = await bytesOfSpooled(body)
      if (isTaken(name, where)) throw new HostError('name_taken', 'The folder has a document of this name.')
      return add({ name, bytes, folder: where, ownerId: by?.id })
    },
    async rename(id, name) {
      failIfTold('rename')
      checkName(name)
      const row = rowOf(id)
      if (isTaken(name, row.folder, id)) throw new HostError('name_taken', 'The folder has a document of this name.')
      row.name = name
      row.modifiedAt = now()
      return publicRow(row)
    },
    async list({ user, extensions, search = '', folder, cursor, limit }) {
      const visible = users.get(user.id)?.permissions?.view ?? users.has(user.id)
      const found = [...rows.values()].filter(
        (row) =>
          visible &&
          extensions.includes(row.name.split('.').at(-1)?.toLowerCase() ?? '') &&
          row.name.toLowerCase().includes(search.toLowerCase()) &&
          (folder === undefined || folder === null || row.folder === folder),
      )
      const start = Number(cursor ?? 0)
      const page = found.slice(start, start + limit).map(publicRow)
      return found.length > start + limit ? { documents: page, cursor: String(start + limit) } : { documents: page }
    },
    async nameTaken(name, where) {
      return isTaken(name, folderOf(where))
    },
    async findByName(name, where) {
      const row = [...rows.values()].find((found) => found.name === name && found.folder === folderOf(where))
      return row === undefined ? null : publicRow(row)
    },
    async delete(id) {
      rowOf(id)
      rows.delete(id)
    },
    async addActivity(id, activity, { by }) {
      rowOf(id)
      activities.push({ ...activity, documentId: id, by: by.id })
    },
  }
  const visibleIn = (folder: string, user: User): StoredDocument[] => {
    const visible = users.get(user.id)?.permissions?.view ?? users.has(user.id)
    return [...rows.values()].filter((row) => visible && (row.folder ?? '') === folder).map(publicRow)
  }
  const folders = memoryFolders({ documentsIn: visibleIn, folderOf: (id) => rowOf(id).folder ?? '', hasDocuments })
  function hasDocuments(folder: string): boolean {
    return [...rows.values()].some((row) => row.folder === folder)
  }
  for (const document of options.documents ?? []) add(document)
  for (const method of options.without ?? []) delete documents[method]

  const access: Access = {
    async user(id) {
      const user = users.get(id)
      if (user === undefined) return null
      const { permissions: _, mayCreate: __, mayAdminister: ___, ...person } = user
      return person
    },
    async permissions(user) {
      const known = users.get(user.id)
      if (known === undefined) return { view: false, edit: false, download: false, print: false, copy: false }
      return { ...everything, ...known.permissions }
    },
    async mayCreate(user) {
      return users.get(user.id)?.mayCreate ?? users.has(user.id)
    },
    async mayAdminister(user) {
      return users.get(user.id)?.mayAdminister ?? users.has(user.id)
    },
  }

  const settings: SettingsStore = {
    load: async () => structuredClone(stored),
    async save(values) {
      stored = structuredClone(values)
    },
    fixed: () => options.fixed ?? {},
    environment: options.environment ?? {},
  }

  return {
    documents,
    folders: options.hasFolders === false ? undefined : folders.store,
    access,
    settings,
    pages: {
      document: ({ id }, mode) => `https://cms.example.com/documents/${encodeURIComponent(id)}?mode=${mode}`,
      folder: ({ id }) => `https://cms.example.com/folders/${encodeURIComponent(id)}`,
    },
    state: options.state ?? memoryState({ now }),
    mount: () => ({
      publicUrl: 'https://cms.example.com',
      serverPath: '/onlyoffice/server',
      browserPath: '/onlyoffice',
      ...options.mount,
    }),
    dataDirectory,
    log: (entry) => entries.push(entry),
    now,
    entries,
    writes,
    activities,
    bytesOf: (id) => rows.get(id)?.bytes.slice() ?? null,
    documentIds: () => [...rows.keys()],
    add,
    replace: (id, bytes) => publicRow(put(rowOf(id), toBytes(bytes))),
    touch(id) {
      rowOf(id).modifiedAt = now()
    },
    remove: (id) => void rows.delete(id),
    failNext(method, code, times = 1) {
      for (let i = 0; i < times; i++) failures.push({ method, code })
    },
    beforeNextWrite(act) {
      interruption = act
    },
    revoke: (userId) => void users.delete(userId),
    permit(userId, permissions) {
      const user = users.get(userId)
      if (user === undefined) throw new Error(`The memory host has no user ${userId}.`)
      user.permissions = { ...user.permissions, ...permissions }
    },
    storedSettings: () => structuredClone(stored),
    cleanUp() {
      if (ownDirectory) rmSync(dataDirectory, { recursive: true, force: true })
    },
  }
}

function publicRow({ bytes: _, ...document }: Row): StoredDocument {
  return { ...document, modifiedAt: new Date(document.modifiedAt) }
}

function versionOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function toBytes(bytes: Uint8Array | string): Uint8Array<ArrayBuffer> {
  return typeof bytes === 'string' ? new TextEncoder().encode(bytes) : new Uint8Array(bytes)
}

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  const step = 64 * 1024
  let at = 0
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.byteLength) return controller.close()
      controller.enqueue(bytes.slice(at, at + step))
      at += step
    },
  })
}

/** Reads and checks the whole file before anything changes. */
async function bytesOfSpooled(file: SpooledFile): Promise<Uint8Array<ArrayBuffer>> {
  let bytes: Uint8Array<ArrayBuffer>
  try {
    bytes = new Uint8Array(await new Response(file.stream()).arrayBuffer())
  } catch (cause) {
    throw new HostError('unavailable', 'The spooled file could not be read to its end.', { cause })
  }
  if (bytes.byteLength === file.size && versionOf(bytes) === file.sha256) return bytes
  throw new HostError('unavailable', 'The spooled file is not what it should be.')
}

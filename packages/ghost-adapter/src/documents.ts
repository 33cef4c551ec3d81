import path from 'node:path'
import { checkFileName } from '@openwith/connector-core/create'
import { HostError } from '@openwith/connector-core/errors'
import { namesOfPath } from '@openwith/connector-core/folder/files'
import { extensionOf } from '@openwith/connector-core/formats'
import type { DocumentStore, StateStore, StoredDocument } from '@openwith/connector-core/host'
import { documentBytes, type KnownBytes } from '@openwith/connector-core/storage'
import type { GhostAccess } from './access.ts'
import { hashOfPath, idOfPath, pathOfId } from './document-id.ts'
import { createFileRecords, type FileRecord } from './file-records.ts'
import { adapterStorage, localStorage, type StoredFile } from './file-storage.ts'
import type { Ghost } from './ghost.ts'
import type { PostFiles, PostUse } from './post-files.ts'
import type { Tables } from './tables.ts'

export interface GhostDocuments extends DocumentStore {
  /** The document of a file with this public address; null: no file of Ghost's storage, or none there. */
  findByUrl(url: string): Promise<StoredDocument | null>
  sweep(): Promise<void>
}

export interface DocumentsOptions {
  ghost: Ghost
  tables: Tables
  state: StateStore
  access: GhostAccess
  posts: PostFiles
  now(): Date
}

/** Ghost's files as a store of documents: the id of one is made from its path, which Ghost never gives to another file. */
export function createDocuments(options: DocumentsOptions): GhostDocuments {
  const { ghost, state, posts, now } = options
  const records = createFileRecords(options.tables)
  const local = localStorage(() => ghost.files.folder ?? '')
  const remote = adapterStorage(ghost.files)
  const storage = () => (ghost.files.folder === null ? remote : local)
  const bytes = documentBytes<StoredFile>({
    state,
    prefix: 'ghost/file/',
    idOf: (file) => hashOfPath(file.path),
    nameOf: (file) => file.name,
    // Ghost keeps no row of a file, so nothing else can change one.
    revisionOf: () => '',
    storageOf: storage,
    reload: async (file) => file,
    finish: async () => {},
  })

  async function load(id: string): Promise<StoredFile & { record: FileRecord | null }> {
    const filePath = pathOfId(id)
    if (filePath === null) throw gone()
    const record = await records.find(filePath)
    return {
      path: filePath,
      name: nameOf(filePath, record, record?.name == null ? await posts.of(filePath) : []),
      record,
    }
  }

  /** As people wrote it: Ghost's storage knows only letters, digits and hyphens. */
  function nameOf(filePath: string, record: FileRecord | null, uses: readonly PostUse[]): string {
    const plain = path.posix.basename(filePath)
    const named = uses.find(({ fileName }) => fileName !== null && isNameFor(fileName, plain))
    return record?.name ?? named?.fileName ?? plain
  }

  async function toDocument(
    file: StoredFile & { record?: FileRecord | null },
    known: KnownBytes,
  ): Promise<StoredDocument> {
    const modifiedAt = (await storage().look(file.path))?.modifiedAt
    return {
      id: idOfPath(file.path) ?? '',
      name: file.name,
      version: known.version,
      size: known.size,
      modifiedAt: modifiedAt ?? new Date(Number(file.record?.createdAt ?? 0) || 1),
      ...(file.record?.createdBy ? { ownerId: file.record.createdBy } : {}),
      folder: path.posix.dirname(file.path),
    }
  }

  async function find(id: string): Promise<StoredDocument | null> {
    try {
      const file = await load(id)
      return await toDocument(file, await bytes.inspect(file))
    } catch (error) {
      if (error instanceof HostError && error.code === 'not_found') return null
      throw error
    }
  }

  /** Where Ghost would put such a file today, or beside another one. */
  function pathFor(name: string, { beside, folder }: { beside: string | null; folder?: string | null }): string {
    const given =
      folder != null && folder !== '' ? folder : beside === null ? null : path.posix.dirname(pathOfId(beside) ?? '.')
    const today = now()
    const month = `${today.getFullYear()}/${String(today.getMonth() + 1).padStart(2, '0')}`
    const place = given === null || given === '.' ? month : given
    if (namesOfPath(place) === null) throw new HostError('not_found', 'There is no such folder.')
    const ending = path.posix.extname(name)
    const filePath = `${place}/${ghost.files.sanitize(path.posix.basename(name, ending))}${ending}`
    if (idOfPath(filePath) === null)
      throw new HostError('name_invalid', 'The file name is too long for Ghost. Shorten it.')
    return filePath
  }

  const isTaken = async (name: string, filePath: string): Promise<boolean> =>
    (await ghost.files.exists(filePath)) || (await records.hasName(path.posix.dirname(filePath), name))

  return {
    find,

    async findByUrl(url) {
      const filePath = ghost.files.pathOf(url.replace(/[?#].*$/s, ''))
      const id = filePath === null ? null : idOfPath(filePath)
      return id === null ? null : await find(id)
    },

    async read(id, range) {
      return await bytes.read(await load(id), range)
    },

    async write(id, body, { ifVersion, by, signal }) {
      const file = await load(id)
      await bytes.write(hashOfPath(file.path), async () => file, body, { ifVersion, by: by?.id ?? null, signal })
      return await toDocument(file, { version: body.sha256, size: body.size })
    },

    async create({ name: given, beside, folder, body, by, signal }) {
      const name = checkFileName(given)
      const filePath = pathFor(name, { beside, folder })
      if (await isTaken(name, filePath)) throw taken(name)
      signal?.throwIfAborted()
      await storage().add(filePath, body)
      const record = { name, createdBy: by?.id ?? null, createdAt: now().getTime() }
      await records.put(filePath, record)
      const file = { path: filePath, name, record }
      await bytes.created(file, body)
      return await toDocument(file, { version: body.sha256, size: body.size })
    },

    async rename(id, given) {
      const file = await load(id)
      const name = checkFileName(given)
      if (extensionOf(name) !== extensionOf(file.path))
        throw new HostError('name_invalid', `The name must end in .${extensionOf(file.path)}.`)
      const known = await bytes.inspect(file)
      if (name !== file.name && (await records.hasName(path.posix.dirname(file.path), name))) throw taken(name)
      // The address of a file is in posts, mails and feeds: the name changes, the path never.
      const record = { createdBy: null, createdAt: now().getTime(), ...file.record, name }
      await records.put(file.path, record)
      return await toDocument({ path: file.path, name, record }, known)
    },

    async list({ user, extensions, search, cursor, limit }) {
      const offset = Number(cursor ?? 0)
      if (!Number.isSafeInteger(offset) || offset < 0)
        throw new HostError('not_found', 'This page of the list does not exist.')
      const account = await ghost.account(user.id)
      if (account === null) return { documents: [] }
      const all = await records.all()
      const uses = await posts.all()
      const used = [...uses].filter(([, of]) => of.some(({ own }) => own)).map(([filePath]) => filePath)
      const paths = new Set([...used, ...all.keys(), ...((await storage().list()) ?? [])])
      const wanted = search?.toLowerCase() ?? ''
      const named = [...paths]
        .filter((filePath) => extensions.includes(extensionOf(filePath)) && idOfPath(filePath) !== null)
        .map((filePath) => {
          const record = all.get(filePath) ?? null
          return { path: filePath, name: nameOf(filePath, record, uses.get(filePath) ?? []), record }
        })
        .filter((file) => `${file.name}\n${file.path}`.toLowerCase().includes(wanted))
      const visible: typeof named = []
      for (const file of named)
        if (await options.access.mayView(account, uses.get(file.path) ?? [], file.record?.createdBy ?? null))
          visible.push(file)
      const looked = await Promise.all(
        visible.map(async (file) => {
          const seen = await storage().look(file.path)
          return { ...file, seen, at: seen?.modifiedAt.getTime() ?? file.record?.createdAt ?? 0 }
        }),
      )
      const found = looked
        // A post may name a file that is gone; only a storage that can tell says so.
        .filter(({ seen }) => seen !== null || ghost.files.folder === null)
        .sort((a, b) => b.at - a.at || a.path.localeCompare(b.path))
      // Versions come from what is known already: nobody opens a document from this list without `find`, and hashing a page of files would take long.
      const documents = await Promise.all(
        found
          .slice(offset, offset + limit)
          .map(async ({ seen, ...file }) =>
            toDocument(file, (await bytes.known(file)) ?? { version: 'unread', size: seen?.size ?? 0 }),
          ),
      )
      return found.length > offset + limit ? { documents, cursor: String(offset + limit) } : { documents }
    },

    async nameTaken(name, where) {
      return await isTaken(name, pathFor(name, where))
    },

    sweep: () => local.sweep(),
  }
}

/** A card's name counts only for a file of its kind. */
const isNameFor = (name: string, plain: string): boolean =>
  extensionOf(name) === extensionOf(plain) && !/[/\\]/.test(name)

const gone = (): HostError => new HostError('not_found', "The file is no longer in Ghost's storage.")

const taken = (name: string): HostError =>
  new HostError('name_taken', `Ghost has a file named ${name} in this folder already.`)

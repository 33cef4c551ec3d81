import { stat } from 'node:fs/promises'
import { HostError } from '@openwith/connector-core'
import { extensionOf, mimeOf } from '@openwith/connector-core/formats'
import type {
  DocumentStore,
  LogEntry,
  SpooledFile,
  StateStore,
  StoredDocument,
  User,
} from '@openwith/connector-core/host'
import { documentBytes, type KnownBytes } from '@openwith/connector-core/storage'
import type { DirectusAccess } from './access.ts'
import {
  type Accountability,
  type DirectusContext,
  type FileRow,
  fileFields,
  isUuid,
  type Privileged,
} from './directus.ts'
import { createFileStorage } from './file-storage.ts'
import { toHostError } from './host-error.ts'
import type { ListedCopy } from './kept-copies.ts'
import { listFiles } from './list-files.ts'
import { createNames } from './name-taken.ts'
import { checkName, fullName, titleOf } from './names.ts'
import { checkedStream } from './replace-bytes.ts'
import { checkSize, checkType } from './upload-rules.ts'

export interface DirectusDocuments extends DocumentStore {
  /** Finishes the writes that killed processes have left in the middle, once nobody alive is at them. Never throws. */
  repair(): Promise<void>
}

export interface DocumentsOptions {
  context: DirectusContext
  state: StateStore
  access: DirectusAccess
  dataDirectory: string
  log(entry: LogEntry): void
}

/** The file library of Directus as a store of documents. */
export function createDocuments({ context, state, access, dataDirectory, log }: DocumentsOptions): DirectusDocuments {
  const { env, getSchema, services } = context
  const names = createNames(context, state)

  /** Privileged: whoever calls the store has asked `access` before, or has nobody to ask for. */
  async function load(id: string): Promise<FileRow | null> {
    if (!isUuid(id)) return null
    const files = new services.FilesService({ schema: await getSchema(), accountability: null })
    const query = { filter: { id: { _eq: id } }, fields: fileFields, limit: 1 }
    const [row] = (await files.readByQuery(query, { emitEvents: false })) as unknown as FileRow[]
    return row ?? null
  }

  async function loadExisting(id: string): Promise<FileRow> {
    const row = await load(id)
    if (row === null) throw new HostError('not_found', 'The file is no longer in the library of Directus.')
    return row
  }

  async function actorOf(by: User | null): Promise<Accountability | Privileged> {
    if (by === null) return null
    const accountability = await access.accountabilityOf(by)
    if (accountability === null) throw new HostError('forbidden', `The account of ${by.name} is not active any more.`)
    return accountability
  }

  const storage = createFileStorage({
    context,
    state,
    dataDirectory,
    actor: async (id) => await actorOf(id === null ? null : await access.user(id)),
    log,
  })
  const bytes = documentBytes<FileRow>({
    state,
    prefix: 'directus/file/',
    idOf: (row) => row.id,
    nameOf: (row) => row.filename_download,
    // The last that an upload writes; other times of the row change while it is on its way.
    revisionOf: (row) => row.uploaded_on ?? '',
    storageOf: () => storage,
    reload: (row) => loadExisting(row.id),
    finish: (row, size, by) => storage.finish(row, size, by),
  })

  async function toDocument(row: FileRow, known: KnownBytes): Promise<StoredDocument> {
    const folder = row.folder === null ? null : await names.folderName(row.folder)
    return {
      id: row.id,
      name: fullName(row),
      version: known.version,
      size: known.size,
      modifiedAt: new Date(row.modified_on ?? row.uploaded_on ?? 0),
      ...(row.uploaded_by === null ? {} : { ownerId: row.uploaded_by }),
      ...(folder === null ? {} : { folder }),
    }
  }

  async function requireComplete({ path, size }: SpooledFile): Promise<void> {
    if ((await stat(path).catch(() => null))?.size !== size)
      throw new HostError('unavailable', 'The file on the disk of this server is not complete. Try again.')
  }

  async function repairOne(copy: ListedCopy): Promise<void> {
    try {
      await storage.alone(copy.id, async (held) => {
        if (!(await copy.isKept())) return
        const row = await load(copy.id)
        if (row !== null && (await storage.resume(row, copy, held))) {
          await bytes.created(await loadExisting(copy.id), copy.bytes)
          const message = 'A save that was cut off by the end of its process was finished.'
          log({ level: 'warn', code: 'file.repaired', message, documentId: copy.id })
        }
        await copy.drop()
      })
    } catch (cause) {
      const message =
        'An interrupted save could not be finished. It is tried again within the hour, and at the next start.'
      log({ level: 'error', code: 'file.not_repaired', message, documentId: copy.id, cause })
    }
  }

  async function find(id: string): Promise<StoredDocument | null> {
    const row = await load(id)
    return row === null ? null : await toDocument(row, await bytes.inspect(row))
  }

  return {
    find,

    async read(id, options) {
      return await bytes.read(await loadExisting(id), options)
    },

    async write(id, body, { ifVersion, by, signal }) {
      const row = await loadExisting(id)
      checkSize(env, row.filename_download, body.size)
      await requireComplete(body)
      const after = await bytes.write(id, () => loadExisting(id), body, { ifVersion, by: by?.id ?? null, signal })
      return await toDocument(after, { version: body.sha256, size: body.size })
    },

    async create({ name, beside, folder, body, by, signal }) {
      checkName(name)
      const place = await names.place({ beside, folder })
      const type = mimeOf(extensionOf(name))
      // What the connector keeps to save an edit is never refused for its kind.
      if (by !== null) checkType(env, name, type)
      checkSize(env, name, body.size)
      const accountability = await actorOf(by)
      return await names.reserve(name, place, null, async () => {
        // Directus cleans up a failed upload in the person's name, who may not be allowed to delete.
        await requireComplete(body)
        signal?.throwIfAborted()
        const files = new services.FilesService({ schema: await getSchema(), accountability })
        const content = checkedStream(body)
        try {
          const data = { filename_download: name, title: titleOf(name), type, folder: place }
          const row = await loadExisting(await files.uploadOne(content, data))
          await bytes.created(row, body)
          return await toDocument(row, { version: body.sha256, size: body.size })
        } catch (error) {
          throw toHostError(error, name)
        } finally {
          content.destroy()
        }
      })
    },

    async rename(id, name, { by }) {
      const row = await loadExisting(id)
      checkName(name)
      const extension = extensionOf(fullName(row))
      if (extensionOf(name) !== extension)
        throw new HostError(
          'name_invalid',
          `The name must end in ${extension === '' ? 'no extension' : `.${extension}`}.`,
        )
      const accountability = await actorOf(by)
      return await names.reserve(name, row.folder, id, async () => {
        const known = await bytes.inspect(row)
        const files = new services.FilesService({ schema: await getSchema(), accountability })
        // A title that Directus made of the old name follows; one that somebody wrote stays.
        const title = row.title === titleOf(fullName(row)) ? { title: titleOf(name) } : {}
        try {
          await files.updateOne(id, { filename_download: name, ...title })
        } catch (error) {
          throw toHostError(error, row.filename_download)
        }
        return await toDocument(await loadExisting(id), known)
      })
    },

    async delete(id, { by }) {
      const row = await loadExisting(id)
      const files = new services.FilesService({ schema: await getSchema(), accountability: await actorOf(by) })
      try {
        await files.deleteOne(id)
      } catch (error) {
        throw toHostError(error, row.filename_download)
      }
      await bytes.forget(row)
    },

    /** Versions come from what is known already: nobody opens a document from a list without `find`, and hashing a page of files would take long. */
    async list(options) {
      const accountability = await access.accountabilityOf(options.user)
      if (accountability === null) return { documents: [] }
      const { rows, cursor } = await listFiles(context, accountability, options)
      const documents = await Promise.all(
        rows.map(async (row) => {
          const known = await bytes.known(row)
          return await toDocument(row, known ?? { version: 'unread', size: Number(row.filesize ?? 0) })
        }),
      )
      return cursor === undefined ? { documents } : { documents, cursor }
    },

    async findByName(name, where) {
      const id = await names.find(name, await names.place(where))
      return id === null ? null : await find(id)
    },

    async nameTaken(name, where) {
      return (await names.find(name, await names.place(where))) !== null
    },

    async repair() {
      await Promise.all((await storage.interrupted()).map(repairOne))
    },
  }
}

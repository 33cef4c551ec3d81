import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { HostError } from '@openwith/connector-core'
import { extensionOf, mimeOf } from '@openwith/connector-core/formats'
import type { DocumentStore, LogEntry, StateStore, StoredDocument, User } from '@openwith/connector-core/host'
import { type ByteStorage, documentBytes, sweepOld, sweepStaged, syncFile } from '@openwith/connector-core/storage'
import type { CollectionSlug, Payload, Where } from 'payload'
import type { PayloadAccess } from './access.ts'
import { type AdapterFiles, createAdapterFiles } from './adapter-files.ts'
import { createLocalFiles, folderOf, type LocalFiles } from './local-files.ts'
import { type FieldsBeside, newDocumentData } from './new-document-data.ts'
import type { OpenWithOptions } from './options.ts'
import { toHostError } from './payload-error.ts'
import { collectionOf, readRowId, writeRowId } from './row-id.ts'
import { type Actor, createUploadOperations, inNameOf } from './save-upload.ts'
import { keepsDrafts, type UploadRow, type UploadRows } from './upload-rows.ts'

export interface PayloadDocuments extends DocumentStore {
  sweep(): Promise<void>
}

export interface DocumentsOptions {
  payload: Payload
  rows: UploadRows
  state: StateStore
  access: PayloadAccess
  dataDirectory: string
  newDocument?: OpenWithOptions['newDocument']
  log(entry: LogEntry): void
}

type Place = { beside: string | null; folder?: string | null }

/** What Payload takes out of names, and what no address should hold. Source: `payload` 3.90, uploads/getFileTypeIdentity; `sanitize-filename`. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const refusedInNames = /[<>:"/\\|?*\u0000-\u001f\u0080-\u009f]|^\.|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i
const reservationSeconds = 60
const bytesPrefix = 'payload/file/'
const pageSize = 200

/** An id as a key of the state; one that has other characters cannot be read back from it. */
const keyOf = (id: string): string =>
  /^[\w.:-]{1,160}$/.test(id) ? id : `=${createHash('sha256').update(id).digest('hex')}`

/** Upload collections as a store of documents, in the name of users by Payload's own operations. A folder of it is a collection, by slug. */
export function createDocuments(options: DocumentsOptions): PayloadDocuments {
  const { payload, rows, state, access, dataDirectory } = options
  const operations = createUploadOperations(payload, dataDirectory)

  async function actorOf(by: string | null): Promise<Actor> {
    const user = by === null ? null : await access.user(by)
    if (by !== null && user === null) throw new HostError('forbidden', 'The account is gone, or it is suspended.')
    return await actor(user)
  }

  async function actor(user: User | null): Promise<Actor> {
    if (user === null) return null
    const account = await access.account(user)
    if (account === null) throw new HostError('forbidden', `${user.name} no longer has an account here.`)
    return account
  }

  const reload = (row: UploadRow) => rows.loadExisting(writeRowId(row))
  const local: LocalFiles = createLocalFiles(operations, actorOf, reload)
  const adapter: AdapterFiles = createAdapterFiles(payload, operations, { dataDirectory, actorOf, reload })
  // Where an adapter's files are kept locally too, the local ones count.
  const filesOf = ({ config }: Pick<UploadRow, 'config'>): LocalFiles | AdapterFiles =>
    typeof config.upload === 'object' && config.upload.disableLocalStorage ? adapter : local

  const bytes = documentBytes<UploadRow>({
    state,
    prefix: bytesPrefix,
    idOf: (row) => keyOf(writeRowId(row)),
    nameOf: (row) => row.filename,
    revisionOf: (row) => row.updatedAt,
    storageOf: (row): ByteStorage<UploadRow> => filesOf(row),
    reload,
    async finish(row, _size, by) {
      try {
        await filesOf(row).finish(row, await actorOf(by))
      } catch (cause) {
        logUnfinished(row, cause)
      }
    },
  })

  function toDocument(row: UploadRow, known: { version: string; size: number }): StoredDocument {
    const { labels, slug } = row.config
    return {
      id: writeRowId(row),
      name: row.filename,
      version: known.version,
      size: known.size,
      modifiedAt: new Date(row.updatedAt),
      folder: typeof labels.plural === 'string' ? labels.plural : slug,
    }
  }

  function configOf(slug: string): UploadRow['config'] {
    if (!rows.collections().includes(slug))
      throw new HostError('not_found', 'There is no such collection of documents.')
    return collectionOf(payload, slug).config
  }

  /** Of several collections the first one that this user may add to. */
  async function collectionFor({ beside, folder }: Place, by: User | null): Promise<string> {
    const [first] = rows.collections()
    const slug = folder || (beside === null ? undefined : readRowId(payload, beside)?.collection)
    if (slug !== undefined) return configOf(slug).slug
    if (by !== null)
      for (const each of rows.collections()) if (await access.mayCreate(by, { beside: null, folder: each })) return each
    if (first === undefined) throw new HostError('not_found', 'No upload collection is set up for documents.')
    return first
  }

  /** The document beside which one is made; its fields are told to the new one, so the user must be able to read it. */
  async function siblingFor(beside: string | null, by: User | null): Promise<UploadRow | null> {
    const row = beside === null ? null : await rows.load(beside)
    if (row === null || by === null) return row
    const document = {
      id: writeRowId(row),
      name: row.filename,
      version: '',
      size: 0,
      modifiedAt: new Date(row.updatedAt),
    }
    if ((await access.permissions(by, document)).view) return row
    throw new HostError('not_found', 'There is no such document, or you may not see it.')
  }

  /** As an application reads them: localized fields in the default language, in which the new document is made. The row itself has all languages. */
  async function fieldsOf(row: UploadRow | null): Promise<FieldsBeside | null> {
    if (row === null) return null
    const collection = row.collection as CollectionSlug
    const draft = row.publication === 'draft'
    const of = {
      collection,
      id: row.id,
      draft,
      depth: 0,
      overrideAccess: true,
      disableErrors: true,
      showHiddenFields: true,
    }
    const fields = (await payload.findByID(of)) as FieldsBeside['fields'] | null
    return fields === null ? null : { collection: row.collection, fields }
  }

  async function isTaken(name: string, slug: string): Promise<boolean> {
    const config = configOf(slug)
    const where: Where = { filename: { equals: name } }
    if ((await payload.db.count({ collection: slug as CollectionSlug, where })).totalDocs > 0) return true
    return (await stat(local.pathOf({ config }, name)).catch(() => null)) !== null
  }

  /** Payload would number a second file of the same name; this takes the name in the shared state while it is looked at and used. */
  async function withName<T>(name: string, slug: string, work: () => Promise<T>): Promise<T> {
    const key = `payload/name/${slug.slice(0, 60)}/${createHash('sha256').update(name).digest('hex')}`
    if (!(await state.swap(key, null, 'taken', reservationSeconds))) throw taken(name)
    try {
      if (await isTaken(name, slug)) throw taken(name)
      return await work()
    } finally {
      await state.swap(key, 'taken', null, null)
    }
  }

  /** A killed process may have put bytes in place that their row does not know of. Whoever reads a document finishes its save; here, nobody has to. */
  async function finishInterrupted(): Promise<void> {
    let after: string | undefined
    for (;;) {
      const entries = await state.list(bytesPrefix, { limit: pageSize, after })
      for (const { key, value } of entries) {
        if (!value.includes('"pending"')) continue
        const row = await rows.load(key.slice(bytesPrefix.length))
        if (row !== null) await bytes.inspect(row).catch((cause: unknown) => logUnfinished(row, cause))
      }
      after = entries.at(-1)?.key
      if (entries.length < pageSize) return
    }
  }

  function logUnfinished(row: UploadRow, cause: unknown): void {
    // The bytes are there and can be read; size and time of change follow with the next save.
    const message = `${row.filename} was stored, but Payload could not take note of it.`
    options.log({ level: 'warn', code: 'save.unfinished', message, documentId: writeRowId(row), cause })
  }

  async function find(id: string): Promise<StoredDocument | null> {
    const row = await rows.load(id)
    return row === null ? null : toDocument(row, await bytes.inspect(row))
  }

  return {
    find,

    async read(id, readOptions) {
      return await bytes.read(await rows.loadExisting(id), readOptions)
    },

    async write(id, body, { ifVersion, by, signal }) {
      const load = () => rows.loadExisting(id)
      const row = await bytes.write(id, load, body, { ifVersion, by: by?.id ?? null, signal })
      return toDocument(row, { version: body.sha256, size: body.size })
    },

    async create({ name: wanted, beside, folder, body, by, signal }) {
      const name = storedName(wanted)
      const slug = await collectionFor({ beside, folder }, by)
      const config = configOf(slug)
      const sibling = await siblingFor(beside, by)
      return await withName(name, slug, async () => {
        signal?.throwIfAborted()
        const made = await operations.create(
          slug,
          { path: body.path, size: body.size, name, mimeType: mimeOf(extensionOf(name)) },
          {
            actor: await actor(by),
            data: await newDocumentData(config, { name, beside: await fieldsOf(sibling), choose: options.newDocument }),
            // Nothing new is public before somebody publishes it.
            draft: keepsDrafts(config),
          },
        )
        const row = await rows.loadExisting(writeRowId({ collection: slug, id: made.id }))
        try {
          if (isNumbered(made.filename, name)) throw taken(name)
          if (filesOf(row) === local) await syncFile(local.pathOf(row, row.filename))
          else await adapter.verify(row, body.sha256)
        } catch (error) {
          await payload.delete({ collection: slug as CollectionSlug, id: made.id, overrideAccess: true })
          throw error
        }
        await bytes.created(row, body)
        return toDocument(row, { version: body.sha256, size: body.size })
      })
    },

    /** The address of the file changes with its name, as it does when somebody uploads under another name in the admin panel. */
    async rename(id, wanted, { by }) {
      const name = storedName(wanted)
      const known = await bytes.inspect(await rows.loadExisting(id))
      return await bytes.inTurn(id, async () => {
        const row = await rows.loadExisting(id)
        if (extensionOf(name) !== extensionOf(row.filename))
          throw new HostError('name_invalid', `The name must end in .${extensionOf(row.filename)}.`)
        if (name === row.filename) return toDocument(row, known)
        return await withName(name, row.collection, async () => {
          await filesOf(row).rename(row, name, await actor(by))
          return (await find(id)) ?? toDocument(row, known)
        })
      })
    },

    /** Versions come from what is known already: nobody opens a document from this list without `find`, and hashing a page of files would take long. */
    async list({ user, extensions, search, folder, cursor, limit }) {
      const slugs = folder ? [configOf(folder).slug] : rows.collections()
      const account = await access.account(user)
      const [at = 0, page = 1] = (cursor ?? '0:1').split(':').map(Number)
      if (!Number.isSafeInteger(at) || !Number.isSafeInteger(page) || at < 0 || page < 1)
        throw new HostError('not_found', 'This page of the list does not exist.')
      const collection = slugs[at] as CollectionSlug | undefined
      if (account === null || collection === undefined) return { documents: [] }
      const endings: Where = { or: extensions.map((extension) => ({ filename: { contains: `.${extension}` } })) }
      const where: Where = { and: [endings, ...(search ? [{ filename: { contains: search } }] : [])] }
      const found = await payload
        .find({
          collection,
          where,
          limit,
          page,
          sort: '-updatedAt',
          depth: 0,
          select: { filename: true },
          ...inNameOf(account),
        })
        .catch((error: unknown) => {
          const failure = toHostError(error, collection)
          if (failure.code === 'forbidden') return null
          throw failure
        })
      const documents: StoredDocument[] = []
      for (const { id } of found?.docs ?? []) {
        const row = await rows.load(writeRowId({ collection, id }))
        if (row === null || !extensions.includes(extensionOf(row.filename))) continue
        documents.push(toDocument(row, (await bytes.known(row)) ?? { version: 'unread', size: row.filesize }))
      }
      const next = found?.hasNextPage ? `${at}:${page + 1}` : at + 1 < slugs.length ? `${at + 1}:1` : undefined
      return next === undefined ? { documents } : { documents, cursor: next }
    },

    async nameTaken(name, where) {
      return await isTaken(name, await collectionFor(where, null))
    },

    async findByName(name, where) {
      const collection = (await collectionFor(where, null)) as CollectionSlug
      const found = await payload.db.findOne<{ id: number | string }>({
        collection,
        where: { filename: { equals: name } },
      })
      return found === null ? null : await find(writeRowId({ collection, id: found.id }))
    },

    /** Into the bin where the collection has one. */
    async delete(id, { by }) {
      const row = await rows.loadExisting(id)
      const target = { collection: row.collection as CollectionSlug, id: row.id, ...inNameOf(await actor(by)) }
      try {
        if (row.config.trash) {
          const data: Record<string, unknown> = { deletedAt: new Date().toISOString() }
          await payload.update({ ...target, data, depth: 0 })
        } else await payload.delete({ ...target, depth: 0 })
      } catch (error) {
        throw toHostError(error, row.filename)
      }
      await bytes.forget(row)
    },

    async sweep() {
      await finishInterrupted()
      for (const slug of rows.collections()) await sweepStaged(folderOf({ config: configOf(slug) }))
      for (const own of ['uploads', 'replaced']) await sweepOld(path.join(dataDirectory, own))
    },
  }
}

/** The name as Payload stores it: without dots and spaces before the extension. Throws `name_invalid` for one that it would change otherwise. */
function storedName(wanted: string): string {
  const name = wanted.replace(/[. ]+(?=\.[^.]+$)/, '')
  if (name === '' || refusedInNames.test(name) || Buffer.byteLength(name) > 255)
    throw new HostError(
      'name_invalid',
      'Payload does not take this file name. Leave out < > : " / \\ | ? * and dots at its ends.',
    )
  return name
}

/** Whether Payload has put a number behind a name that somebody else took meanwhile (`payload` 3.90: uploads/getSafeFilename); a hook may give any other. */
function isNumbered(given: string, wanted: string): boolean {
  const stemOf = (name: string): string => path.parse(name).name.replace(/-\d+$/, '')
  return given !== wanted && stemOf(given) === stemOf(wanted)
}

const taken = (name: string): HostError => new HostError('name_taken', `There is already a file named ${name}.`)

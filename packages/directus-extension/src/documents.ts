import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { setTimeout } from 'node:timers/promises'
import { HostError } from '@openwith/connector-core'
import { extensionOf, mimeOf } from '@openwith/connector-core/formats'
import type { DocumentStore, LogEntry, StateStore, StoredDocument, User } from '@openwith/connector-core/host'
import type { DirectusAccess } from './access.ts'
import {
  type Accountability,
  type DirectusContext,
  type FileRow,
  fileFields,
  isUuid,
  type Privileged,
} from './directus.ts'
import { createFileVersions, type FileRecord } from './file-versions.ts'
import { toHostError } from './host-error.ts'
import { createKeptCopies } from './kept-copies.ts'
import { listFiles } from './list-files.ts'
import { createNames } from './name-taken.ts'
import { checkName, fullName, titleOf } from './names.ts'
import { checkedStream, type ExpectedBytes, recordChange, replaceBytes } from './replace-bytes.ts'
import { missing, type StoredBytes, storedBytes } from './stored-bytes.ts'
import { createTurns } from './turns.ts'
import { checkSize, checkType } from './upload-rules.ts'

export interface DirectusDocuments extends DocumentStore {
  /** Finishes the writes that a killed process of this machine has left in the middle. To be called before anybody reads. */
  repair(): Promise<void>
}

export interface DocumentsOptions {
  context: DirectusContext
  state: StateStore
  access: DirectusAccess
  dataDirectory: string
  log(entry: LogEntry): void
}

const attempts = 3
/** Between Directus's deleting and moving; a remote storage copies there. */
const movingAttempts = 20
const movingMilliseconds = 100

/** The file library of Directus as a store of documents. A document's version is the SHA-256 of its bytes. */
export function createDocuments({ context, state, access, dataDirectory, log }: DocumentsOptions): DirectusDocuments {
  const { database, env, getSchema, services } = context
  const versions = createFileVersions(context, state)
  const copies = createKeptCopies(dataDirectory)
  const names = createNames(context, state)
  const inTurn = createTurns()

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

  /** A file and its bytes; those that are on their way to their place are waited for. */
  async function look(id: string): Promise<{ row: FileRow; known: FileRecord; bytes: StoredBytes | null }> {
    for (let attempt = 1; ; attempt += 1) {
      const row = await loadExisting(id)
      const seen = await versions.inspect(row)
      if (seen.bytes !== null || attempt === movingAttempts) return { row, ...seen }
      await setTimeout(movingMilliseconds)
    }
  }

  async function actorOf(by: User | null): Promise<Accountability | Privileged> {
    if (by === null) return null
    const accountability = await access.accountabilityOf(by)
    if (accountability === null) throw new HostError('forbidden', `The account of ${by.name} is not active any more.`)
    return accountability
  }

  async function toDocument(row: FileRow, known: { version: string; size: number }): Promise<StoredDocument> {
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

  /** Overwrites until it has worked, as long as the old bytes are not there any more. */
  async function replace(row: FileRow, known: FileRecord, bytes: ExpectedBytes, by: Accountability | Privileged) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await replaceBytes(context, row, bytes, by)
      } catch (error) {
        const left = await storedBytes(context, row).catch(() => null)
        if (left?.stamp === known.stamp || attempt === attempts) throw error
      }
    }
  }

  /** After the bytes are in their place: who and when, the cache of the version, and no copy any more. */
  async function finish(id: string, stored: { version: string; size: number }, by: Accountability | Privileged) {
    await recordChange(context, id, by).catch(async (cause: unknown) => {
      log({
        level: 'warn',
        code: 'file.change_not_recorded',
        message: 'A saved file has no activity and no revision, and no Flow was told.',
        documentId: id,
        cause,
      })
      await database('directus_files')
        .where({ id })
        .update({ modified_by: by?.user ?? null, modified_on: new Date() })
    })
    const row = await loadExisting(id)
    const bytes = await storedBytes(context, row)
    if (bytes !== null) await versions.record(id, { stamp: bytes.stamp, ...stored })
    await copies.drop(id)
    return await toDocument(row, stored)
  }

  async function finishCut(id: string): Promise<void> {
    const row = await load(id)
    const pending = (await versions.recall(id))?.pending
    const copy = await copies.find(id)
    if (row === null || pending === undefined || copy === null) return await copies.drop(id)
    const user = pending.user === null ? null : await access.user(pending.user)
    const by = user === null ? null : await access.accountabilityOf(user)
    const { known, bytes } = await versions.inspect(row)
    if (bytes === null) {
      await replaceBytes(context, row, { size: pending.size, sha256: pending.to, stream: copy.stream }, by)
    } else if (known.version !== pending.to) {
      // It was cut before it had changed anything; the core still has the save.
      const { pending: _, ...settled } = known
      await versions.record(id, settled)
      return await copies.drop(id)
    }
    await finish(id, { version: pending.to, size: pending.size }, by)
    log({ level: 'warn', code: 'file.repaired', message: 'An interrupted save was finished.', documentId: id })
  }

  return {
    async find(id) {
      if ((await load(id)) === null) return null
      const { row, known } = await look(id)
      return await toDocument(row, known)
    },

    async read(id, { range, signal } = {}) {
      const { row, known, bytes } = await look(id)
      if (bytes === null) throw missing(row)
      const size = range === undefined ? known.size : Math.min(range.end, known.size - 1) - range.start + 1
      const content = bytes.open({ range, signal })
      const isSame = async () => (await storedBytes(context, await loadExisting(id)))?.stamp === bytes.stamp
      const body = range === undefined ? hashed(content, known.version, row) : unchanged(content, isSame, row)
      return {
        version: known.version,
        size,
        body: NodeReadableStream.from(body) as unknown as ReadableStream<Uint8Array>,
      }
    },

    write: (id, body, { ifVersion, by, signal }) =>
      inTurn(id, async () => {
        const { row, known } = await look(id)
        const actor = await actorOf(by)
        const stored = { version: body.sha256, size: body.size }
        if (known.version === body.sha256)
          return known.pending === undefined ? await toDocument(row, known) : await finish(id, stored, actor)
        if (known.version !== ifVersion)
          throw new HostError('version_conflict', `${row.filename_download} was replaced meanwhile.`, {
            detail: { current: known.version },
          })
        checkSize(env, row.filename_download, body.size)
        if ((await stat(body.path).catch(() => null))?.size !== body.size)
          throw new HostError('unavailable', 'The edited file on the disk of this server is not complete. Try again.')
        signal?.throwIfAborted()
        const { pending: _, ...settled } = known
        await copies.keep(id, body)
        await versions.record(id, {
          ...settled,
          pending: { to: body.sha256, size: body.size, user: actor?.user ?? null },
        })
        try {
          await replace(row, known, body, actor)
        } catch (error) {
          const left = await storedBytes(context, row).catch(() => null)
          // Otherwise mark and copy stay, and say to the next try or the next start what belongs there.
          if (left?.stamp === known.stamp) {
            await versions.record(id, settled)
            await copies.drop(id)
          }
          throw toHostError(error, row.filename_download)
        }
        return await finish(id, stored, actor)
      }),

    async create({ name, beside, folder, body, by, signal }) {
      checkName(name)
      const place = await names.place({ beside, folder })
      const type = mimeOf(extensionOf(name))
      // What the connector keeps to save an edit is never refused for its kind.
      if (by !== null) checkType(env, name, type)
      checkSize(env, name, body.size)
      const actor = await actorOf(by)
      return await names.reserve(name, place, null, async () => {
        // Directus cleans up a failed upload in the person's name, who may not be allowed to delete.
        if ((await stat(body.path).catch(() => null))?.size !== body.size)
          throw new HostError('unavailable', 'The new file on the disk of this server is not complete. Try again.')
        signal?.throwIfAborted()
        const files = new services.FilesService({ schema: await getSchema(), accountability: actor })
        const content = checkedStream(body)
        let id: string
        try {
          id = await files.uploadOne(content, { filename_download: name, title: titleOf(name), type, folder: place })
        } catch (error) {
          throw toHostError(error, name)
        } finally {
          content.destroy()
        }
        const row = await loadExisting(id)
        const stored = { version: body.sha256, size: body.size }
        const bytes = await storedBytes(context, row)
        if (bytes !== null) await versions.record(id, { stamp: bytes.stamp, ...stored })
        return await toDocument(row, stored)
      })
    },

    async rename(id, name, { by }) {
      const { row, known } = await look(id)
      checkName(name)
      if (extensionOf(name) !== extensionOf(fullName(row)))
        throw new HostError('name_invalid', `The name must end in .${extensionOf(fullName(row))}.`)
      const actor = await actorOf(by)
      return await names.reserve(name, row.folder, id, async () => {
        const files = new services.FilesService({ schema: await getSchema(), accountability: actor })
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
      await inTurn(id, () => files.deleteOne(id)).catch((error: unknown) => {
        throw toHostError(error, row.filename_download)
      })
    },

    /** Versions come from what is known already: nobody opens a document from a list without `find`, and hashing a page of files would take long. */
    async list(options) {
      const actor = await access.accountabilityOf(options.user)
      if (actor === null) return { documents: [] }
      const { rows, cursor } = await listFiles(context, actor, options)
      const documents = await Promise.all(
        rows.map(async (row) => {
          const known = await versions.recall(row.id)
          return await toDocument(row, known ?? { version: 'unread', size: Number(row.filesize ?? 0) })
        }),
      )
      return cursor === undefined ? { documents } : { documents, cursor }
    },

    async findByName(name, where) {
      const id = await names.find(name, await names.place(where))
      if (id === null) return null
      const { row, known } = await look(id)
      return await toDocument(row, known)
    },

    async nameTaken(name, where) {
      return (await names.find(name, await names.place(where))) !== null
    },

    async repair() {
      for (const id of await copies.list()) {
        await inTurn(id, () => finishCut(id)).catch((cause: unknown) =>
          log({
            level: 'error',
            code: 'file.not_repaired',
            message: 'An interrupted save could not be finished. The next start tries again.',
            documentId: id,
            cause,
          }),
        )
      }
    },
  }
}

const replacedMeanwhile = (row: FileRow): HostError =>
  new HostError('unavailable', `${row.filename_download} was replaced while it was read. Try again.`)

/** Bytes that end in an error if they are not those of the version. */
async function* hashed(body: AsyncGenerator<Uint8Array>, version: string, row: FileRow): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  for await (const chunk of body) {
    hash.update(chunk)
    yield chunk
  }
  if (hash.digest('hex') !== version) throw replacedMeanwhile(row)
}

/** Bytes of a range that end in an error if the file is another one by then. */
async function* unchanged(
  body: AsyncGenerator<Uint8Array>,
  isSame: () => Promise<boolean>,
  row: FileRow,
): AsyncGenerator<Uint8Array> {
  yield* body
  if (!(await isSame())) throw replacedMeanwhile(row)
}

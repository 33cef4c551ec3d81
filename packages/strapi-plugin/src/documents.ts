import { createHash } from 'node:crypto'
import path from 'node:path'
import { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { HostError, hasCode } from '@openwith/connector-core'
import { extensionOf, mimeOf } from '@openwith/connector-core/formats'
import type { DocumentStore, StateStore, StoredDocument } from '@openwith/connector-core/host'
import type { StrapiAccess } from './access.ts'
import type { FileStorage } from './file-storage.ts'
import { toHostError } from './host-error.ts'
import { createLocalFiles, type LocalFiles, syncFile } from './local-files.ts'
import { createProviderFiles } from './provider-files.ts'
import {
  type FileRow,
  fileModel,
  folderModel,
  type Row,
  type Strapi,
  type UploadService,
  type Where,
} from './strapi.ts'

export interface StrapiDocuments extends DocumentStore {
  sweep(): Promise<void>
}

export interface DocumentsOptions {
  strapi: Strapi
  state: StateStore
  access: StrapiAccess
  dataDirectory: string
  publicUrl(): string
}

/** What is known of a file's bytes as long as its storage shows the same stamp. */
interface FileRecord {
  stamp: string
  version: string
  size: number
  /** A write that has begun; its end removes this. A killed process leaves it, and the next reader of the file finishes or undoes it. */
  pending?: { to: string; size: number; user: number | null; updatedAt: string }
}

/** Strapi checks these in names of new files. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const refusedInNames = /[<>:"/\\|?*\u0000-\u001f]/
const reservationSeconds = 60

/**
 * The Media Library as a store of documents. A document's version is the SHA-256 of its bytes, kept in the shared state under the stamp of the storage,
 * so that a metadata edit costs at most one read and never a new version.
 */
export function createDocuments(options: DocumentsOptions): StrapiDocuments {
  const { strapi, state, access } = options
  const files = () => strapi.db.query(fileModel)
  const upload = () => strapi.plugin('upload').service('upload') as UploadService
  const local: LocalFiles = createLocalFiles(strapi, finishRow)
  const provider = createProviderFiles(strapi, options)
  const storageOf = (row: FileRow): FileStorage => (row.provider === 'local' ? local : provider)
  const turns = new Map<string, Promise<unknown>>()

  /** One writer of a file at a time in this process; the core's lease keeps other instances away. */
  async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = turns.get(key)
    const mine = (async () => {
      await before?.catch(() => {})
      return await work()
    })()
    turns.set(key, mine)
    try {
      return await mine
    } finally {
      if (turns.get(key) === mine) turns.delete(key)
    }
  }

  async function load(id: string): Promise<FileRow | null> {
    if (!/^[1-9]\d{0,15}$/.test(id)) return null
    return (await files().findOne({
      where: { id: Number(id) },
      populate: { createdBy: true, folder: true },
    })) as FileRow | null
  }

  async function loadExisting(id: string): Promise<FileRow> {
    const row = await load(id)
    if (row === null) throw new HostError('not_found', 'The file is no longer in the Media Library.')
    return row
  }

  const recordKey = (row: Row): string => `strapi/file/${row.id}`

  async function readRecord(row: FileRow): Promise<{ text: string | null; record: FileRecord | null }> {
    const text = await state.get(recordKey(row))
    return { text, record: text === null ? null : (JSON.parse(text) as FileRecord) }
  }

  async function writeRecord(row: FileRow, record: FileRecord): Promise<void> {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (await state.swap(recordKey(row), await state.get(recordKey(row)), JSON.stringify(record), null)) return
    }
  }

  /** Version and size of the bytes as they are now; reads them only if the storage's stamp is new. */
  async function inspect(row: FileRow): Promise<FileRecord> {
    const { text, record } = await readRecord(row)
    const pending = turns.has(`write/${row.id}`) ? undefined : record?.pending
    const stamp = await storageOf(row).stamp(row)
    if (record !== null && pending === undefined && record.stamp === stamp) return record
    let seen: FileRecord
    try {
      seen = await hashBytes(row)
    } catch (error) {
      // A provider that can only delete and upload was cut between the two: the document is what it was, and the repeated save restores it.
      if (record !== null && isCut(pending, row) && hasCode(error, 'not_found')) return record
      throw error
    }
    if (pending !== undefined && seen.version === pending.to)
      await finishRow(row, pending.size, pending.user === null ? undefined : { id: pending.user })
    else if (record !== null && isCut(pending, row) && seen.version !== record.version) return record
    const after = pending !== undefined && seen.version === pending.to ? await loadExisting(String(row.id)) : row
    const next = { ...seen, stamp: (await storageOf(after).stamp(after)) ?? seen.stamp }
    await state.swap(recordKey(row), text, JSON.stringify(next), null)
    return next
  }

  /** Whether a write to a provider's storage was cut before it could touch the row. Local files are never cut: they are renamed. */
  const isCut = (pending: FileRecord['pending'], row: FileRow): boolean =>
    pending !== undefined && row.provider !== 'local' && pending.updatedAt === instant(row.updatedAt)

  async function hashBytes(row: FileRow): Promise<FileRecord> {
    const content = await storageOf(row).open(row)
    const hash = createHash('sha256')
    let size = 0
    for await (const chunk of content.body) {
      hash.update(chunk)
      size += chunk.byteLength
    }
    return { stamp: content.stamp, version: hash.digest('hex'), size }
  }

  /** Brings a row up to date after its bytes were renamed into place; Strapi's service sets the editor and tells webhooks. */
  async function finishRow(row: FileRow, size: number, user: { id: number } | undefined): Promise<void> {
    await files().update({ where: { id: row.id }, data: { size: Math.round(size / 10) / 100 } })
    await upload().updateFileInfo(row.id, {}, user === undefined ? {} : { user })
  }

  function toDocument(row: FileRow, known: { version: string; size: number }): StoredDocument {
    return {
      id: String(row.id),
      name: fullName(row),
      version: known.version,
      size: known.size,
      modifiedAt: new Date(row.updatedAt),
      ...(row.createdBy ? { ownerId: String(row.createdBy.id) } : {}),
      ...(row.folder ? { folder: row.folder.name } : {}),
    }
  }

  async function folderOf(where: { beside: string | null; folder?: string | null }): Promise<number | null> {
    if (where.folder != null && where.folder !== '') {
      const id = Number(where.folder)
      const found = Number.isSafeInteger(id) ? await strapi.db.query(folderModel).findOne({ where: { id } }) : null
      if (found === null) throw new HostError('not_found', 'The folder is no longer in the Media Library.')
      return id
    }
    return where.beside === null ? null : ((await load(where.beside))?.folder?.id ?? null)
  }

  async function isTaken(name: string, folder: number | null, except?: number): Promise<boolean> {
    const rows = (await files().findMany({
      where: {
        folder: folder === null ? { id: { $null: true } } : { id: folder },
        name: { $in: [name, withoutExtension(name)] },
      },
      limit: 20,
    })) as FileRow[]
    return rows.some((row) => row.id !== except && fullName(row) === name)
  }

  /** Strapi lets two files of a folder have one name; this takes the name in the shared state while it is looked at and used. */
  async function withName<T>(
    name: string,
    folder: number | null,
    except: number | undefined,
    work: () => Promise<T>,
  ): Promise<T> {
    const key = `strapi/name/${folder ?? 'root'}/${createHash('sha256').update(name).digest('hex')}`
    if (!(await state.swap(key, null, 'taken', reservationSeconds))) throw taken(name)
    try {
      if (await isTaken(name, folder, except)) throw taken(name)
      return await work()
    } finally {
      await state.swap(key, 'taken', null, null)
    }
  }

  return {
    async find(id) {
      const row = await load(id)
      return row === null ? null : toDocument(row, await inspect(row))
    },

    async read(id, { range, signal } = {}) {
      const row = await loadExisting(id)
      const known = await inspect(row)
      const content = await storageOf(row).open(row, { range, signal })
      if (content.stamp !== known.stamp) {
        await content.body.return(undefined)
        throw new HostError('unavailable', `${row.name} was replaced while it was opened. Try again.`)
      }
      const size = range === undefined ? known.size : Math.min(range.end, known.size - 1) - range.start + 1
      const body = range === undefined ? checked(content.body, known, row.name) : content.body
      return {
        version: known.version,
        size,
        body: NodeReadableStream.from(body) as unknown as ReadableStream<Uint8Array>,
      }
    },

    write: (id, body, { ifVersion, by, signal }) =>
      inTurn(`write/${id}`, async () => {
        const row = await loadExisting(id)
        const { text, record } = await readRecord(row)
        const interrupted = record?.pending?.to === body.sha256 && isCut(record.pending, row)
        const known = interrupted && record !== null ? record : await inspect(row)
        const user = by === null ? undefined : { id: Number(by.id) }
        if (known.version !== body.sha256) {
          if (known.version !== ifVersion)
            throw new HostError('version_conflict', `${row.name} was replaced meanwhile.`, {
              detail: { current: known.version },
            })
          checkSize(strapi, row.name, body.size)
          const { pending: _, ...settled } = known
          const pending = {
            to: body.sha256,
            size: body.size,
            user: user?.id ?? null,
            updatedAt: instant(row.updatedAt),
          }
          await writeRecord(row, { ...settled, pending })
          try {
            await storageOf(row).replace(row, body, user, signal)
          } catch (error) {
            // A provider may be left with nothing; the mark then says so to the next try.
            if (row.provider === 'local') await writeRecord(row, settled)
            throw hasCode(error, 'version_conflict') || signal?.aborted ? error : toHostError(error, row.name)
          }
        } else if (text !== null && record?.pending !== undefined) {
          await finishRow(row, body.size, user)
        }
        const after = await loadExisting(id)
        const stamp = await storageOf(after).stamp(after)
        const stored = { version: body.sha256, size: body.size }
        if (stamp !== null) await writeRecord(after, { stamp, ...stored })
        return toDocument(after, stored)
      }),

    async create({ name, beside, folder, body, by, signal }) {
      if (refusedInNames.test(name) || name.length > 255) {
        throw new HostError('name_invalid', 'The Media Library does not allow this name. Leave out < > : " / \\ | ? *.')
      }
      const place = await folderOf({ beside, folder })
      const mimetype = mimeOf(extensionOf(name))
      // What the connector keeps to save an edit is never refused for its kind.
      if (by !== null) checkKind(strapi, name, mimetype)
      checkSize(strapi, name, body.size)
      return await withName(name, place, undefined, async () => {
        signal?.throwIfAborted()
        const file = { filepath: body.path, originalFilename: name, mimetype, size: body.size }
        let added: FileRow | undefined
        try {
          const data = { fileInfo: { name, folder: place } }
          ;[added] = await upload().upload({ data, files: file }, by === null ? {} : { user: { id: Number(by.id) } })
        } catch (error) {
          throw toHostError(error, name)
        }
        const row = await loadExisting(String(added?.id))
        if (row.provider === 'local') await syncFile(path.join(strapi.dirs.static.public, row.url))
        const stored = { version: body.sha256, size: body.size }
        const stamp = await storageOf(row).stamp(row)
        if (stamp !== null) await writeRecord(row, { stamp, ...stored })
        return toDocument(row, stored)
      })
    },

    async rename(id, name, { by }) {
      const row = await loadExisting(id)
      if (refusedInNames.test(name) || name.length > 255)
        throw new HostError('name_invalid', 'The Media Library does not allow this name. Leave out < > : " / \\ | ? *.')
      if (extensionOf(name) !== extensionOf(fullName(row)))
        throw new HostError('name_invalid', `The name must end in ${row.ext ?? 'the same extension'}.`)
      return await withName(name, row.folder?.id ?? null, row.id, async () => {
        const known = await inspect(row)
        await upload().updateFileInfo(row.id, { name }, by === null ? {} : { user: { id: Number(by.id) } })
        return toDocument(await loadExisting(id), known)
      })
    },

    /** Versions come from what is known already: nobody opens a document from this list without `find`, and hashing a page of files would take long. */
    async list({ user, extensions, search, folder, cursor, limit }) {
      const readable = await access.readable(user)
      if (readable === null) return { documents: [] }
      const offset = Number(cursor ?? 0)
      if (!Number.isSafeInteger(offset) || offset < 0)
        throw new HostError('not_found', 'This page of the list does not exist.')
      const endings = extensions.flatMap((extension) => [`.${extension}`, `.${extension.toUpperCase()}`])
      const conditions: Where[] = [{ ext: { $in: endings } }, readable]
      if (search) conditions.push({ name: { $containsi: search } })
      if (folder != null) conditions.push({ folder: { id: Number(folder) } })
      const rows = (await files().findMany({
        where: { $and: conditions },
        populate: { createdBy: true, folder: true },
        orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
        offset,
        limit: limit + 1,
      })) as FileRow[]
      const documents = await Promise.all(
        rows.slice(0, limit).map(async (row) => {
          const { record } = await readRecord(row)
          return toDocument(row, record ?? { version: 'unread', size: Math.round(Number(row.size) * 1000) })
        }),
      )
      return rows.length > limit ? { documents, cursor: String(offset + limit) } : { documents }
    },

    async nameTaken(name, where) {
      return await isTaken(name, await folderOf(where))
    },

    sweep: () => local.sweep(),
  }
}

/** People may take the extension out of a file's name in the Media Library; `ext` keeps it. */
function fullName(row: FileRow): string {
  const ending = row.ext ?? ''
  return row.name.toLowerCase().endsWith(ending.toLowerCase()) ? row.name : `${row.name}${ending}`
}

const withoutExtension = (name: string): string => name.slice(0, name.length - path.extname(name).length)

const instant = (value: string): string => new Date(value).toISOString()

const taken = (name: string): HostError =>
  new HostError('name_taken', `There is already a file named ${name} in this folder.`)

/** Passes bytes on and fails at their end if they are not the ones of `known`: Strapi's own "Replace media" writes into the live file. */
async function* checked(
  body: AsyncGenerator<Uint8Array>,
  known: { version: string },
  name: string,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  for await (const chunk of body) {
    hash.update(chunk)
    yield chunk
  }
  if (hash.digest('hex') !== known.version)
    throw new HostError('unavailable', `${name} was replaced while it was read. Try again.`)
}

/** Strapi checks the size only after it has begun to replace. */
function checkSize(strapi: Strapi, name: string, size: number): void {
  const { sizeLimit } = strapi.config.get('plugin::upload', {}) as { sizeLimit?: number }
  if (sizeLimit !== undefined && size > sizeLimit)
    throw new HostError('too_large', `${name} is larger than the Media Library's sizeLimit of ${sizeLimit} bytes.`)
}

/** The Media Library's allow and deny lists, which Strapi applies in its routes and not in its service. */
function checkKind(strapi: Strapi, name: string, mime: string): void {
  const { security } = strapi.config.get('plugin::upload', {}) as {
    security?: { allowedTypes?: string[]; deniedTypes?: string[] }
  }
  const matches = (patterns: string[]) =>
    patterns.some((pattern) =>
      new RegExp(`^${pattern.toLowerCase().split('*').map(escapePattern).join('.*')}$`).test(mime.toLowerCase()),
    )
  const allowed = security?.allowedTypes === undefined || matches(security.allowedTypes)
  if (!allowed || matches(security?.deniedTypes ?? [])) {
    throw new HostError(
      'forbidden',
      `The Media Library does not allow ${name}: its type ${mime} is not in upload.security.allowedTypes of config/plugins.`,
    )
  }
}

const escapePattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

import { createHash } from 'node:crypto'
import path from 'node:path'
import { HostError } from '@openwith/connector-core'
import { extensionOf, mimeOf } from '@openwith/connector-core/formats'
import type { DocumentStore, StateStore, StoredDocument } from '@openwith/connector-core/host'
import { documentBytes, syncFile } from '@openwith/connector-core/storage'
import type { StrapiAccess } from './access.ts'
import { toHostError } from './host-error.ts'
import { createLocalFiles } from './local-files.ts'
import { createProviderFiles } from './provider-files.ts'
import { type FileRow, fileModel, folderModel, type Strapi, type UploadService, type Where } from './strapi.ts'

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
  const local = createLocalFiles(strapi, finishRow)
  const provider = createProviderFiles(strapi, options)
  const bytes = documentBytes<FileRow>({
    state,
    prefix: 'strapi/file/',
    idOf: (row) => String(row.id),
    nameOf: (row) => row.name,
    revisionOf: (row) => new Date(row.updatedAt).toISOString(),
    storageOf: (row) => (row.provider === 'local' ? local : provider),
    reload: (row) => loadExisting(String(row.id)),
    finish: finishRow,
  })

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

  /** Brings a row up to date after its bytes were renamed into place; Strapi's service sets the editor and tells webhooks. */
  async function finishRow(row: FileRow, size: number, by: string | null): Promise<void> {
    await files().update({ where: { id: row.id }, data: { size: Math.round(size / 10) / 100 } })
    await upload().updateFileInfo(row.id, {}, by === null ? {} : { user: { id: Number(by) } })
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
      return row === null ? null : toDocument(row, await bytes.inspect(row))
    },

    async read(id, options) {
      return await bytes.read(await loadExisting(id), options)
    },

    async write(id, body, { ifVersion, by, signal }) {
      const load = async () => {
        const row = await loadExisting(id)
        checkSize(strapi, row.name, body.size)
        return row
      }
      const row = await bytes
        .write(id, load, body, { ifVersion, by: by === null ? null : by.id, signal })
        .catch((error: unknown) => {
          throw signal?.aborted ? error : toHostError(error, 'the file')
        })
      return toDocument(row, { version: body.sha256, size: body.size })
    },

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
        await bytes.created(row, body)
        return toDocument(row, { version: body.sha256, size: body.size })
      })
    },

    async rename(id, name, { by }) {
      const row = await loadExisting(id)
      if (refusedInNames.test(name) || name.length > 255)
        throw new HostError('name_invalid', 'The Media Library does not allow this name. Leave out < > : " / \\ | ? *.')
      if (extensionOf(name) !== extensionOf(fullName(row)))
        throw new HostError('name_invalid', `The name must end in ${row.ext ?? 'the same extension'}.`)
      return await withName(name, row.folder?.id ?? null, row.id, async () => {
        const known = await bytes.inspect(row)
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
          const known = await bytes.known(row)
          return toDocument(row, known ?? { version: 'unread', size: Math.round(Number(row.size) * 1000) })
        }),
      )
      return rows.length > limit ? { documents, cursor: String(offset + limit) } : { documents }
    },

    async nameTaken(name, where) {
      return await isTaken(name, await folderOf(where))
    },

    async sweep() {
      await local.sweep()
      await provider.sweep()
    },
  }
}

/** People may take the extension out of a file's name in the Media Library; `ext` keeps it. */
function fullName(row: FileRow): string {
  const ending = row.ext ?? ''
  return row.name.toLowerCase().endsWith(ending.toLowerCase()) ? row.name : `${row.name}${ending}`
}

const withoutExtension = (name: string): string => name.slice(0, name.length - path.extname(name).length)

const taken = (name: string): HostError =>
  new HostError('name_taken', `There is already a file named ${name} in this folder.`)

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

import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, mkdir, readFile, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { HostError } from '@openwith/connector-core'
import type { CollectionSlug, File, Payload, TypedUser } from 'payload'
import { toHostError } from './payload-error.ts'
import { collectionOf } from './row-id.ts'
import { isOurHook, type Placing, placingKey } from './upload-placing.ts'
import type { UploadRow } from './upload-rows.ts'

/** In whose name an operation runs. Null: the connector itself, past access control. */
export type Actor = TypedUser | null

/** A complete file of this machine. */
export interface LocalFile {
  path: string
  /** Bytes. */
  size: number
}

export const inNameOf = (actor: Actor): { overrideAccess: boolean; user?: TypedUser } =>
  actor === null ? { overrideAccess: true } : { overrideAccess: false, user: actor }

/** Runs Payload's own update and create with a file that stays on disk. */
export interface UploadOperations {
  /** Payload's update of the row with this file: access control, upload rules, all hooks, versions. Throws as `DocumentStore.write`. */
  update(
    row: UploadRow,
    file: LocalFile,
    options: { actor: Actor; name?: string; placing?: Pick<Placing, 'prepare' | 'place'> },
  ): Promise<void>
  /** Past all hooks, into the row and its newest version: what a refused update may leave on a database without transactions. */
  correct(row: UploadRow, facts: { filename: string; filesize: number; updatedAt: string }): Promise<void>
  /** Payload's create; answers the row's id and the name it was given. */
  create(
    collection: string,
    file: LocalFile & { name: string; mimeType: string },
    options: { actor: Actor; data: Record<string, unknown>; draft: boolean },
  ): Promise<{ id: number | string; filename: string }>
}

/** Adapters that are known to read `tempFilePath` (`@payloadcms/storage-s3` 3.90: uploadFile); others may take the bytes from memory alone. */
const streamingAdapters = new Set(['s3'])

/**
 * Whether somebody expects the bytes in memory. Payload has them there for every upload unless `useTempFiles` is set, so hooks and adapters may know nothing
 * of a temporary file and would take an empty buffer for an empty file.
 */
function wantsBytes({ hooks, upload }: UploadRow['config'], useTempFiles: boolean): boolean {
  const all = [hooks.beforeOperation, hooks.beforeValidate, hooks.beforeChange, hooks.afterChange, hooks.afterOperation]
  if (all.flat().every(isOurHook)) return false
  const { adapter, disableLocalStorage } = upload as { adapter?: string; disableLocalStorage?: boolean }
  const streams = disableLocalStorage || adapter !== undefined ? streamingAdapters.has(adapter ?? '') : true
  return !(useTempFiles && streams)
}

export function createUploadOperations(payload: Payload, dataDirectory: string): UploadOperations {
  /** A copy that Payload and its hooks may do with as they like: with `useTempFiles` Payload deletes it, and the spooled file must stay. */
  async function withCopy<T>(file: LocalFile, work: (temporary: string) => Promise<T>): Promise<T> {
    const folder = path.join(dataDirectory, 'uploads')
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const temporary = path.join(folder, randomBytes(12).toString('hex'))
    try {
      await copyFile(file.path, temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
      if ((await stat(temporary)).size !== file.size)
        throw new HostError('unavailable', 'The spooled file is not complete.')
      return await work(temporary)
    } finally {
      await rm(temporary, { force: true })
    }
  }

  // With `tempFilePath` neither Payload nor an adapter that streams holds the bytes in memory (`payload` 3.90: uploads/generateFileData).
  const upload = async (
    config: UploadRow['config'],
    file: { name: string; mimeType: string; size: number },
    tempFilePath: string,
  ): Promise<File> => ({
    data: wantsBytes(config, payload.config.upload?.useTempFiles === true)
      ? await readFile(tempFilePath)
      : Buffer.alloc(0),
    name: file.name,
    mimetype: file.mimeType,
    size: file.size,
    tempFilePath,
  })

  return {
    async update(row, file, { actor, name = row.filename, placing }) {
      if (row.publication === 'changed')
        throw new HostError('read_only', `${row.filename} has unpublished changes. Publish or discard them first.`)
      try {
        await withCopy(file, async (temporary) =>
          payload.update({
            collection: row.collection as CollectionSlug,
            id: row.id,
            // The status that access control is asked about, and that the row keeps. Adapters take a missing prefix as their default one.
            data: {
              ...(row.publication === 'published' ? { _status: 'published' } : {}),
              ...(row.prefix === undefined ? {} : { prefix: row.prefix }),
            } as Record<string, unknown>,
            draft: row.publication === 'draft',
            file: await upload(row.config, { name, mimeType: row.mimeType, size: file.size }, temporary),
            overwriteExistingFiles: true,
            depth: 0,
            context:
              placing === undefined
                ? {}
                : {
                    [placingKey]: {
                      ...placing,
                      collection: row.collection,
                      id: row.id,
                      filename: name,
                    } satisfies Placing,
                  },
            ...inNameOf(actor),
          }),
        )
      } catch (error) {
        throw toHostError(error, row.filename)
      }
    },

    async correct(row, facts) {
      const collection = row.collection as CollectionSlug
      if (row.publication !== 'draft') await payload.db.updateOne({ collection, id: row.id, data: facts })
      if (!row.config.versions) return
      const { docs } = await payload.db.findVersions<Record<string, unknown>>({
        collection,
        where: { parent: { equals: row.id } },
        limit: 1,
        pagination: false,
        sort: '-updatedAt',
      })
      const [newest] = docs
      if (newest === undefined) return
      const { filename, filesize } = newest.version as Partial<typeof facts>
      if (filename !== facts.filename || filesize !== facts.filesize)
        await payload.db.updateVersion({ collection, id: newest.id, versionData: { version: facts } as never })
    },

    async create(collection, file, { actor, data, draft }) {
      try {
        const made = await withCopy(file, async (temporary) =>
          payload.create({
            collection: collection as CollectionSlug,
            data,
            file: await upload(collectionOf(payload, collection).config, file, temporary),
            draft,
            depth: 0,
            ...inNameOf(actor),
          }),
        )
        const { id, filename } = made as unknown as { id: number | string; filename: string }
        return { id, filename }
      } catch (error) {
        throw toHostError(error, file.name)
      }
    },
  }
}

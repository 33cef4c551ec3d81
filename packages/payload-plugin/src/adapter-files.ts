import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { HostError } from '@openwith/connector-core'
import type { ByteRange } from '@openwith/connector-core/host'
import { answeredBytes, type ByteStorage, keepingOld, type StoredBytes } from '@openwith/connector-core/storage'
import { type CollectionSlug, createLocalReq, type Payload } from 'payload'
import type { Actor, UploadOperations } from './save-upload.ts'
import type { UploadRow } from './upload-rows.ts'

/** Payload writes the row before an adapter's hook has the bytes up; what is read sooner may be the old ones under the new row. */
const settledAfterMilliseconds = 60_000

export interface AdapterFiles extends ByteStorage<UploadRow> {
  rename(row: UploadRow, name: string, actor: Actor): Promise<void>
  finish(row: UploadRow, actor: Actor): Promise<void>
}

/**
 * Files that a storage adapter owns: read through the collection's `upload.handlers`, as Payload's own file route reads them (`payload` 3.90:
 * uploads/endpoints/getFile), written by the adapter's hooks in Payload's update. A copy of the old bytes is kept until the update resolves, and put back
 * when it fails and the adapter has lost them.
 */
export function createAdapterFiles(
  payload: Payload,
  operations: UploadOperations,
  options: { dataDirectory: string; actorOf(by: string | null): Promise<Actor> },
): AdapterFiles {
  const stampOf = (row: UploadRow): string =>
    `adapter ${Date.parse(row.updatedAt)} ${row.filesize} ${row.prefix ?? ''} ${row.filename}`

  async function ask(row: UploadRow, given: Record<string, string>, signal: AbortSignal): Promise<Response | null> {
    const { upload, slug } = row.config
    const handlers = (typeof upload === 'object' && upload.handlers) || []
    const req = await createLocalReq({ req: { headers: new Headers(given), signal } }, payload)
    for (const handler of handlers) {
      const params = { collection: slug, filename: row.filename, ...(row.prefix ? { prefix: row.prefix } : {}) }
      const answer = await handler(req, { doc: row.doc as never, headers: new Headers(), params })
      if (answer instanceof Response) return await followed(answer, given, signal)
    }
    return await askPublicly(row, given, signal)
  }

  /** With `disablePayloadAccessControl` an adapter has no handler: its files are public, under the address that its hooks give the document. */
  async function askPublicly(
    row: UploadRow,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Response | null> {
    const collection = row.collection as CollectionSlug
    const draft = row.publication === 'draft'
    const found = await payload.findByID({ collection, id: row.id, draft, depth: 0, overrideAccess: true })
    const { url } = found as { url?: unknown }
    if (typeof url !== 'string' || !/^https?:/.test(url)) return null
    // A delivery network may hold older bytes: the query makes it another address with each change.
    const fresh = `${url}${url.includes('?') ? '&' : '?'}v=${Date.parse(row.updatedAt)}`
    return await fetch(fresh, { signal, headers })
  }

  async function open(
    row: UploadRow,
    { range, signal }: { range?: ByteRange; signal?: AbortSignal } = {},
  ): Promise<StoredBytes> {
    const bytes = await answeredBytes({
      name: row.filename,
      storage: 'the storage behind Payload',
      ask: (request) => ask(row, request.headers, request.signal),
      range,
      signal,
    })
    return { stamp: stampOf(row), ...bytes }
  }

  /** Runs `work` with the present bytes in a file of this machine. */
  async function withPresent(
    row: UploadRow,
    work: (file: { path: string; size: number }) => Promise<void>,
  ): Promise<void> {
    const folder = path.join(options.dataDirectory, 'uploads')
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const present = path.join(folder, randomBytes(12).toString('hex'))
    try {
      const { body } = await open(row)
      await pipeline(Readable.from(body), createWriteStream(present, { flags: 'wx', mode: 0o600 }))
      await work({ path: present, size: (await stat(present)).size })
    } finally {
      await rm(present, { force: true })
    }
  }

  return {
    atomic: false,
    async stamp(row) {
      return stampOf(row)
    },
    isSettled: (row) => Date.now() - Date.parse(row.updatedAt) > settledAfterMilliseconds,
    open,

    async replace(row, body, { by, signal }) {
      const actor = await options.actorOf(by)
      let final: unknown
      await keepingOld(body, {
        directory: path.join(options.dataDirectory, 'replaced'),
        open: () => open(row, { signal }),
        signal,
        async put(file, restoring) {
          if (restoring) {
            const lost = await open(row).then(
              async ({ body: present }) => void (await present.return(undefined)),
              () => true,
            )
            if (lost) await operations.update(row, file, { actor: null })
            return
          }
          // What access control or a hook has refused is not asked again.
          if (final !== undefined) throw final
          try {
            await operations.update(row, file, { actor })
          } catch (error) {
            if (!(error instanceof HostError && error.transient)) final = error
            throw error
          }
        },
      })
    },

    rename: (row, name, actor) => withPresent(row, (file) => operations.update(row, file, { actor, name })),
    finish: (row, actor) => withPresent(row, (file) => operations.update(row, file, { actor })),
  }
}

/** An adapter may send readers to a signed address of its storage instead. */
async function followed(answer: Response, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
  const location = answer.headers.get('location')
  if (answer.status < 300 || answer.status > 399 || location === null) return answer
  await answer.body?.cancel()
  return await fetch(location, { signal, headers })
}

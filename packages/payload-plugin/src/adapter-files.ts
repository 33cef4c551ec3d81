import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
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
  /** Reads what has just been stored. Throws `unavailable` when it is anything else. */
  verify(row: UploadRow, sha256: string): Promise<void>
  rename(row: UploadRow, name: string, actor: Actor): Promise<void>
  finish(row: UploadRow): Promise<void>
}

/**
 * Files that a storage adapter owns: read through the collection's `upload.handlers`, as Payload's own file route reads them (`payload` 3.90:
 * uploads/endpoints/getFile), written by the adapter's hooks in Payload's update. A copy of the old bytes is kept until the update resolves, and put back
 * when it fails and the adapter has lost them.
 */
export function createAdapterFiles(
  payload: Payload,
  operations: UploadOperations,
  options: {
    dataDirectory: string
    actorOf(by: string | null): Promise<Actor>
    reload(row: UploadRow): Promise<UploadRow>
  },
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

  const measure = async (row: UploadRow) => await measured((await open(row)).body)
  const hashOf = async (row: UploadRow): Promise<string | null> =>
    await measure(row).then(
      ({ sha256 }) => sha256,
      () => null,
    )

  /** An adapter is somebody else's code, and what it answers is no proof. */
  async function verify(row: UploadRow, sha256: string): Promise<void> {
    if ((await measure(await options.reload(row))).sha256 === sha256) return
    throw new HostError('unavailable', `The storage behind Payload did not keep ${row.filename} as it was given.`)
  }

  return {
    atomic: false,
    async stamp(row) {
      return stampOf(row)
    },
    isSettled: (row) => Date.now() - Date.parse(row.updatedAt) > settledAfterMilliseconds,
    open,

    async replace(row, body, { by, seen, version, signal }) {
      const actor = await options.actorOf(by)
      let final: unknown
      await keepingOld(body, {
        directory: path.join(options.dataDirectory, 'replaced'),
        async open() {
          const opened = await open(row, { signal })
          const now = await options.reload(row)
          // The row also changes with its other fields: the bytes tell.
          return stampOf(now) === seen ? opened : { ...opened, body: onlyOf(version, opened.body, row.filename) }
        },
        signal,
        async put(file, restoring) {
          if (restoring) {
            if ((await hashOf(row)) !== (await hashOfFile(file.path)))
              return await operations.update(row, file, { actor: null })
            const { filename, filesize } = await options.reload(row)
            if (filesize !== file.size)
              await operations.correct(row, { filename, filesize: file.size, updatedAt: row.updatedAt })
            return
          }
          // What access control or a hook has refused is not asked again.
          if (final !== undefined) throw final
          try {
            await operations.update(row, file, { actor })
            await verify(row, body.sha256)
          } catch (error) {
            if (!(error instanceof HostError && error.transient)) final = error
            throw error
          }
        },
      })
    },

    verify,

    rename: (row, name, actor) =>
      withPresent(row, async (file) => {
        const now = await options.reload(row)
        if (stampOf(now) !== stampOf(row))
          throw new HostError('unavailable', `${row.filename} was changed while it was renamed. Try again.`)
        await operations.update(row, file, { actor, name })
        await verify(row, await hashOfFile(file.path))
      }),

    /** Moves no bytes: another process may be storing newer ones. */
    async finish(row) {
      const collection = row.collection as CollectionSlug
      const { size } = await measure(row)
      await payload.db.updateOne({
        collection,
        id: row.id,
        data: { filesize: size, updatedAt: new Date().toISOString() },
      })
    },
  }
}

/** Passes the bytes on and fails at their end with `version_conflict` when they are not the ones of `version`. */
async function* onlyOf(version: string, body: AsyncGenerator<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  for await (const chunk of body) {
    hash.update(chunk)
    yield chunk
  }
  if (hash.digest('hex') === version) return
  throw new HostError('version_conflict', `${name} was replaced by somebody else while it was being saved.`)
}

const hashOfFile = async (file: string): Promise<string> => (await measured(createReadStream(file))).sha256

async function measured(body: AsyncIterable<Uint8Array>): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of body) {
    hash.update(chunk)
    size += chunk.byteLength
  }
  return { sha256: hash.digest('hex'), size }
}

/** An adapter may send readers to a signed address of its storage instead. */
async function followed(answer: Response, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
  const location = answer.headers.get('location')
  if (answer.status < 300 || answer.status > 399 || location === null) return answer
  await answer.body?.cancel()
  return await fetch(location, { signal, headers })
}

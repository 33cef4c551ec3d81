import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { HostError } from '@openwith/connector-core'
import type { ByteRange } from '@openwith/connector-core/host'
import { type ByteStorage, keepingOld, type StoredBytes } from '@openwith/connector-core/storage'
import { type CollectionSlug, createLocalReq, type Payload } from 'payload'
import type { Actor, UploadOperations } from './save-upload.ts'
import type { UploadRow } from './upload-rows.ts'

/** How long a storage may take to begin an answer, and then between two pieces of it. */
const answerTimeoutMilliseconds = 30_000

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

  async function ask(row: UploadRow, range: ByteRange | undefined, signal: AbortSignal): Promise<Response | null> {
    const { upload, slug } = row.config
    const handlers = (typeof upload === 'object' && upload.handlers) || []
    const headers = new Headers(range === undefined ? {} : { range: `bytes=${range.start}-${range.end}` })
    const req = await createLocalReq({ req: { headers, signal } }, payload)
    for (const handler of handlers) {
      const params = { collection: slug, filename: row.filename, ...(row.prefix ? { prefix: row.prefix } : {}) }
      const answer = await handler(req, { doc: row.doc as never, headers: new Headers(), params })
      if (answer instanceof Response) return await followed(answer, headers, signal)
    }
    return await askPublicly(row, headers, signal)
  }

  /** With `disablePayloadAccessControl` an adapter has no handler: its files are public, under the address that its hooks give the document. */
  async function askPublicly(row: UploadRow, headers: Headers, signal: AbortSignal): Promise<Response | null> {
    const collection = row.collection as CollectionSlug
    const draft = row.publication === 'draft'
    const found = await payload.findByID({ collection, id: row.id, draft, depth: 0, overrideAccess: true })
    const { url } = found as { url?: unknown }
    if (typeof url !== 'string' || !/^https?:/.test(url)) return null
    // A delivery network may hold older bytes: the query makes it another address with each change.
    const fresh = `${url}${url.includes('?') ? '&' : '?'}v=${Date.parse(row.updatedAt)}`
    return await fetch(fresh, { signal, headers: plain(headers) })
  }

  async function open(
    row: UploadRow,
    { range, signal }: { range?: ByteRange; signal?: AbortSignal } = {},
  ): Promise<StoredBytes> {
    const idle = new AbortController()
    const abort = signal === undefined ? idle.signal : AbortSignal.any([signal, idle.signal])
    let timer = setTimeout(() => idle.abort(), answerTimeoutMilliseconds)
    let response: Response | null
    try {
      response = await Promise.race([ask(row, range, abort), whenAborted(abort)])
    } catch (cause) {
      throw unavailable(row, cause)
    } finally {
      clearTimeout(timer)
    }
    const good = response?.status === 200 || (response?.status === 206 && range !== undefined)
    if (!good || response === null || response.body === null) {
      await response?.body?.cancel()
      if (response?.status === 200) return { stamp: stampOf(row), size: 0, body: nothing() }
      if (response === null || response.status === 404 || response.status === 410)
        throw new HostError('not_found', `Payload lists ${row.filename}, but its storage has no such file.`)
      throw unavailable(row, new Error(`The storage answered ${response.status}`))
    }
    const length = response.headers.get('content-length')
    const skip = response.status === 206 ? 0 : (range?.start ?? 0)
    const wanted = range === undefined ? null : range.end - range.start + 1
    const reader = response.body.getReader()
    // A cancelled reader ends at once, whatever the storage does.
    let stopped = false
    const stop = () => {
      stopped = true
      void reader.cancel().catch(() => {})
    }
    async function* body(): AsyncGenerator<Uint8Array> {
      let toSkip = skip
      let given = 0
      let arrived = 0
      signal?.addEventListener('abort', stop, { once: true })
      try {
        while (wanted === null || given < wanted) {
          timer = setTimeout(stop, answerTimeoutMilliseconds)
          const { done, value } = await reader.read().finally(() => clearTimeout(timer))
          signal?.throwIfAborted()
          if (done) break
          arrived += value.byteLength
          let piece = value.subarray(Math.min(toSkip, value.byteLength))
          toSkip -= value.byteLength - piece.byteLength
          if (wanted !== null && given + piece.byteLength > wanted) piece = piece.subarray(0, wanted - given)
          given += piece.byteLength
          if (piece.byteLength > 0) yield piece
        }
        const short = wanted === null ? length !== null && arrived !== Number(length) : given !== wanted
        if (short || stopped) throw new Error('The storage ended the file early, or was silent for too long')
      } catch (cause) {
        throw signal?.aborted ? cause : unavailable(row, cause)
      } finally {
        signal?.removeEventListener('abort', stop)
        await reader.cancel().catch(() => {})
      }
    }
    return { stamp: stampOf(row), size: range === undefined && length !== null ? Number(length) : null, body: body() }
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
async function followed(answer: Response, headers: Headers, signal: AbortSignal): Promise<Response> {
  const location = answer.headers.get('location')
  if (answer.status < 300 || answer.status > 399 || location === null) return answer
  await answer.body?.cancel()
  return await fetch(location, { signal, headers: plain(headers) })
}

/** Compressed, a range of bytes would be one of others. */
const plain = (headers: Headers): Record<string, string> => ({
  'accept-encoding': 'identity',
  ...Object.fromEntries(headers),
})

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) return reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

const unavailable = (row: UploadRow, cause: unknown): HostError =>
  new HostError(
    'unavailable',
    `The storage behind Payload did not deliver ${row.filename}. Try again; the server log has the cause.`,
    { cause },
  )

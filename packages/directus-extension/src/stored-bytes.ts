import type { Readable } from 'node:stream'
import { HostError } from '@openwith/connector-core'
import type { ByteRange } from '@openwith/connector-core/host'
import type { StoredBytes } from '@openwith/connector-core/storage'
import { type DirectusContext, directusCode, type FileRow } from './directus.ts'
import { toHostError } from './host-error.ts'

/** How long a storage may take to begin, and then between two pieces. */
const idleMilliseconds = 30_000

/**
 * Reads through Directus's AssetsService, which knows every storage driver. Privileged: the core has asked for the person's rights, or for a token that
 * stands for them. Null: the storage has no such object. The body opens when it is read. Throws `unavailable`.
 */
export async function storedBytes(
  { services, getSchema }: DirectusContext,
  row: FileRow,
  { range, signal }: { range?: ByteRange; signal?: AbortSignal } = {},
): Promise<(StoredBytes & { size: number }) | null> {
  const assets = new services.AssetsService({ schema: await getSchema(), accountability: null })
  const find = async (part?: { start: number; end: number }) => {
    try {
      return await assets.getAsset(row.id, undefined, part, true)
    } catch (error) {
      if (directusCode(error) === 'FORBIDDEN') return null
      throw toHostError(error, row.filename_download)
    }
  }
  const found = await find()
  if (found === null) return null
  const { size, modified } = found.stat
  const file = found.file as unknown as FileRow
  const start = range?.start ?? 0
  const wanted = Math.min(range?.end ?? size - 1, size - 1) - start + 1

  async function* body(): AsyncGenerator<Uint8Array> {
    // Directus refuses a range of one byte, and takes byte 0 for none: ask for one byte more, and leave it out.
    const inPart = wanted > 0 && wanted < size && Number(file.filesize) === size
    const source = inPart ? await find({ start, end: start + wanted }) : found
    // It was there a moment ago.
    if (source === null) throw unreadable(row, missing(row))
    const stream: Readable = await source.stream().catch((cause: unknown) => Promise.reject(unreadable(row, cause)))
    const leave = () => stream.destroy(new DOMException('The reader has left.', 'AbortError'))
    signal?.addEventListener('abort', leave, { once: true })
    const stop = () => stream.destroy(new Error('The storage did not go on sending'))
    let timer = setTimeout(stop, idleMilliseconds)
    let skip = inPart ? 0 : start
    let given = 0
    try {
      signal?.throwIfAborted()
      for await (const chunk of stream as AsyncIterable<Uint8Array>) {
        clearTimeout(timer)
        const piece = chunk.subarray(Math.min(skip, chunk.byteLength)).subarray(0, wanted - given)
        skip -= Math.min(skip, chunk.byteLength)
        given += piece.byteLength
        if (piece.byteLength > 0) yield piece
        if (given >= wanted) break
        timer = setTimeout(stop, idleMilliseconds)
      }
      if (given < wanted) throw new Error('The storage ended the file early')
    } catch (cause) {
      throw signal?.aborted ? cause : unreadable(row, cause)
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', leave)
      stream.destroy()
    }
  }

  const stamp = [file.storage, file.filename_disk, size, new Date(modified).getTime(), file.uploaded_on ?? '']
  return { stamp: stamp.join(' '), size, body: body() }
}

export const missing = (row: FileRow): HostError =>
  new HostError('not_found', `Directus lists ${row.filename_download}, but its storage has no such file.`)

const unreadable = (row: FileRow, cause: unknown): HostError =>
  new HostError(
    'unavailable',
    `The storage of Directus did not deliver ${row.filename_download}. Try again; the server log has the cause.`,
    { cause },
  )

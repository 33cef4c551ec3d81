import path from 'node:path'
import { HostError } from '@openwith/connector-core'
import type { ByteRange } from '@openwith/connector-core/host'
import { type ByteStorage, keepingOld, type StoredBytes } from '@openwith/connector-core/storage'
import type { FileRow, FileService, Strapi, UploadService } from './strapi.ts'

/** How long the storage may take to begin an answer, and then between two pieces of it. */
const answerTimeoutMilliseconds = 30_000

/**
 * Files of any other provider: read by their address (signed by the provider where the storage is private), written by the upload service. A provider
 * that can replace does so in one step. One that cannot is driven by Strapi as "delete, then upload": there a copy of the old bytes is kept
 * until the new ones are up, and put back when they cannot be.
 */
export function createProviderFiles(
  strapi: Strapi,
  options: { dataDirectory: string; publicUrl(): string },
): ByteStorage<FileRow> {
  const upload = () => strapi.plugin('upload').service('upload') as UploadService

  function stampOf(row: FileRow): string {
    const metadata = row.provider_metadata as { etag?: unknown; ETag?: unknown } | null
    return `provider ${new Date(row.updatedAt).getTime()} ${row.size} ${String(metadata?.etag ?? metadata?.ETag ?? '')}`
  }

  async function open(
    row: FileRow,
    { range, signal }: { range?: ByteRange; signal?: AbortSignal } = {},
  ): Promise<StoredBytes> {
    const signed = await (strapi.plugin('upload').service('file') as FileService).signFileUrls({ ...row })
    const idle = new AbortController()
    const abort = signal === undefined ? idle.signal : AbortSignal.any([signal, idle.signal])
    let timer = setTimeout(() => idle.abort(), answerTimeoutMilliseconds)
    let response: Response
    try {
      response = await strapi.fetch(new URL(signed.url, `${options.publicUrl()}/`), {
        signal: abort,
        headers: {
          'accept-encoding': 'identity',
          ...(range === undefined ? {} : { range: `bytes=${range.start}-${range.end}` }),
        },
      })
    } catch (cause) {
      clearTimeout(timer)
      throw unavailable(row, cause)
    }
    const ok = response.status === 200 || (response.status === 206 && range !== undefined)
    if (!ok || response.body === null) {
      clearTimeout(timer)
      await response.body?.cancel()
      if (response.status === 404 || response.status === 410) {
        throw new HostError('not_found', `The Media Library lists ${row.name}, but its storage has no such file.`)
      }
      throw unavailable(row, new Error(`The storage answered ${response.status}`))
    }
    const length = response.headers.get('content-length')
    const skip = response.status === 206 ? 0 : (range?.start ?? 0)
    const wanted = range === undefined ? null : range.end - range.start + 1
    const stream = response.body
    async function* body(): AsyncGenerator<Uint8Array> {
      const reader = stream.getReader()
      let toSkip = skip
      let given = 0
      let arrived = 0
      try {
        while (wanted === null || given < wanted) {
          clearTimeout(timer)
          timer = setTimeout(() => idle.abort(), answerTimeoutMilliseconds)
          const { done, value } = await reader.read()
          if (done) break
          arrived += value.byteLength
          let piece = value.subarray(Math.min(toSkip, value.byteLength))
          toSkip -= value.byteLength - piece.byteLength
          if (wanted !== null && given + piece.byteLength > wanted) piece = piece.subarray(0, wanted - given)
          given += piece.byteLength
          if (piece.byteLength > 0) yield piece
        }
        const short = wanted === null ? length !== null && arrived !== Number(length) : given !== wanted
        if (short) throw new Error('The storage ended the file early')
      } catch (cause) {
        throw signal?.aborted ? cause : unavailable(row, cause)
      } finally {
        clearTimeout(timer)
        await reader.cancel().catch(() => {})
      }
    }
    return { stamp: stampOf(row), size: range === undefined && length !== null ? Number(length) : null, body: body() }
  }

  async function put(row: FileRow, file: { path: string; size: number }, by: string | null): Promise<void> {
    await upload().replace(
      row.id,
      {
        // Without its name the file would be renamed; the one for the provider only has to pass Strapi's check of characters.
        data: { fileInfo: { name: row.name } },
        file: {
          filepath: file.path,
          originalFilename: `${row.hash}${row.ext ?? ''}`,
          mimetype: row.mime,
          size: file.size,
        },
      },
      by === null ? {} : { user: { id: Number(by) } },
    )
  }

  return {
    atomic: false,

    async stamp(row) {
      return stampOf(row)
    },

    open,

    async replace(row, body, by, signal) {
      const provider = strapi.plugin('upload').provider
      const replaces = typeof provider.replaceStream === 'function' || typeof provider.replace === 'function'
      if (replaces) return await put(row, body, by)
      await keepingOld(body, {
        directory: path.join(options.dataDirectory, 'replaced'),
        open: () => open(row, { signal }),
        put: (file, restoring) => put(row, file, restoring ? null : by),
        signal,
      })
    },
  }
}

const unavailable = (row: FileRow, cause: unknown): HostError =>
  new HostError(
    'unavailable',
    `The Media Library's storage did not deliver ${row.name}. Try again; the server log has the cause.`,
    { cause },
  )

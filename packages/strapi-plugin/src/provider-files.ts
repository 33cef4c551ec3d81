import path from 'node:path'
import type { ByteRange } from '@openwith/connector-core/host'
import {
  answeredBytes,
  type ByteStorage,
  keepingOld,
  type StoredBytes,
  sweepOld,
} from '@openwith/connector-core/storage'
import type { FileRow, FileService, Strapi, UploadService } from './strapi.ts'

/**
 * Files of any other provider: read by their address (signed by the provider where the storage is private), written by the upload service. A provider
 * that can replace does so in one step. One that cannot is driven by Strapi as "delete, then upload": there a copy of the old bytes is kept
 * until the new ones are up, and put back when they cannot be.
 */
export function createProviderFiles(
  strapi: Strapi,
  options: { dataDirectory: string; publicUrl(): string },
): ByteStorage<FileRow> & { sweep(): Promise<void> } {
  const keptFolder = path.join(options.dataDirectory, 'replaced')
  const upload = () => strapi.plugin('upload').service('upload') as UploadService

  function stampOf(row: FileRow): string {
    const metadata = row.provider_metadata as { etag?: unknown; ETag?: unknown } | null
    return `provider ${new Date(row.updatedAt).getTime()} ${row.size} ${String(metadata?.etag ?? metadata?.ETag ?? '')}`
  }

  async function open(
    row: FileRow,
    { range, signal }: { range?: ByteRange; signal?: AbortSignal } = {},
  ): Promise<StoredBytes> {
    const bytes = await answeredBytes({
      name: row.name,
      storage: "the Media Library's storage",
      async ask(request) {
        const signed = await (strapi.plugin('upload').service('file') as FileService).signFileUrls({ ...row })
        return await strapi.fetch(new URL(signed.url, `${options.publicUrl()}/`), request)
      },
      range,
      signal,
    })
    return { stamp: stampOf(row), ...bytes }
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

    sweep: () => sweepOld(keptFolder),

    async replace(row, body, { by, signal }) {
      const provider = strapi.plugin('upload').provider
      const replaces = typeof provider.replaceStream === 'function' || typeof provider.replace === 'function'
      if (replaces) return await put(row, body, by)
      await keepingOld(body, {
        directory: keptFolder,
        open: () => open(row, { signal }),
        put: (file, restoring) => put(row, file, restoring ? null : by),
        signal,
      })
    },
  }
}

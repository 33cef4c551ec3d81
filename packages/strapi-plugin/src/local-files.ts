import path from 'node:path'
import { HostError } from '@openwith/connector-core'
import { type ByteStorage, openFile, replaceFile, stampOfFile, sweepStaged } from '@openwith/connector-core/storage'
import type { FileRow, Strapi } from './strapi.ts'

export interface LocalFiles extends ByteStorage<FileRow> {
  /** Removes what a killed process staged and never renamed. */
  sweep(): Promise<void>
}

/**
 * The uploads folder of Strapi's local provider. That provider truncates the live file and writes into it, so a reader sees half a file, and a kill
 * leaves one. Here the new bytes are renamed over the old ones; `finish` then brings the row up to date through Strapi's upload service.
 */
export function createLocalFiles(
  strapi: Strapi,
  finish: (row: FileRow, size: number, by: string | null) => Promise<void>,
): LocalFiles {
  const uploads = () => path.resolve(strapi.dirs.static.public, 'uploads')

  function pathOf(row: FileRow): string {
    const file = path.resolve(strapi.dirs.static.public, `.${path.posix.normalize(`/${row.url}`)}`)
    if (!file.startsWith(uploads() + path.sep))
      throw new HostError(
        'not_found',
        `The Media Library lists ${row.name}, but its file is not in the uploads folder.`,
      )
    return file
  }

  return {
    atomic: true,
    stamp: async (row) => await stampOfFile(pathOf(row)),
    open: async (row, options) => await openFile(pathOf(row), { name: row.name, ...options }),
    async replace(row, body, { by, seen, signal }) {
      await replaceFile(pathOf(row), body, { name: row.name, seen, signal })
      await finish(row, body.size, by)
    },
    sweep: () => sweepStaged(uploads()),
  }
}

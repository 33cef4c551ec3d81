import type { ByteRange, SpooledFile } from '@openwith/connector-core/host'
import type { FileRow } from './strapi.ts'

/** Where the bytes of Media Library files are: this machine's uploads folder, or a provider's object storage. */
export interface FileStorage {
  /** A word that differs whenever the bytes may differ; null when there are no bytes. */
  stamp(row: FileRow): Promise<string | null>
  /** Opens the bytes that {@link StoredBytes.stamp} names. Throws `not_found`, `unavailable`. */
  open(row: FileRow, options?: { range?: ByteRange; signal?: AbortSignal }): Promise<StoredBytes>
  /**
   * Puts `body` in place of the row's bytes and brings the row up to date, in the name of `user`. When it throws, the old bytes are still
   * there, or `row` has none and the caller's mark says what they should be.
   */
  replace(row: FileRow, body: SpooledFile, user: { id: number } | undefined, signal?: AbortSignal): Promise<void>
}

export interface StoredBytes {
  stamp: string
  /** Of the whole file, also when a range was asked for. Null when the storage does not say. */
  size: number | null
  /** Ends in an error if not all bytes could be read. Must be read or returned. */
  body: AsyncGenerator<Uint8Array>
}

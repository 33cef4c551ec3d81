import type { ByteRange, SpooledFile } from '../host.ts'

/** Where a CMS keeps the bytes of its rows: a folder of this machine, or a provider's object storage. */
export interface ByteStorage<Row> {
  /** Whether `replace` leaves the old bytes or the new whatever happens to the process. False: it may leave none. */
  atomic: boolean
  /** A word that differs whenever the bytes may differ; null when there are no bytes. */
  stamp(row: Row): Promise<string | null>
  /** Opens the bytes that {@link StoredBytes.stamp} names. Throws `not_found`, `unavailable`. */
  open(row: Row, options?: { range?: ByteRange; signal?: AbortSignal }): Promise<StoredBytes>
  /**
   * Puts `body` in place of the row's bytes and brings the row up to date, in the name of the user with the id `by` (null: nobody known). When it throws, the
   * old bytes are still there, or the row has none. Throws as `DocumentStore.write`.
   */
  replace(row: Row, body: SpooledFile, by: string | null, signal?: AbortSignal): Promise<void>
}

export interface StoredBytes {
  stamp: string
  /** Of the whole file, also when a range was asked for. Null when the storage does not say. */
  size: number | null
  /** Ends in an error if not all bytes could be read. Must be read or returned. */
  body: AsyncGenerator<Uint8Array>
}

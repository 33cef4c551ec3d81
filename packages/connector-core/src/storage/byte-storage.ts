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
   * Whether the bytes of this row have followed it for certain; what is read before is not remembered. For storages whose stamp is a word of the row, which the
   * CMS may write before the bytes. Default: always.
   */
  isSettled?(row: Row): boolean
  /** Puts `body` in place of the row's bytes and brings the row up to date. When it throws, the old bytes are still there, or the row has none. Throws as `DocumentStore.write`. */
  replace(row: Row, body: SpooledFile, options: ReplaceOptions): Promise<void>
}

export interface ReplaceOptions {
  /** Id of the user in whose name; null: nobody known. */
  by: string | null
  /** Stamp of the bytes that may be replaced: others came meanwhile and are a `version_conflict`. */
  seen: string
  /** SHA-256 of those bytes, for storages whose stamp may change without them. */
  version: string
  signal?: AbortSignal
}

export interface StoredBytes {
  stamp: string
  /** Of the whole file, also when a range was asked for. Null when the storage does not say. */
  size: number | null
  /** Ends in an error if not all bytes could be read. Must be read or returned. */
  body: AsyncGenerator<Uint8Array>
}

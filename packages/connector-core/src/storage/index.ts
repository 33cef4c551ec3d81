export { createLeases, type Leases } from '../session/index.ts'
export { type AnsweredBytesOptions, answeredBytes } from './answered-bytes.ts'
export type { ByteStorage, ReplaceOptions, StoredBytes } from './byte-storage.ts'
export {
  type DocumentBytes,
  type DocumentBytesOptions,
  documentBytes,
  type KnownBytes,
} from './document-bytes.ts'
export { openFile, replaceFile, stampOfFile, sweepOld, sweepStaged, syncFile } from './files.ts'
export { type KeepingOld, keepingOld } from './keeping-old.ts'

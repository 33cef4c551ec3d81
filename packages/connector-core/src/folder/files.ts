/** Files on a local disk: replaced all or nothing, read as streams, their versions found by content. For hosts whose CMS keeps uploads in a folder. */

export {
  moveToFreeName,
  removeAbandoned,
  removeFile,
  stageFile,
  syncDirectory,
  toHostError,
} from '../storage/put-file.ts'
export { type ContentVersions, contentVersions } from './content-versions.ts'
export { documentLock } from './document-lock.ts'
export { isErrno, namesOfPath } from './document-path.ts'
export { fileStream } from './file-stream.ts'

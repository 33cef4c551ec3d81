/** What a host over a folder of a CMS's uploads needs beside `storage/`: paths that stay inside, and new files under names that were free. */
export { moveToFreeName, stageFile } from '../storage/put-file.ts'
export { documentLock } from './document-lock.ts'
export { namesOfPath } from './document-path.ts'

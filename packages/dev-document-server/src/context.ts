import type { Deliver } from './callback/deliver.ts'
import type { Misbehaving } from './misbehaviour.ts'
import type { ResolvedOptions } from './options.ts'
import type { Download } from './outgoing/download.ts'
import type { Rooms } from './rooms.ts'
import type { FileStore } from './storage/file-store.ts'
import type { ForgottenStore } from './storage/forgotten-store.ts'
import type { ResultUrls } from './storage/signed-url.ts'
import type { BackgroundWork } from './work.ts'

/** What the parts of one server share. */
export interface ServerContext {
  options: ResolvedOptions
  rooms: Rooms
  files: FileStore
  forgotten: ForgottenStore
  resultUrls: ResultUrls
  download: Download
  deliver: Deliver
  misbehaving: Misbehaving
  work: BackgroundWork
  /** Aborted when the server shuts down: callbacks are not retried any more. */
  stopping: AbortSignal
}

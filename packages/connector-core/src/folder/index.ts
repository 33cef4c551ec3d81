import { mkdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { Host, HostPages, LogEntry, Mount, SettingsStore, StateStore } from '../host.ts'
import { type FolderUser, folderAccess } from './folder-access.ts'
import { folderDocuments } from './folder-documents.ts'
import { subfolders } from './subfolders.ts'

export type { FolderUser } from './folder-access.ts'
export { settingsFile } from './settings-file.ts'

export interface FolderHostOptions {
  /** The folder with the documents; made when missing. */
  directory: string
  state: StateStore
  settings: SettingsStore
  mount: Mount | (() => Mount)
  /** Pages of the application that shows these documents. */
  pages?: HostPages
  /** Default: `.openwith` in `directory`, where no document can be. */
  dataDirectory?: string
  /** Default: every user id is somebody who may do everything. */
  users?: readonly FolderUser[]
  /** Default: nothing is logged. */
  log?: (entry: LogEntry) => void
  now?: () => Date
}

/**
 * A host over the files of one folder and its subfolders. Hidden names and symbolic links are no documents. Documents may be replaced by other programs
 * at any time; a document renamed by other programs is a new one. Write from one process only, or replace and compare can overlap.
 */
export function folderHost(options: FolderHostOptions): Host {
  const { state, settings, mount, pages, users, log, now } = options
  mkdirSync(options.directory, { recursive: true })
  const root = realpathSync.native(options.directory)
  const dataDirectory = options.dataDirectory ?? join(root, '.openwith')
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 })
  const access = folderAccess(users)
  const hidden = realpathSync.native(dataDirectory)
  const documents = folderDocuments({ root, hidden, state, access })
  return {
    documents,
    folders: subfolders({ root, hidden, state, access, documents }),
    pages,
    access,
    state,
    settings,
    mount: typeof mount === 'function' ? mount : () => mount,
    dataDirectory,
    log: log ?? (() => {}),
    now,
  }
}

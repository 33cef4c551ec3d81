import { logLine } from '@openwith/connector-core'
import type { Host } from '@openwith/connector-core/host'
import { sqlState } from '@openwith/connector-core/state/sql'
import { createAccess, type GhostAccess } from './access.ts'
import { dataDirectoryOf } from './data-directory.ts'
import { createDocuments, type GhostDocuments } from './documents.ts'
import type { Ghost } from './ghost.ts'
import { createPostFiles, type PostFiles } from './post-files.ts'
import { createSettingsStore, type GhostSettings } from './settings-store.ts'
import { createTables } from './tables.ts'

/** Where everything of ours lies below Ghost's address: the only prefix on which Ghost's staff cookie is sent. */
export const mountPath = '/ghost/openwith'

export interface GhostHost extends Host {
  access: GhostAccess
  documents: GhostDocuments
  settings: GhostSettings
  posts: PostFiles
  /** Makes or migrates the tables, once. */
  ready(): Promise<void>
  /** Removes expired state and what killed processes left half done. */
  sweep(): Promise<void>
}

/** What Ghost lends the core: its files, posts, rights and database. */
export function createHost(ghost: Ghost, options: { now?: () => Date; dataDirectory?: string } = {}): GhostHost {
  const now = options.now ?? (() => new Date())
  const environment = process.env
  const config = ghost.config()
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
  const database = createTables(ghost.database)
  const state = sqlState({ database: database.tables, now })
  const posts = createPostFiles(ghost)
  const settings = createSettingsStore(ghost, database.tables)
  const access = createAccess(ghost, { tables: database.tables, posts, settings })
  const documents = createDocuments({ ghost, tables: database.tables, state, access, posts, now })
  const publicUrl = () =>
    (environment.OPENWITH_PUBLIC_URL || text(config.publicUrl) || ghost.adminUrl()).replace(/\/+$/, '')

  return {
    documents,
    access,
    state,
    settings,
    posts,
    dataDirectory: options.dataDirectory ?? dataDirectoryOf(ghost.contentPath, config),
    mount: () => ({ publicUrl: publicUrl(), serverPath: `${mountPath}/server`, browserPath: `${mountPath}/api` }),
    pages: {
      document: ({ id }, mode) => `${publicUrl()}${mountPath}/edit/${id}${mode === 'view' ? '?mode=view' : ''}`,
    },
    log(entry) {
      ghost.log(entry.level, logLine('openwith', entry))
    },
    now,
    ready: database.ready,
    async sweep() {
      await state.sweep()
      await documents.sweep()
    },
  }
}

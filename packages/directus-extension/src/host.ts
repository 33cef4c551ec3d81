import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { logLine } from '@openwith/connector-core'
import type { Host, LogEntry } from '@openwith/connector-core/host'
import { createAccess, type DirectusAccess } from './access.ts'
import type { DirectusContext } from './directus.ts'
import { createDocuments } from './documents.ts'
import { environmentOf } from './environment.ts'
import { createFolders } from './folders.ts'
import { createSettingsStore } from './settings-store.ts'
import { createState } from './state.ts'
import { createTables, type Tables } from './tables.ts'

export interface DirectusHost extends Host {
  access: DirectusAccess
  tables: Tables
  /** Makes the tables and finishes what a killed process left half done. To be awaited before the doors open. */
  prepare(): Promise<void>
  /** Removes expired state, and finishes what another instance was killed at. */
  sweep(): Promise<void>
}

/** Path of the doors below Directus's public address. */
export const browserPath = '/openwith'
export const serverPath = `${browserPath}/server`

/** A little longer than the mark of a killed process of another machine stays. */
const repairMilliseconds = 15_000

/** What Directus lends the core: the file library, its permissions, its database. */
export function createHost(context: DirectusContext, options: { now?: () => Date } = {}): DirectusHost {
  const now = options.now ?? (() => new Date())
  const environment = environmentOf(context.env)
  const dataDirectory = path.resolve(environment.OPENWITH_DATA_DIRECTORY || '.openwith')
  const wantedUrl = publicAddress(environment)
  const publicUrl = wantedUrl ?? `http://localhost:${Number(environment.PORT) || 8055}`
  const state = createState(context.database, now)
  const tables = createTables(context.database, state)
  const access = createAccess(context, state)

  function log(entry: LogEntry): void {
    context.logger[entry.level](logLine('openwith', entry))
  }

  const documents = createDocuments({ context, state, access, dataDirectory, log })

  return {
    documents,
    folders: createFolders(context, access, documents),
    access,
    state,
    settings: createSettingsStore(context, tables),
    tables,
    dataDirectory,
    mount: () => ({ publicUrl, serverPath, browserPath }),
    pages: {
      document: ({ id }, mode) =>
        `${publicUrl}/admin/openwith/${encodeURIComponent(id)}${mode === 'view' ? '?mode=view' : ''}`,
      folder: ({ id }) => `${publicUrl}/admin/files${id === '' ? '' : `/folders/${encodeURIComponent(id)}`}`,
    },
    log,
    now,
    async prepare() {
      if (wantedUrl === null)
        log({
          level: 'warn',
          code: 'public_url.missing',
          message: `PUBLIC_URL is no address such as https://cms.example.com. Document Server is told ${publicUrl}.`,
        })
      await tables.ready()
      // A living writer may take longer, and ends its work itself.
      await Promise.race([documents.repair(), setTimeout(repairMilliseconds, undefined, { ref: false })])
    },
    async sweep() {
      await state.sweep()
      await documents.repair()
    },
  }
}

/** `PUBLIC_URL`, with the path that a proxy may strip. Null: it is none. Directus starts with `/`, and with any text. */
function publicAddress(environment: Record<string, string | undefined>): string | null {
  const wanted = environment.OPENWITH_PUBLIC_URL || environment.PUBLIC_URL || ''
  return /^https?:\/\//i.test(wanted) && URL.canParse(wanted) ? wanted.replace(/\/+$/, '') : null
}

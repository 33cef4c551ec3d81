import path from 'node:path'
import { logLine } from '@openwith/connector-core'
import type { Host } from '@openwith/connector-core/host'
import { createAccess, type StrapiAccess } from './access.ts'
import { createDocuments } from './documents.ts'
import { createSettingsStore, pluginConfig } from './settings-store.ts'
import { createState } from './state.ts'
import type { Strapi } from './strapi.ts'

export interface StrapiHost extends Host {
  access: StrapiAccess
  /** Removes expired state and what killed processes left half done. */
  sweep(): Promise<void>
}

/** What Strapi lends the core: the Media Library, its rights, its database, its settings store. */
export function createHost(strapi: Strapi, options: { now?: () => Date } = {}): StrapiHost {
  const now = options.now ?? (() => new Date())
  const config = pluginConfig(strapi)
  const environment = process.env
  const publicUrl = () =>
    (environment.OPENWITH_PUBLIC_URL || config.publicUrl || String(strapi.config.get('server.absoluteUrl'))).replace(
      /\/+$/,
      '',
    )
  const dataDirectory = path.resolve(
    strapi.dirs.app.root,
    environment.OPENWITH_DATA_DIRECTORY || config.dataDirectory || '.onlyoffice',
  )
  const access = createAccess(strapi)
  const state = createState(strapi, now)
  const documents = createDocuments({ strapi, state, access, dataDirectory, publicUrl })

  return {
    documents,
    access,
    state,
    settings: createSettingsStore(strapi),
    dataDirectory,
    mount: () => ({ publicUrl: publicUrl(), serverPath: serverPath(strapi), browserPath: '/onlyoffice' }),
    pages: {
      document({ id }, mode) {
        const page = `${adminUrl(strapi, publicUrl())}/plugins/onlyoffice/edit/${encodeURIComponent(id)}`
        return mode === 'view' ? `${page}?mode=view` : page
      },
    },
    log(entry) {
      strapi.log[entry.level](logLine('onlyoffice', entry))
    },
    now,
    async sweep() {
      await state.sweep()
      await documents.sweep()
    },
  }
}

/** Strapi's content API may be mounted under another prefix than `/api`. */
export function serverPath(strapi: Strapi): string {
  return `${String(strapi.config.get('api.rest.prefix', '/api')).replace(/\/+$/, '')}/onlyoffice`
}

/** Where people open the admin: below the public address, or at an origin of its own. */
function adminUrl(strapi: Strapi, publicUrl: string): string {
  const [server, admin] = ['server', 'admin'].map((half) => String(strapi.config.get(`${half}.absoluteUrl`)))
  const together = new URL(server ?? '').origin === new URL(admin ?? '').origin
  const url = together ? `${publicUrl}/${String(strapi.config.get('admin.path')).replace(/^\/+/, '')}` : String(admin)
  return url.replace(/\/+$/, '')
}

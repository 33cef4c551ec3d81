import type { SettingsStore } from '@openwith/connector-core/host'
import { settingsSchema } from '@openwith/connector-core/settings'
import type { EncryptionService, Strapi } from './strapi.ts'

/** Options of `config/plugins` that are the plugin's own and no settings of the core. */
export interface PluginOptions {
  /** Strapi as a browser sees it. The environment's `OPENWITH_PUBLIC_URL` wins. Default: `server.url` of Strapi's configuration. */
  publicUrl?: string
  /** Folder for spooled saves and the recovery area. `OPENWITH_DATA_DIRECTORY` wins. Default: `.onlyoffice` in the application. */
  dataDirectory?: string
}

const ownOptions: readonly (keyof PluginOptions)[] = ['publicUrl', 'dataDirectory']
const marker = 'encrypted:'

/** What `config/plugins` gives this plugin. */
export function pluginConfig(strapi: Strapi): Record<string, unknown> & PluginOptions {
  return { ...(strapi.config.get('plugin::onlyoffice', {}) as object) }
}

/**
 * Settings in Strapi's store, shared by all instances. Secret fields are encrypted with `admin.secrets.encryptionKey`; an application without that key
 * keeps them readable in its database, but never through Strapi. A secret that another key encrypted counts as not set.
 */
export function createSettingsStore(strapi: Strapi): SettingsStore {
  const store = () => strapi.store({ type: 'plugin', name: 'onlyoffice', key: 'settings' })
  const encryption = () => strapi.service('admin::encryption') as EncryptionService
  const secrets = settingsSchema.filter((field) => field.secret === true).map((field): string => field.name)

  return {
    async load() {
      const values: Record<string, unknown> = { ...((await store().get()) as object | null) }
      for (const name of secrets) {
        const stored = values[name]
        if (typeof stored !== 'string' || !stored.startsWith(marker)) continue
        const plain = encryption().decrypt(stored.slice(marker.length))
        if (plain === null) delete values[name]
        else values[name] = plain
      }
      return values
    },

    async save(given) {
      const values = { ...given }
      for (const name of secrets) {
        const plain = values[name]
        if (typeof plain !== 'string' || plain === '') continue
        const encrypted = encryption().encrypt(plain)
        if (encrypted !== null) values[name] = marker + encrypted
      }
      await store().set({ value: values })
    },

    fixed() {
      const values = pluginConfig(strapi)
      for (const name of ownOptions) delete values[name]
      // `env('X')` of a variable that is not set leaves the key there, undefined: that fixes nothing.
      return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
    },
  }
}

import type { SettingsStore } from '@openwith/connector-core/host'
import { encryptedSettings } from '@openwith/connector-core/settings'
import type { Ghost } from './ghost.ts'
import { settingsTable, type Tables } from './tables.ts'

/** Settings of this adapter that the core does not know. */
export interface GhostOptions {
  /** Whether the public site's pages show buttons on file cards. */
  siteScript: boolean
}

export interface GhostSettings extends SettingsStore {
  options(): Promise<GhostOptions & { fixedBy: 'configuration' | null }>
  saveOptions(options: GhostOptions): Promise<void>
  /** Names of secrets that are stored, but with another key. */
  unreadable(): Promise<string[]>
}

/** What of the section `openwith` in Ghost's configuration is no setting of the core. */
const ownOptions = ['publicUrl', 'dataDirectory', 'siteScript']

/**
 * Settings in our own table: Ghost's table of settings has a fixed list of keys. Secret fields are encrypted with a key made from `OPENWITH_ENCRYPTION_KEY`,
 * else from the secret that Ghost keeps for its staff sessions. A secret that another key encrypted counts as not set.
 */
export function createSettingsStore(ghost: Ghost, tables: Tables): GhostSettings {
  const insert = tables.dialect === 'mysql' ? 'replace' : 'insert or replace'

  async function read(name: string): Promise<Record<string, unknown>> {
    const [row] = await tables.all<{ value: string }>(`select value from ${settingsTable} where name = ?`, [name])
    return row === undefined ? {} : (JSON.parse(row.value) as Record<string, unknown>)
  }

  async function write(name: string, value: object): Promise<void> {
    await tables.run(`${insert} into ${settingsTable} (name, value) values (?, ?)`, [name, JSON.stringify(value)])
  }

  const stored = { load: () => read('settings'), save: (values: Record<string, unknown>) => write('settings', values) }
  const encrypted = encryptedSettings(stored, () => process.env.OPENWITH_ENCRYPTION_KEY || ghost.secret())
  return {
    ...encrypted,

    async unreadable() {
      const [present, readable] = await Promise.all([stored.load(), encrypted.load()])
      return Object.keys(present).filter((name) => !(name in readable))
    },

    fixed() {
      const values = ghost.config()
      for (const name of ownOptions) delete values[name]
      return values
    },

    async options() {
      const { siteScript: fixed } = ghost.config()
      if (typeof fixed === 'boolean') return { siteScript: fixed, fixedBy: 'configuration' }
      return { siteScript: (await read('options')).siteScript === true, fixedBy: null }
    },

    async saveOptions({ siteScript }) {
      await write('options', { siteScript })
    },
  }
}

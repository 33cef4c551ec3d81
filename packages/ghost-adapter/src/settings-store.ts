import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { SettingsStore } from '@openwith/connector-core/host'
import { settingsSchema } from '@openwith/connector-core/settings'
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
}

/** What of the section `openwith` in Ghost's configuration is no setting of the core. */
const ownOptions = ['publicUrl', 'dataDirectory', 'siteScript']
const marker = 'encrypted:'

/**
 * Settings in our own table: Ghost's table of settings has a fixed list of keys. Secret fields are encrypted with a key made from `OPENWITH_ENCRYPTION_KEY`,
 * else from the secret that Ghost keeps for its staff sessions. A secret that another key encrypted counts as not set.
 */
export function createSettingsStore(ghost: Ghost, tables: Tables): GhostSettings {
  const secrets = settingsSchema.filter((field) => field.secret === true).map((field): string => field.name)
  const insert = tables.dialect === 'mysql' ? 'replace' : 'insert or replace'
  const key = () =>
    Buffer.from(hkdfSync('sha256', process.env.OPENWITH_ENCRYPTION_KEY || ghost.secret(), '', 'openwith settings', 32))

  async function read(name: string): Promise<Record<string, unknown>> {
    const [row] = await tables.all<{ value: string }>(`select value from ${settingsTable} where name = ?`, [name])
    return row === undefined ? {} : (JSON.parse(row.value) as Record<string, unknown>)
  }

  async function write(name: string, value: object): Promise<void> {
    await tables.run(`${insert} into ${settingsTable} (name, value) values (?, ?)`, [name, JSON.stringify(value)])
  }

  return {
    async load() {
      const values = await read('settings')
      for (const name of secrets) {
        const stored = values[name]
        if (typeof stored !== 'string' || !stored.startsWith(marker)) continue
        const plain = decrypt(stored.slice(marker.length), key())
        if (plain === null) delete values[name]
        else values[name] = plain
      }
      return values
    },

    async save(given) {
      const values = { ...given }
      for (const name of secrets) {
        const plain = values[name]
        if (typeof plain === 'string' && plain !== '') values[name] = marker + encrypt(plain, key())
      }
      await write('settings', values)
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

/** AES-256-GCM: nonce, tag and text, in base64url. */
function encrypt(text: string, key: Buffer): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
}

function decrypt(text: string, key: Buffer): string | null {
  const bytes = Buffer.from(text, 'base64url')
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
    decipher.setAuthTag(bytes.subarray(12, 28))
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}

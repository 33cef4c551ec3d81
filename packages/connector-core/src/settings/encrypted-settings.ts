import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { SettingsStore } from '../host.ts'
import { settingsSchema } from './schema.ts'

const marker = 'encrypted:'

/**
 * A settings store whose secret fields are encrypted before they reach the CMS's database: AES-256-GCM with a key derived from `secret`, some lasting secret
 * of the CMS. A value that another secret encrypted counts as not set.
 */
export function encryptedSettings(
  store: SettingsStore,
  secret: () => string | Promise<string>,
): Pick<SettingsStore, 'load' | 'save'> {
  const names = settingsSchema.filter((field) => field.secret === true).map((field): string => field.name)
  const key = async () => Buffer.from(hkdfSync('sha256', await secret(), '', 'openwith settings', 32))
  return {
    async load() {
      const values = { ...(await store.load()) }
      for (const name of names) {
        const stored = values[name]
        if (typeof stored !== 'string' || !stored.startsWith(marker)) continue
        const plain = decrypt(stored.slice(marker.length), await key())
        if (plain === null) delete values[name]
        else values[name] = plain
      }
      return values
    },

    async save(given) {
      const values = { ...given }
      for (const name of names) {
        const plain = values[name]
        if (typeof plain === 'string' && plain !== '') values[name] = marker + encrypt(plain, await key())
      }
      await store.save(values)
    },
  }
}

/** Nonce, tag and text, in base64url. */
function encrypt(text: string, key: Buffer): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
}

function decrypt(text: string, key: Buffer): string | null {
  const bytes = Buffer.from(text, 'base64url')
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 })
    decipher.setAuthTag(bytes.subarray(12, 28))
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}

import { HostError } from '@openwith/connector-core'
import type { SettingsStore } from '@openwith/connector-core/host'
import { encryptedSettings, settingsSchema } from '@openwith/connector-core/settings'
import type { DirectusContext } from './directus.ts'
import { environmentOf } from './environment.ts'
import { tableNames } from './table-names.ts'
import { putSetting, type Tables } from './tables.ts'

const rowName = 'settings'

/** Settings in a table of our own, shared by all instances; secret fields are encrypted with a key made from Directus's `SECRET`. */
export function createSettingsStore({ database, env }: DirectusContext, tables: Tables): SettingsStore {
  const secret = String(env.SECRET ?? '')
  const plain: SettingsStore = {
    async load() {
      await tables.ready()
      const row = (await database(tableNames.settings).where({ name: rowName }).first()) as
        | { value: string }
        | undefined
      return row === undefined ? {} : (JSON.parse(row.value) as Record<string, unknown>)
    },
    async save(values) {
      await tables.ready()
      await putSetting(database, rowName, JSON.stringify(values))
    },
  }
  const { load, save } = encryptedSettings(plain, () => secret)

  return {
    environment: environmentOf(env),
    load,
    async save(values) {
      // The one that Directus makes up when it has none ends with the process.
      const hasSecret = settingsSchema.some((field) => field.secret === true && Boolean(values[field.name]))
      if (secret === '' && hasSecret)
        throw new HostError(
          'unavailable',
          'The secret cannot be stored: Directus has no SECRET in its environment to encrypt it with. Set SECRET, and restart.',
        )
      await save(values)
    },
  }
}

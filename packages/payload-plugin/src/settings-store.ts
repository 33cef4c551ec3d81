import type { SettingsStore } from '@openwith/connector-core/host'
import { encryptedSettings } from '@openwith/connector-core/settings'
import type { GlobalSlug, Payload, PayloadRequest } from 'payload'
import { settingsSlug } from './names.ts'
import type { OpenWithOptions } from './options.ts'

/** Where values to store wait in `req.context`, past the form. */
export const storedKey = 'openwithSettings'

/** Name of the hidden field that holds all stored values as one object. */
export const storedField = 'stored'

type Values = Record<string, unknown>

/**
 * Settings in the plugin's global, shared by all instances; secret fields are encrypted under a key of the application's `secret`. Privileged: who may change
 * them is asked before. `keep` replaces the write, for a save that is under way.
 */
export function createSettingsStore(
  payload: Payload,
  options: Pick<OpenWithOptions, 'settings'>,
  { req, keep }: { req?: PayloadRequest; keep?(values: Values): void } = {},
): SettingsStore {
  const inRequest = req === undefined ? {} : { req }
  const slug = settingsSlug as GlobalSlug
  const stored = {
    async load() {
      const found = await payload.db.findGlobal<Values>({ slug, ...inRequest })
      return (found?.[storedField] as Values | null | undefined) ?? {}
    },
    async save(values: Values) {
      if (keep !== undefined) return keep(values)
      const context = { [storedKey]: values }
      await payload.updateGlobal({ slug, data: {}, context, overrideAccess: true, depth: 0, ...inRequest })
    },
  }
  return { ...encryptedSettings(stored, () => payload.secret), fixed: () => fixedSettings(options) }
}

/** What the code of `payload.config.ts` fixes. A variable that is not set leaves a key there, undefined: that fixes nothing. */
export function fixedSettings({ settings = {} }: Pick<OpenWithOptions, 'settings'>): Values {
  const given = (values: object) => Object.entries(values).filter(([, value]) => value !== undefined)
  const isGroup = (value: unknown): value is object =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
  return Object.fromEntries(
    given(settings).map(([name, value]) => [name, isGroup(value) ? Object.fromEntries(given(value)) : value]),
  )
}

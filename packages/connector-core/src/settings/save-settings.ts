import { isDeepStrictEqual } from 'node:util'
import { ConnectorError } from '../errors.ts'
import type { SettingsStore } from '../host.ts'
import { checkValue } from './check-value.ts'
import { layerSettings } from './layers.ts'
import { findField, flattenSettings, nestSettings, type SettingError } from './parse-settings.ts'
import { fieldMessage, inEnglish, settingMessage, type TranslateSetting } from './setting-messages.ts'
import type { Settings } from './settings.ts'

export interface SaveOptions {
  /** For the sentences of errors. Default: English. */
  translate?: TranslateSetting
}

/**
 * Checks and stores changed settings; absent ones stay. Null means the default, and clears a secret; an empty secret keeps the stored one.
 * All or nothing: throws `settings_invalid` with `detail.errors: { field, message }[]`, unknown names and changes to fixed settings included.
 * Gives the settings in force afterwards.
 */
export async function saveSettings(
  store: SettingsStore,
  values: Readonly<Record<string, unknown>>,
  options: SaveOptions = {},
): Promise<Settings> {
  const stored = await store.load()
  const { next, errors } = merge(store, stored, values, options)
  const [first] = errors
  if (first !== undefined) throw new ConnectorError('settings_invalid', first.message, { detail: { errors } })
  await store.save(next)
  return layerSettings(store, next).settings
}

/**
 * The settings as they would be in force after saving `values`, without saving them: for the connection check of an unsaved form. Throws as
 * {@link saveSettings} does.
 */
export async function previewSettings(
  store: SettingsStore,
  values: Readonly<Record<string, unknown>>,
  options: SaveOptions = {},
): Promise<Settings> {
  const { next, errors } = merge(store, await store.load(), values, options)
  const [first] = errors
  if (first !== undefined) throw new ConnectorError('settings_invalid', first.message, { detail: { errors } })
  return layerSettings(store, next).settings
}

function merge(
  store: SettingsStore,
  stored: Readonly<Record<string, unknown>>,
  values: Readonly<Record<string, unknown>>,
  { translate = inEnglish }: SaveOptions,
): { next: Record<string, unknown>; errors: SettingError[] } {
  const { inForce } = layerSettings(store, stored)
  const next = new Map<string, unknown>(Object.entries(flattenSettings(stored)))
  const errors: SettingError[] = []
  for (const [name, raw] of Object.entries(flattenSettings(values))) {
    const field = findField(name)
    if (field === undefined) {
      const short = name.slice(0, 80)
      errors.push({ field: short, message: settingMessage(translate, 'unknown', { name: short }) })
      continue
    }
    if (raw === undefined || (field.secret && raw === '')) continue
    const checked = raw === null ? { value: field.default } : checkValue(field, raw, translate)
    if ('error' in checked) {
      errors.push({ field: name, message: checked.error })
      continue
    }
    const current = inForce.get(field.name)!
    if (current.from === 'environment' || current.from === 'configuration') {
      // A form sends read-only fields back as they are; a secret never comes back.
      if (!field.secret && isDeepStrictEqual(current.value, checked.value)) continue
      const { variable } = current
      const message =
        variable === undefined
          ? fieldMessage(translate, field, 'fixedByConfiguration')
          : fieldMessage(translate, field, 'fixedByEnvironment', { variable })
      errors.push({ field: name, message })
    } else if (raw === null) next.delete(name)
    else next.set(name, checked.value)
  }
  return { next: nestSettings(next), errors }
}

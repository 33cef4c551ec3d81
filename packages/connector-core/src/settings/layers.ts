import { readFileSync, statSync } from 'node:fs'
import type { SettingsStore } from '../host.ts'
import { checkValue } from './check-value.ts'
import { flattenSettings, nestSettings, type SettingError, warnOfUnknown } from './parse-settings.ts'
import { type SettingField, type SettingName, type SettingValue, settingsSchema } from './schema.ts'
import { fieldMessage, inEnglish, settingMessage, type TranslateSetting } from './setting-messages.ts'
import type { Settings } from './settings.ts'

/** One setting's value in force and who says so. */
export interface SettingInForce {
  field: SettingField
  value: SettingValue
  from: 'environment' | 'configuration' | 'stored' | 'default'
  /** The environment variable. */
  variable?: string
}

export interface LayeredSettings {
  settings: Settings
  inForce: ReadonlyMap<SettingName, SettingInForce>
  /** Wrong values in the environment or the CMS's configuration: a deployment that must be corrected. */
  errors: SettingError[]
  warnings: string[]
}

/**
 * Puts the layers on top of each other: environment, then the CMS's configuration, then stored, then the default. A wrong stored value gives way to the
 * default with a warning (it was right when it was stored); a wrong one of the operator is an error.
 */
export function layerSettings(
  store: SettingsStore,
  stored: Readonly<Record<string, unknown>>,
  translate: TranslateSetting = inEnglish,
): LayeredSettings {
  const environment = store.environment ?? process.env
  const fixed = flattenSettings(store.fixed?.() ?? {})
  const kept = flattenSettings(stored)
  const inForce = new Map<SettingName, SettingInForce>()
  const errors: SettingError[] = []
  const warnings = [...warnOfUnknown(kept, translate), ...warnOfUnknown(fixed, translate)]

  for (const field of settingsSchema) {
    const found = find(field, environment, fixed, kept)
    const checked =
      'unreadable' in found
        ? { error: fieldMessage(translate, field, 'file') }
        : checkValue(field, found.value, translate)
    if (!('error' in checked)) {
      inForce.set(field.name, { ...found, field, value: checked.value })
      continue
    }
    inForce.set(field.name, { field, value: field.default, from: found.from, variable: found.variable })
    const { error } = checked
    const { variable } = found
    if (found.from === 'stored') warnings.push(settingMessage(translate, 'storedIgnored', { error }))
    else {
      const message =
        variable === undefined
          ? settingMessage(translate, 'correctConfiguration', { error })
          : settingMessage(translate, 'correctVariable', { error, variable })
      errors.push({ field: field.name, message })
    }
  }
  for (const { field, value } of inForce.values())
    if (field.danger?.value === value) warnings.push(translate(`settings.${field.name}.danger`, field.danger.message))
  const flat = [...inForce].map(([name, { value }]) => [name, value] as const)
  return { settings: nestSettings(flat) as unknown as Settings, inForce, errors, warnings }
}

type Found = Pick<SettingInForce, 'from' | 'variable'> & ({ value: unknown } | { unreadable: true })

function find(
  field: SettingField,
  environment: NonNullable<SettingsStore['environment']>,
  fixed: Readonly<Record<string, unknown>>,
  stored: Readonly<Record<string, unknown>>,
): Found {
  const variable = variablesOf(field).find((name) => (environment[name] ?? '').trim() !== '')
  if (variable !== undefined) {
    const value = environment[variable]
    if (!isFileVariable(field, variable)) return { from: 'environment', variable, value }
    try {
      return { from: 'environment', variable, value: readFileSync(value!, 'utf8') }
    } catch {
      return { from: 'environment', variable, unreadable: true }
    }
  }
  const name = field.name
  if (fixed[name] !== undefined && fixed[name] !== null) return { from: 'configuration', value: fixed[name] }
  if (stored[name] !== undefined && stored[name] !== null) return { from: 'stored', value: stored[name] }
  return { from: 'default', value: field.default }
}

/** The environment variables of a setting; the first one set wins. */
export function variablesOf(field: SettingField): string[] {
  const names = field.envFile === undefined ? [field.env] : [field.env, field.envFile]
  const isOurs = (name: string) => name.startsWith('OPENWITH_')
  return [...names.filter((name) => !isOurs(name)).map((name) => `OPENWITH_${name}`), ...names]
}

function isFileVariable(field: SettingField, variable: string): boolean {
  return field.envFile !== undefined && variable.endsWith(field.envFile)
}

/** A text that changes whenever the outcome of {@link layerSettings} can change. */
export function fingerprint(store: SettingsStore, stored: Readonly<Record<string, unknown>>): string {
  const environment = store.environment ?? process.env
  const parts: unknown[] = [stored, store.fixed?.() ?? null]
  for (const field of settingsSchema)
    for (const variable of variablesOf(field)) {
      const value = environment[variable]
      if (value === undefined) continue
      const file = isFileVariable(field, variable) ? statSync(value, { throwIfNoEntry: false }) : undefined
      parts.push(variable, value, file?.mtimeMs, file?.size)
    }
  return JSON.stringify(parts)
}

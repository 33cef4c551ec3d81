import { checkValue } from './check-value.ts'
import { type SettingField, type SettingValue, settingsSchema } from './schema.ts'
import { inEnglish, settingMessage, type TranslateSetting } from './setting-messages.ts'
import type { Settings } from './settings.ts'
import { wopiServerIds } from './wopi-servers.ts'

export interface SettingError {
  /** Name in the schema, such as `customization.zoom`. */
  field: string
  /** One sentence that names the field; never repeats a value. */
  message: string
}

export interface ParsedSettings {
  /** With the default in place of each value that is absent or wrong. */
  settings: Settings
  errors: SettingError[]
  warnings: string[]
}

/**
 * Checks one JSON object of settings. Names may be flat (`customization.zoom`) or nested; undefined and null mean the default; unknown names are told
 * in `warnings`. Throws nothing.
 */
export function parseSettings(raw: Readonly<Record<string, unknown>>): ParsedSettings {
  const flat = flattenSettings(raw)
  const values = new Map<string, SettingValue>()
  const errors: SettingError[] = []
  for (const field of settingsSchema) {
    const given = flat[field.name] ?? field.default
    const checked = checkValue(field, given)
    if ('error' in checked) errors.push({ field: field.name, message: checked.error })
    values.set(field.name, 'error' in checked ? field.default : checked.value)
  }
  return { settings: nestSettings(values) as unknown as Settings, errors, warnings: warnOfUnknown(flat) }
}

const nestedGroups: readonly string[] = ['customization', ...wopiServerIds]

/** Flat names: `{ customization: { zoom } }` becomes `{ 'customization.zoom' }`. */
export function flattenSettings(raw: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const flat: Record<string, unknown> = Object.create(null)
  for (const [name, value] of Object.entries(raw)) {
    if (!nestedGroups.includes(name) || typeof value !== 'object' || value === null) flat[name] = value
    else for (const [inner, nested] of Object.entries(value)) flat[`${name}.${inner}`] = nested
  }
  return flat
}

/** The opposite: nested, as {@link Settings} is and as settings are stored (some databases dislike dots in names). */
export function nestSettings(flat: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  const nested: Record<string, unknown> = {}
  const groups = new Map<string, Record<string, unknown>>()
  for (const [name, value] of flat) {
    const dot = name.indexOf('.')
    const group = nestedGroups.find((known) => dot > 0 && known === name.slice(0, dot))
    if (group === undefined) {
      nested[name] = value
      continue
    }
    const inner = groups.get(group) ?? {}
    inner[name.slice(dot + 1)] = value
    groups.set(group, inner)
  }
  for (const [group, inner] of groups) nested[group] = inner
  return nested
}

export function findField(name: string): SettingField | undefined {
  return settingsSchema.find((field) => field.name === name)
}

export function warnOfUnknown(
  flat: Readonly<Record<string, unknown>>,
  translate: TranslateSetting = inEnglish,
): string[] {
  return Object.keys(flat)
    .filter((name) => findField(name) === undefined)
    .map((name) => settingMessage(translate, 'ignored', { name: name.slice(0, 80) }))
}

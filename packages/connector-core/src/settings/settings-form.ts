import type { SettingsStore } from '../host.ts'
import { layerSettings } from './layers.ts'
import { type SettingField, type SettingValue, settingGroups, settingsSchema } from './schema.ts'
import { inEnglish, type TranslateSetting } from './setting-messages.ts'

/** The settings as a form: what a CMS draws with its own components. Holds no secret. */
export interface SettingsForm {
  groups: { name: string; label: string }[]
  fields: SettingsFormField[]
  /** Sentences to show above the form. */
  warnings: string[]
}

export interface SettingsFormField extends Pick<SettingField, 'name' | 'type' | 'group' | 'label' | 'help'> {
  /** Absent for a secret. */
  value?: SettingValue
  /** Of a secret: whether one is set. Sending it back empty keeps it; sending null clears it. */
  secretSet?: boolean
  /** Read-only, and why. */
  fixedBy: 'environment' | 'configuration' | null
  /** The environment variable that fixes it. */
  variable?: string
  /** Absent for a secret. */
  default?: SettingValue
  options?: readonly { value: string; label: string }[]
  min?: number
  max?: number
  also?: readonly number[]
  integer?: boolean
  /** To be shown while the field has this value. */
  danger?: { value: boolean; message: string }
}

/** The form with the values in force. It opens even when the environment is wrong: then `warnings` says so. */
export async function settingsForm(
  store: SettingsStore,
  options: { translate?: TranslateSetting } = {},
): Promise<SettingsForm> {
  const translate = options.translate ?? inEnglish
  const { inForce, errors, warnings } = layerSettings(store, await store.load(), translate)
  const fields = [...inForce.values()].map(({ field, value, from, variable }): SettingsFormField => {
    const { name, type, group, min, max, also, integer } = field
    const fixedBy = from === 'environment' || from === 'configuration' ? from : null
    const shown = field.secret ? { secretSet: value !== '' } : { value, default: field.default }
    return {
      ...{ name, type, group, fixedBy, variable, min, max, also, integer },
      ...translated(field, translate),
      ...shown,
    }
  })
  const groups = settingGroups.map(({ name, label }) => ({
    name,
    label: translate(`settings.group.${name}`, label),
  }))
  return { groups, fields, warnings: [...errors.map((error) => error.message), ...warnings] }
}

function translated({ name, type, label, help, options, danger }: SettingField, translate: TranslateSetting) {
  const key = `settings.${name}`
  const translateOption = (option: { value: string; label: string }) => ({
    value: option.value,
    label: translate(`${key}.option.${option.value}`, option.label),
  })
  return {
    label: translate(`${key}.label`, label),
    help: translate(`${key}.help`, help),
    // Extensions and algorithms are the same in every language.
    options: type === 'choice' ? options?.map(translateOption) : options,
    danger: danger && { value: danger.value, message: translate(`${key}.danger`, danger.message) },
  }
}

/** Every English text of the form under the key that {@link TranslateSetting} is asked for; the list for translators. */
export function settingsTexts(): Record<string, string> {
  const texts: Record<string, string> = {}
  const collect: TranslateSetting = (key, english) => {
    texts[key] = english
    return english
  }
  for (const { name, label } of settingGroups) collect(`settings.group.${name}`, label)
  for (const field of settingsSchema) translated(field, collect)
  return texts
}

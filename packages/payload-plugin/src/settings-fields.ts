import { type SettingsFormField, settingsForm, settingsTranslator } from '@openwith/connector-core/settings'
import type { Field, LabelFunction, Tab } from 'payload'
import { components } from './names.ts'
import type { OpenWithOptions } from './options.ts'
import { fixedSettings } from './settings-store.ts'

/**
 * The settings as native fields, one tab a group. They hold no column of their own: the global's hooks fill them from the stored object and put them back into
 * it, so that a new setting changes no database. What environment or code fixes is read-only.
 */
export async function settingsTabs(options: Pick<OpenWithOptions, 'settings'>): Promise<Tab[]> {
  const form = await settingsForm({ load: async () => ({}), save: async () => {}, fixed: () => fixedSettings(options) })
  const tabs = form.groups.map(({ name: group, label }): Tab => {
    const fields = form.fields.filter((field) => field.group === group)
    const prefix = commonPrefix(fields)
    const drawn = fields.map((field) => toField(field, prefix))
    const own = tabTexts[group]
    const shown = { label: own === undefined ? textOf(`settings.group.${group}`, label) : ownText(own) }
    if (prefix !== '') return { ...shown, name: prefix.slice(0, -1), fields: drawn }
    return { ...shown, fields: group === 'connection' ? [...drawn, uiField('checkConnection')] : drawn }
  })
  const recovery: Tab = {
    label: ownText('openwith:recovery'),
    fields: [uiField('recoveryList'), uiField('lockList')],
  }
  return [...tabs, recovery]
}

/** All tabs have to find room in one row: these are shorter than the core's headings. */
const tabTexts: Readonly<Record<string, string>> = { wopi: 'openwith:tabWopi', wopi2: 'openwith:tabWopi2' }

const ownText =
  (key: string): LabelFunction =>
  ({ t }) =>
    (t as (key: string) => string)(key)

/** A part of the settings screen that holds no value. */
export const uiField = (name: 'checkConnection' | 'recoveryList' | 'lockList' | 'readOnlySettings'): Field => ({
  name,
  type: 'ui',
  admin: { components: { Field: components[name] } },
})

/** `wopi.` when all fields are called so: a group of its own in the stored object. */
function commonPrefix(fields: readonly SettingsFormField[]): string {
  const prefixes = new Set(fields.map(({ name }) => name.slice(0, name.indexOf('.') + 1)))
  return prefixes.size === 1 ? ([...prefixes][0] ?? '') : ''
}

/** In the language of whoever looks. Payload gives the label of a tab nothing but `t` (`payload` 3.90: fields/config/client), so that tells the language. */
const textOf =
  (key: string, english: string): LabelFunction =>
  ({ t }) =>
    settingsTranslator((t as (key: string) => string)('openwith:language'))(key, english)

function toField(field: SettingsFormField, prefix: string): Field {
  const { name, type, options = [], min, max, fixedBy, variable } = field
  const key = `settings.${name}`
  const help = textOf(`${key}.help`, field.help)
  const description: LabelFunction = (args) =>
    fixedBy === null ? help(args) : `${help(args)} (${variable ?? 'payload.config'})`
  const common = {
    name: name.slice(prefix.length),
    label: textOf(`${key}.label`, field.label),
    virtual: true,
    // The core's own checks say more, and know which values may stand beside the offered ones.
    validate: () => true as const,
  }
  const admin = { description, readOnly: fixedBy !== null }
  const choices = options.map(({ value, label }) => ({
    value,
    label: type === 'choice' ? textOf(`${key}.option.${value}`, label) : label,
  }))
  if (type === 'secret')
    return { ...common, type: 'text', admin: { ...admin, components: { Field: components.secretField } } }
  if (type === 'certificates') return { ...common, type: 'textarea', admin }
  if (type === 'boolean') return { ...common, type: 'checkbox', admin }
  if (type === 'number')
    return { ...common, type: 'number', min, max, admin: { ...admin, step: field.integer ? 1 : 0.1 } }
  if (type === 'choice') return { ...common, type: 'select', options: choices, admin: { ...admin, isClearable: false } }
  if (type === 'choices' || type === 'extensions')
    return { ...common, type: 'select', hasMany: true, options: choices, admin }
  return { ...common, type: 'text', admin }
}

import type { SettingsForm, SettingsFormField } from '@openwith/connector-core/settings'
import type { Text } from './use-text.ts'

/** A field as the Directus app's form draws it (Directus 12: app/components/v-form). */
export interface StudioField {
  field: string
  name: string
  type: 'string' | 'text' | 'integer' | 'boolean' | 'json' | 'alias'
  collection: string
  schema: null
  meta: {
    field: string
    collection: string
    interface: string
    special: string[] | null
    options: Record<string, unknown>
    group: string | null
    width: 'half' | 'full'
    note: string | null
    readonly: boolean
    hidden: boolean
    validation_message: string | null
  }
}

/** The app's form wants a collection for each field, and matches errors by it; nothing is read from it. */
export const formCollection = 'openwith'

/** The values as the form holds them. */
export type FormValues = Record<string, unknown>

/** The settings that the server describes, as fields of the app's own form; a group is a section that folds. */
export function settingFields(
  form: SettingsForm,
  values: FormValues,
  errors: Readonly<Record<string, string>>,
  text: Text,
) {
  const groups = form.groups.map(({ name, label }) =>
    studioField(groupField(name), label, 'alias', {
      interface: 'group-detail',
      special: ['alias', 'no-data', 'group'],
      options: { start: isFolded(form, name) ? 'closed' : 'open' },
      width: 'full',
    }),
  )
  return [...groups, ...form.fields.map((field) => settingField(field, values[field.name], errors[field.name], text))]
}

/** The values in force, by name. A secret is never among them. */
export function settingValues(form: SettingsForm): FormValues {
  return Object.fromEntries(form.fields.map((field) => [field.name, field.value ?? null]))
}

/** Most sites have no further editor server: its group is folded until one is set up. */
function isFolded(form: SettingsForm, group: string): boolean {
  const address = form.fields.find(({ name }) => name === `${group}.discoveryUrl`)
  return address !== undefined && address.value === ''
}

/** Characters; beside an open side bar the app cuts a longer one, often before the word that tells two settings apart. */
const longestHalfLabel = 38

const groupField = (name: string) => `group-${name}`

function settingField(field: SettingsFormField, value: unknown, error: string | undefined, text: Text): StudioField {
  const fixed = field.fixedBy === null ? null : text('fixedByEnvironment', { variable: field.variable ?? '' })
  const shown = value === undefined ? field.value : value
  const danger = field.danger !== undefined && shown === field.danger.value ? `**${field.danger.message}**` : null
  const replace = field.secretSet === true ? text('secretReplace') : ''
  const { type, ...meta } = inputOf(field, text)
  return studioField(field.name, field.label, type, {
    ...meta,
    group: groupField(field.group),
    note: [danger, asMarkdown(fixed ?? [field.help, replace].join(' ').trim())]
      .filter((part) => part !== null && part !== '')
      .join('\n\n'),
    ...(field.label.length > longestHalfLabel ? { width: 'full' } : {}),
    readonly: fixed !== null,
    validation_message: error ?? null,
  })
}

/** The app reads notes as Markdown, which would make links of addresses that are mere examples. */
function asMarkdown(text: string): string {
  return text.replace(/https?:\/\/[^\s,;]*[^\s,;.:]/g, '`$&`')
}

function inputOf(field: SettingsFormField, text: Text): Pick<StudioField, 'type'> & Partial<StudioField['meta']> {
  const choices = field.options?.map(({ value, label }) => ({ value, text: label }))
  switch (field.type) {
    case 'boolean':
      return { type: 'boolean', interface: 'boolean' }
    case 'number':
      return { type: 'integer', interface: 'input', options: { min: field.min, max: field.max } }
    case 'secret':
      return {
        type: 'string',
        interface: 'input',
        options: { masked: true, iconRight: 'lock', placeholder: text(field.secretSet ? 'secretSet' : 'secretNotSet') },
      }
    case 'certificates':
      return { type: 'text', interface: 'input-multiline', options: { font: 'monospace' }, width: 'full' }
    case 'choice':
      return { type: 'string', interface: 'select-dropdown', options: { choices } }
    case 'choices':
      return { type: 'json', interface: 'select-multiple-dropdown', options: { choices, allowNone: true } }
    case 'extensions':
      return { type: 'json', interface: 'tags', options: { placeholder: 'odt', capitalization: 'auto-lowercase' } }
    default:
      return {
        type: 'string',
        interface: 'input',
        options: { trim: true, ...(field.type === 'url' ? { placeholder: 'https://', iconLeft: 'link' } : {}) },
      }
  }
}

function studioField(
  field: string,
  name: string,
  type: StudioField['type'],
  meta: Partial<StudioField['meta']>,
): StudioField {
  return {
    field,
    name,
    type,
    collection: formCollection,
    schema: null,
    meta: {
      field,
      collection: formCollection,
      interface: 'input',
      special: null,
      options: {},
      group: null,
      width: 'half',
      note: null,
      readonly: false,
      hidden: false,
      validation_message: null,
      ...meta,
    },
  }
}

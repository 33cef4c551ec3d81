import type { SettingsFormField } from '@openwith/connector-core/settings'
import type { Text } from '../translations/text.ts'
import { element } from '../ui/element.ts'

export type SettingValue = string | number | boolean | readonly string[] | null

export interface FieldView {
  element: HTMLElement
  /** Shows what is wrong with the value; null: nothing. */
  setError(message: string | null): void
  focus(): void
}

interface Control {
  input: HTMLElement
  /** The element that takes the focus and names the field. */
  main: HTMLElement
}

/** One setting as Ghost's own form fields look. What files or the environment fix is shown, with the reason, and cannot be changed. */
export function settingField(
  field: SettingsFormField,
  { text, onChange }: { text: Text; onChange(value: SettingValue): void },
): FieldView {
  const id = `setting-${field.name.replace(/\W/g, '-')}`
  const fixed =
    field.fixedBy === 'environment'
      ? text('fixedByEnvironment', { variable: field.variable ?? '' })
      : field.fixedBy === 'configuration'
        ? text('fixedByConfiguration')
        : null
  const help = element('div', { class: 'ow-help', text: fixed ?? field.help, attributes: { id: `${id}-help` } })
  const error = element('div', { class: 'ow-error', attributes: { id: `${id}-error`, role: 'alert', hidden: true } })
  const danger = element('div', { class: 'ow-error', text: field.danger?.message ?? '', attributes: { hidden: true } })
  const warn = (value: SettingValue | undefined) => {
    danger.hidden = field.danger === undefined || value !== field.danger.value
  }
  warn(field.value)
  const control = controlOf(field, id, fixed !== null, text, (value) => {
    warn(value)
    onChange(value)
  })
  control.main.setAttribute('aria-describedby', `${help.id} ${error.id}`)
  const label = element('label', { text: field.label, attributes: { for: id } })
  const about = [danger, help, error]
  const view =
    field.type === 'boolean'
      ? element(
          'div',
          { class: 'ow-switch-row' },
          element('div', { class: 'ow-field' }, label, ...about),
          control.input,
        )
      : element('div', { class: 'ow-field' }, label, control.input, ...about)
  view.dataset.setting = field.name
  return {
    element: view,
    setError(message) {
      error.textContent = message ?? ''
      error.hidden = message === null
      if (message === null) control.main.removeAttribute('aria-invalid')
      else control.main.setAttribute('aria-invalid', 'true')
    },
    focus: () => control.main.focus({ preventScroll: true }),
  }
}

function controlOf(
  field: SettingsFormField,
  id: string,
  disabled: boolean,
  text: Text,
  change: (value: SettingValue) => void,
): Control {
  const { type, value, options = [] } = field
  const common = { id, name: field.name, disabled }
  const one = (main: HTMLElement): Control => ({ input: main, main })
  switch (type) {
    case 'boolean': {
      const input = element('input', {
        class: 'ow-switch',
        attributes: { ...common, type: 'checkbox', role: 'switch' },
      })
      input.checked = value === true
      input.addEventListener('change', () => change(input.checked))
      return one(input)
    }
    case 'choice': {
      const input = element('select', { class: 'ow-input', attributes: common })
      for (const option of options)
        input.append(element('option', { text: option.label, attributes: { value: option.value } }))
      input.value = String(value ?? '')
      input.addEventListener('change', () => change(input.value))
      return one(input)
    }
    case 'choices':
      return choices(field, common, change)
    case 'certificates': {
      const input = element('textarea', { class: 'ow-input', attributes: { ...common, spellcheck: 'false', rows: 4 } })
      input.value = String(value ?? '')
      input.addEventListener('input', () => change(input.value))
      return one(input)
    }
    default: {
      const input = element('input', { class: 'ow-input', attributes: { ...common, ...looks(field, text) } })
      if (type !== 'secret') input.value = Array.isArray(value) ? value.join(', ') : String(value ?? '')
      input.addEventListener('input', () => change(read(input, field)))
      return one(input)
    }
  }
}

function looks(
  { type, min, max, integer, secretSet }: SettingsFormField,
  text: Text,
): Record<string, string | number | undefined> {
  if (type === 'secret')
    return {
      type: 'password',
      autocomplete: 'new-password',
      placeholder: text(secretSet ? 'secretSet' : 'secretNotSet'),
    }
  if (type === 'number') return { type: 'number', min, max, step: integer ? 1 : 'any' }
  if (type === 'url') return { type: 'url', placeholder: 'https://', spellcheck: 'false' }
  if (type === 'extensions') return { type: 'text', placeholder: 'odt, rtf', spellcheck: 'false' }
  return { type: 'text' }
}

function read(input: HTMLInputElement, { type }: SettingsFormField): SettingValue {
  if (type === 'number') return input.value === '' ? null : Number(input.value)
  if (type !== 'extensions') return input.value
  return input.value
    .split(/[\s,;]+/)
    .map((extension) => extension.replace(/^\./, '').toLowerCase())
    .filter((extension) => extension !== '')
}

function choices(
  { value, options = [], label }: SettingsFormField,
  { id, name, disabled }: { id: string; name: string; disabled: boolean },
  change: (value: SettingValue) => void,
): Control {
  const chosen = new Set(Array.isArray(value) ? (value as readonly string[]) : [])
  const group = element('div', { class: 'ow-choices', attributes: { role: 'group', 'aria-label': label } })
  const boxes = options.map((option, at) => {
    const box = element('input', {
      attributes: { type: 'checkbox', name, value: option.value, disabled, id: at === 0 ? id : null },
    })
    box.checked = chosen.has(option.value)
    box.addEventListener('change', () => change(boxes.filter((one) => one.checked).map((one) => one.value)))
    group.append(element('label', {}, box, option.label))
    return box
  })
  return { input: group, main: boxes[0] ?? group }
}

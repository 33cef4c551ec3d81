import type { Text } from '../translations/text.ts'
import { element } from '../ui/element.ts'

/** The field for a document's name in a dialog, with a place for what is wrong with it. */
export function nameField(text: Text, attributes: { placeholder?: string; value?: string; help?: string }) {
  const input = element('input', {
    class: 'ow-input',
    attributes: { id: 'openwith-name', name: 'name', autocomplete: 'off', maxlength: 120, ...attributes, help: null },
  })
  const error = element('div', { class: 'ow-error', attributes: { role: 'alert' } })
  const field = element(
    'div',
    { class: 'ow-field' },
    element('label', { text: text('name'), attributes: { for: input.id } }),
    input,
    attributes.help !== undefined && element('div', { class: 'ow-help', text: attributes.help }),
    error,
  )
  return {
    field,
    name: () => input.value.trim(),
    setError: (message: string) => {
      error.textContent = message
    },
  }
}

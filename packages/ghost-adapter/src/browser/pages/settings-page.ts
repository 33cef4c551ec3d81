import { RequestError } from '@openwith/connector-core/browser'
import type { SettingsForm } from '@openwith/connector-core/settings'
import { showFailure } from '../documents/document-actions.ts'
import { messageOf } from '../documents/error-message.ts'
import type { Staff } from '../documents/staff.ts'
import { element } from '../ui/element.ts'
import { icon } from '../ui/icons.ts'
import { toast } from '../ui/toast.ts'
import { checkResults } from './check-results.ts'
import { failed, loading } from './frame.ts'
import { locksCard } from './locks-card.ts'
import { readersCard } from './readers-card.ts'
import { recoveryCard } from './recovery-card.ts'
import { type FieldView, type SettingValue, settingField } from './setting-field.ts'

/** The settings as the core describes them, the connection check, readers, locks and the recovery area; laid out as Ghost's own settings. */
export function settingsPage(staff: Staff): HTMLElement {
  const { text, mount } = staff
  const page = element('div', {}, loading(text('loading')))
  const load = () =>
    staff.door.settings().then(
      (form) => page.replaceChildren(layOut(staff, form)),
      (error: unknown) => {
        const again = element('button', { class: 'ow-button', text: text('retry'), attributes: { type: 'button' } })
        again.addEventListener('click', () => void load())
        const back = element('a', { class: 'ow-button', text: text('documents'), attributes: { href: mount } })
        page.replaceChildren(failed(messageOf(staff, error), again, back))
      },
    )
  void load()
  return page
}

function layOut(staff: Staff, first: SettingsForm): HTMLElement {
  const { door, text, mount, me } = staff
  let form = first
  let changed: Record<string, SettingValue> = {}
  const fields = new Map<string, FieldView>()
  const results = element('div', { class: 'ow-part', attributes: { 'aria-live': 'polite' } })
  const groups = element('div')
  const warnings = element('div')
  const state = element('span', { class: 'ow-soft', attributes: { role: 'status' } })
  const check = actionButton(text('check'), '')
  const save = actionButton(text('save'), 'ow-primary')
  save.button.type = 'submit'

  const showState = () => {
    const isChanged = Object.keys(changed).length > 0
    save.button.disabled = !isChanged
    state.textContent = isChanged ? text('unsaved') : ''
  }

  function draw(): void {
    fields.clear()
    changed = {}
    warnings.replaceChildren(
      ...form.warnings.map((warning) =>
        element('div', { class: 'ow-banner' }, icon('warning'), element('span', { text: warning })),
      ),
    )
    groups.replaceChildren(
      ...form.groups.map((group) => {
        const rows = element('div', { class: 'ow-fields' })
        for (const field of form.fields.filter((one) => one.group === group.name)) {
          const view = settingField(field, {
            text,
            onChange(value) {
              changed[field.name] = value
              view.setError(null)
              showState()
            },
          })
          fields.set(field.name, view)
          rows.append(view.element)
        }
        return groupCard(group, rows, isFolded(form, group.name))
      }),
    )
    showState()
  }

  /** Leads to a field of the page, unfolding its group. */
  function focusSetting(name: string): void {
    const view = fields.get(name)
    const fold = view?.element.closest('details')
    if (fold) fold.open = true
    view?.element.scrollIntoView({ block: 'center' })
    view?.focus()
  }

  /** Errors of single fields stand at their fields. */
  function showErrors(error: unknown): void {
    const found = fieldErrors(error)
    for (const [name, view] of fields) view.setError(found.find(({ field }) => field === name)?.message ?? null)
    if (found[0] !== undefined) focusSetting(found[0].field)
    showFailure(staff, error)
  }

  check.button.addEventListener('click', () =>
    check.run(async () => {
      results.replaceChildren()
      state.textContent = text('checking')
      try {
        // What is in the form now, saved or not.
        const report = await door.check(changed)
        const labelOf = (name: string) => form.fields.find((field) => field.name === name)?.label
        results.replaceChildren(checkResults(report, { text, labelOf, onSetting: focusSetting }))
        window.scrollTo({ top: 0 })
      } catch (error) {
        showErrors(error)
      }
      showState()
    }),
  )

  const bar = element(
    'div',
    { class: 'ow-bar' },
    element('div', {}, element('h1', { text: text('settingsTitle') }), element('p', { text: text('settingsHelp') })),
    state,
    check.button,
    save.button,
  )
  const whole = element('form', { attributes: { novalidate: true } }, bar, warnings, results, groups)
  whole.addEventListener('submit', (event) => {
    event.preventDefault()
    if (Object.keys(changed).length === 0) return
    void save.run(async () => {
      try {
        form = await door.saveSettings(changed)
        draw()
        toast('good', text('saved'), text('close'))
      } catch (error) {
        showErrors(error)
        showState()
      }
    })
  })
  window.addEventListener('beforeunload', (event) => {
    if (Object.keys(changed).length > 0) event.preventDefault()
  })
  draw()

  const rail = element(
    'nav',
    { attributes: { 'aria-label': text('settingsTitle') } },
    element('h2', { text: 'ONLYOFFICE' }),
    ...form.groups.map(({ name, label }) => anchor(`group-${name}`, label)),
    anchor('group-readers', text('readers')),
    anchor('group-recovery', text('recovery')),
    element('hr'),
    element('a', { text: text('documents'), attributes: { href: mount } }),
    element('a', { text: text('backToGhost'), attributes: { href: me.adminUrl } }),
  )
  const leave = element(
    'a',
    { class: 'ow-button ow-plain ow-only-icon ow-leave', attributes: { href: mount, 'aria-label': text('close') } },
    icon('close', 20),
  )
  return element(
    'div',
    { class: 'ow-settings' },
    element('div', { class: 'ow-rail' }, rail),
    element(
      'main',
      { class: 'ow-column' },
      whole,
      element('div', { class: 'ow-part' }, readersCard(staff), locksCard(staff), recoveryCard(staff)),
      leave,
    ),
  )
}

const anchor = (id: string, label: string): HTMLElement => element('a', { text: label, attributes: { href: `#${id}` } })

/** A button that turns, and takes no click, while its work is under way. */
function actionButton(label: string, look: string) {
  const spinner = element('span', { class: 'ow-spinner', attributes: { hidden: true } })
  const button = element('button', { class: `ow-button ${look}`, attributes: { type: 'button' } }, spinner, label)
  return {
    button,
    async run(work: () => Promise<void>): Promise<void> {
      button.disabled = true
      spinner.hidden = false
      await work()
      spinner.hidden = true
      if (button.type === 'button') button.disabled = false
    },
  }
}

function groupCard(
  group: { name: string; label: string },
  rows: HTMLElement,
  folded: boolean | undefined,
): HTMLElement {
  const card = element('section', {
    class: 'ow-card',
    attributes: { id: `group-${group.name}`, 'aria-label': group.label },
  })
  const title = element('h2', { text: group.label })
  if (folded === undefined) card.append(title, rows)
  else
    card.append(
      element('details', { attributes: { open: !folded } }, element('summary', {}, title, icon('chevronDown')), rows),
    )
  return card
}

/** Most sites have no further editor server: its group is folded away until one is set up. Undefined: not to be folded. */
function isFolded(form: SettingsForm, group: string): boolean | undefined {
  const address = form.fields.find(({ name }) => name === `${group}.discoveryUrl`)
  return address === undefined ? undefined : address.value === ''
}

function fieldErrors(error: unknown): { field: string; message: string }[] {
  const found = error instanceof RequestError ? error.detail?.errors : undefined
  return Array.isArray(found) ? (found as { field: string; message: string }[]) : []
}

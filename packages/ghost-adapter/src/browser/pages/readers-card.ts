import { showFailure } from '../documents/document-actions.ts'
import type { Staff } from '../documents/staff.ts'
import { element } from '../ui/element.ts'
import { toast } from '../ui/toast.ts'

/** The switch for the buttons on the public site. It takes effect at once, as Ghost's own switches do. */
export function readersCard(staff: Staff): HTMLElement {
  const { door, text } = staff
  const help = element('div', {
    class: 'ow-help',
    text: text('siteScriptHelp'),
    attributes: { id: 'site-script-help' },
  })
  const toggle = element('input', {
    class: 'ow-switch',
    attributes: { id: 'site-script', type: 'checkbox', role: 'switch', disabled: true, 'aria-describedby': help.id },
  })
  async function load(): Promise<void> {
    const { siteScript, fixedBy } = await door.options()
    toggle.checked = siteScript
    toggle.disabled = fixedBy === 'configuration' || fixedBy === 'environment'
    help.textContent = toggle.disabled ? text('fixedByConfiguration') : text('siteScriptHelp')
  }
  toggle.addEventListener('change', async () => {
    const wanted = toggle.checked
    toggle.disabled = true
    try {
      await door.saveOptions({ siteScript: wanted })
      toast('good', text('saved'), text('close'))
    } catch (error) {
      showFailure(staff, error)
    }
    await load().catch((error: unknown) => showFailure(staff, error))
  })
  load().catch((error: unknown) => showFailure(staff, error))
  return element(
    'section',
    { class: 'ow-card', attributes: { id: 'group-readers', 'aria-label': text('readers') } },
    element('h2', { text: text('readers') }),
    element(
      'div',
      { class: 'ow-fields' },
      element(
        'div',
        { class: 'ow-switch-row' },
        element(
          'div',
          { class: 'ow-field' },
          element('label', { text: text('siteScript'), attributes: { for: toggle.id } }),
          help,
        ),
        toggle,
      ),
    ),
  )
}

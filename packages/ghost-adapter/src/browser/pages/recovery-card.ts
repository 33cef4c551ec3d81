import type { RecoveryEntry } from '@openwith/connector-core'
import { showFailure } from '../documents/document-actions.ts'
import { sentenceOf } from '../documents/error-message.ts'
import type { Staff } from '../documents/staff.ts'
import type { TextKey } from '../translations/text.ts'
import { openDialog } from '../ui/dialog.ts'
import { element } from '../ui/element.ts'
import { startDownload } from '../ui/start-download.ts'
import { toast } from '../ui/toast.ts'

/** Edits that could not be stored: try again, download, discard. */
export function recoveryCard(staff: Staff): HTMLElement {
  const { door, text, locale } = staff
  const help = element('p')
  const rows = element('div', { class: 'ow-rows', attributes: { 'aria-live': 'polite' } })
  const when = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })

  async function load(): Promise<void> {
    const entries = await door.recovery()
    help.textContent = text(entries.length === 0 ? 'recoveryEmpty' : 'recoveryHelp')
    rows.replaceChildren(...entries.map(rowOf))
  }

  function rowOf(entry: RecoveryEntry): HTMLElement {
    const row = element(
      'div',
      { class: 'ow-row', attributes: { 'data-recovery': entry.id } },
      element(
        'div',
        {},
        element('b', { text: entry.name }),
        element('div', {
          class: 'ow-soft',
          text: text('recoveryWho', { when: when.format(new Date(entry.at)), who: entry.user?.name ?? '–' }),
        }),
        element('div', { class: 'ow-error', text: sentenceOf(staff, entry.reason) }),
      ),
    )
    const run = async (work: () => Promise<unknown>) => {
      const buttons = [...row.querySelectorAll('button')]
      for (const button of buttons) button.disabled = true
      try {
        await work()
        await load()
        return true
      } catch (error) {
        showFailure(staff, error)
        for (const button of buttons) button.disabled = false
        return false
      }
    }
    const button = (key: TextKey, look: string, click: () => unknown) =>
      element('button', { class: `ow-button ${look}`, text: text(key), attributes: { type: 'button' }, on: { click } })
    row.append(
      element(
        'div',
        { class: 'ow-buttons' },
        button('retry', '', () =>
          run(async () => {
            const { name } = await door.retryRecovery(entry.id)
            toast('good', text('recovered', { name }), text('close'))
          }),
        ),
        button('download', '', () => run(async () => startDownload(await door.recoveryUrl(entry.id)))),
        button('discard', 'ow-danger', () =>
          openDialog({
            title: text('discardTitle'),
            content: [element('p', { text: text('discardText', { name: entry.name }) })],
            confirm: text('discard'),
            cancel: text('cancel'),
            danger: true,
            run: () => run(() => door.discardRecovery(entry.id)),
          }),
        ),
      ),
    )
    return row
  }

  load().catch((error: unknown) => showFailure(staff, error))
  return element(
    'section',
    { class: 'ow-card', attributes: { id: 'group-recovery', 'aria-label': text('recovery') } },
    element('h2', { text: text('recovery') }),
    help,
    rows,
  )
}

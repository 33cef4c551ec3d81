import { showFailure } from '../documents/document-actions.ts'
import type { Lock } from '../documents/ghost-door.ts'
import type { Staff } from '../documents/staff.ts'
import { openDialog } from '../ui/dialog.ts'
import { element } from '../ui/element.ts'
import { toast } from '../ui/toast.ts'

/** Documents that are open in WOPI editors, each with an administrator's unlock. Hidden when there are none. */
export function locksCard(staff: Staff): HTMLElement {
  const { door, text, locale } = staff
  const rows = element('div', { class: 'ow-rows' })
  const when = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const card = element(
    'section',
    { class: 'ow-card', attributes: { 'aria-label': text('locks'), hidden: true } },
    element('h2', { text: text('locks') }),
    element('p', { text: text('locksHelp') }),
    rows,
  )

  async function load(): Promise<void> {
    const locks = await door.locks()
    card.hidden = locks.length === 0
    rows.replaceChildren(...locks.map(rowOf))
  }

  function rowOf(lock: Lock): HTMLElement {
    const name = lock.name ?? lock.documentId
    const ask = () =>
      openDialog({
        title: text('unlockTitle'),
        content: [element('p', { text: text('unlockText', { name }) })],
        confirm: text('unlock'),
        cancel: text('cancel'),
        danger: true,
        async run() {
          await door.unlock(lock.documentId).then(
            () => toast('good', text('unlocked', { name }), text('close')),
            // It may have ended by itself meanwhile.
            (error: unknown) => showFailure(staff, error),
          )
          await load()
          return true
        },
      })
    return element(
      'div',
      { class: 'ow-row', attributes: { 'data-lock': lock.documentId } },
      element(
        'div',
        {},
        element('b', { text: name }),
        element('div', {
          class: 'ow-soft',
          text: text('locksWho', { when: when.format(new Date(lock.since)), who: lock.user.name }),
        }),
      ),
      element('button', {
        class: 'ow-button ow-danger',
        text: text('unlock'),
        attributes: { type: 'button' },
        on: { click: ask },
      }),
    )
  }

  load().catch((error: unknown) => showFailure(staff, error))
  return card
}

import { openCreateMenu } from '../documents/create-menu.ts'
import type { Staff } from '../documents/staff.ts'
import { element } from '../ui/element.ts'
import { icon } from '../ui/icons.ts'
import type { FileCards } from './file-cards.ts'

const id = 'openwith-create'

/** The post editor's header lets clicks through to what scrolls below it. */
export const createStyle = `
#${id}{margin-inline:auto 6px;pointer-events:auto;align-self:center;height:34px}
#${id}.ow-button{border-color:transparent;background:transparent}
#${id}.ow-button:hover,#${id}[aria-expanded=true]{background:var(--ow-hover)}
@media (max-width:700px){#${id}{margin-inline-end:56px}#${id} .ow-label{display:none}}
`

/** Keeps "Create new" in the header of the post editor: the new document gets a file card in the open post, and opens. */
export function keepCreateButton(staff: Staff, cards: FileCards): void {
  const header = document.querySelector('header.gh-editor-header')
  if (header === null || header.querySelector(`#${id}`) !== null) return
  if (!staff.formats.ready || !staff.me.mayCreate || staff.formats.create.length === 0) return
  const label = staff.text('createNew')
  const button = element(
    'button',
    {
      class: 'ow-button',
      attributes: {
        id,
        type: 'button',
        title: label,
        'aria-label': label,
        'aria-haspopup': 'menu',
        'aria-expanded': 'false',
      },
      on: {
        click: () =>
          openCreateMenu(staff, button, {
            onCreated: (made) => void cards.add(made),
            onClosed: () => void cards.updateSizes().catch(() => {}),
          }),
      },
    },
    icon('plus', 14),
    element('span', { class: 'ow-label', text: label }),
  )
  const buttons = header.querySelector('.gh-editor-publish-buttons')
  if (buttons === null) header.append(button)
  else buttons.before(button)
}

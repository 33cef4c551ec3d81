import type { DocumentAnswer } from '@openwith/connector-core/browser'
import { element } from '../ui/element.ts'
import { icon } from '../ui/icons.ts'
import { type MenuItem, openMenu } from '../ui/menu.ts'
import {
  conversionsOf,
  convertDocument,
  downloadDocument,
  downloadsOf,
  offersFor,
  openDocument,
} from './document-actions.ts'
import type { Staff } from './staff.ts'

export interface ButtonOptions {
  /** Further entries of the menu. */
  more?: readonly MenuItem[]
  /** An editor was opened in a tab or over this page. */
  onOpened?(): void
  /** A document was added beside this one. */
  onAdded(document: DocumentAnswer): void
  /** The editor over this page was closed. */
  onClosed?(): void
}

/** "Open with ONLYOFFICE", or what this person may do instead, and a menu with other editors, convert and download. Null: nothing can be done. */
export function documentButtons(staff: Staff, document: DocumentAnswer, options: ButtonOptions): HTMLElement | null {
  const { text } = staff
  const [usual, ...others] = offersFor(staff, document)
  const open = (editor: string) => {
    openDocument(staff, document, { editor, onClosed: options.onClosed })
    options.onOpened?.()
  }
  const convert = async (to: string) => {
    const made = await convertDocument(staff, document, to)
    if (made !== null) options.onAdded(made)
  }
  const groups: MenuItem[][] = [
    others.map((offer) => ({ label: offer.label, icon: offer.icon, run: () => open(offer.id) })),
    conversionsOf(staff, document).map((to) => ({
      label: text('convertTo', { format: to.toUpperCase() }),
      run: () => convert(to),
    })),
    downloadsOf(staff, document).map((to) => ({
      label: text('downloadAs', { format: to.toUpperCase() }),
      run: () => downloadDocument(staff, document, to),
    })),
    [...(options.more ?? [])],
  ]
  const hasMenu = groups.some((group) => group.length > 0)
  if (usual === undefined && !hasMenu) return null
  const pair = element('div', { class: 'ow-pair' })
  if (usual !== undefined)
    pair.append(
      element(
        'button',
        {
          class: 'ow-button',
          attributes: { type: 'button', title: usual.label },
          on: { click: () => open(usual.id) },
        },
        icon(usual.icon, 14),
        element('span', { class: 'ow-label', text: usual.label }),
      ),
    )
  if (hasMenu) {
    const label = text('moreFor', { name: document.name })
    const button = element(
      'button',
      {
        class: 'ow-button ow-only-icon',
        attributes: { type: 'button', 'aria-label': label, 'aria-haspopup': 'menu', 'aria-expanded': 'false' },
        on: { click: () => openMenu(button, label, groups) },
      },
      icon('more'),
    )
    pair.append(button)
  }
  return pair
}

import { element } from './element.ts'
import { type IconName, icon } from './icons.ts'

export interface MenuItem {
  label: string
  icon?: IconName
  run(): void
}

/**
 * Opens a menu at a button: arrow keys, Home, End and first letters move, Escape and a click beside it close, the button gets the focus back.
 * Groups are parted by lines; empty ones are left out.
 */
export function openMenu(button: HTMLElement, label: string, groups: readonly (readonly MenuItem[])[]): void {
  const menu = element('div', {
    class: 'ow-menu',
    attributes: { popover: 'auto', role: 'menu', 'aria-label': label },
  })
  const items: HTMLButtonElement[] = []
  for (const group of groups.filter((one) => one.length > 0)) {
    if (items.length > 0) menu.append(element('div', { class: 'ow-separator', attributes: { role: 'separator' } }))
    for (const item of group) {
      const row = element(
        'button',
        {
          class: 'ow-item',
          attributes: { type: 'button', role: 'menuitem', tabindex: -1 },
          on: {
            click: () => {
              menu.hidePopover()
              item.run()
            },
          },
        },
        item.icon === undefined ? null : icon(item.icon),
        element('span', { text: item.label }),
      )
      items.push(row)
      menu.append(row)
    }
  }
  const move = (at: number) => items[(at + items.length) % items.length]?.focus()
  menu.addEventListener('keydown', (event) => {
    const at = items.indexOf(document.activeElement as HTMLButtonElement)
    event.stopPropagation()
    if (event.key === 'ArrowDown') move(at + 1)
    else if (event.key === 'ArrowUp') move(at - 1)
    else if (event.key === 'Home') move(0)
    else if (event.key === 'End') move(-1)
    else if (event.key === 'Tab') menu.hidePopover()
    else if (event.key.length === 1 && /\S/.test(event.key)) {
      const wanted = event.key.toLowerCase()
      const after = [...items.slice(at + 1), ...items.slice(0, at + 1)]
      after.find((item) => item.textContent?.trim().toLowerCase().startsWith(wanted))?.focus()
      return
    } else return
    event.preventDefault()
  })
  // The menu lies outside the post editor's tree, but events bubble to what Ghost listens to on the document.
  for (const name of ['pointerdown', 'mousedown', 'click'])
    menu.addEventListener(name, (event) => event.stopPropagation())
  menu.addEventListener('toggle', (event) => {
    if ((event as ToggleEvent).newState !== 'closed') return
    button.setAttribute('aria-expanded', 'false')
    const had = menu.contains(document.activeElement) || document.activeElement === document.body
    menu.remove()
    if (had) button.focus({ preventScroll: true })
  })
  document.body.append(menu)
  button.setAttribute('aria-expanded', 'true')
  menu.showPopover()
  place(menu, button)
  items[0]?.focus({ preventScroll: true })
}

const gap = 4
const margin = 8

/** Below the button and flush with its end, else above it, always inside the window. */
function place(menu: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect()
  const { width, height } = menu.getBoundingClientRect()
  const below = at.bottom + gap + height <= window.innerHeight - margin
  const top = below ? at.bottom + gap : Math.max(margin, at.top - gap - height)
  const left = Math.min(Math.max(margin, at.right - width), window.innerWidth - width - margin)
  menu.style.top = `${top}px`
  menu.style.left = `${left}px`
}

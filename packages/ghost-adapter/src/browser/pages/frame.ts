import type { Staff } from '../documents/staff.ts'
import type { TextKey } from '../translations/text.ts'
import { element } from '../ui/element.ts'
import { type IconName, icon } from '../ui/icons.ts'

interface Link {
  text: TextKey
  icon: IconName
  path: string
  /** Roles that Ghost shows it to; absent: all. */
  roles?: readonly string[]
}

const editors = ['Owner', 'Administrator', 'Super Editor', 'Editor']
const links: readonly Link[] = [
  { text: 'posts', icon: 'pencil', path: '#/posts' },
  { text: 'pages', icon: 'file', path: '#/pages', roles: editors },
  { text: 'tags', icon: 'tag', path: '#/tags', roles: editors },
  { text: 'members', icon: 'members', path: '#/members', roles: ['Owner', 'Administrator', 'Super Editor'] },
]

/** The side bar of Ghost's admin, in which "Documents" is the place where people are, and an empty main part. */
export function createFrame(staff: Staff): { frame: HTMLElement; main: HTMLElement } {
  const { me, text, mount } = staff
  const item = (label: string, name: IconName, href: string, current = false, target?: string) =>
    element(
      'li',
      {},
      element(
        'a',
        {
          attributes: {
            href,
            'aria-current': current ? 'page' : null,
            target,
            rel: target === undefined ? null : 'noopener',
          },
        },
        icon(name),
        element('span', { text: label }),
      ),
    )
  const shown = links.filter(({ roles }) => roles === undefined || roles.includes(me.user.role))
  // Below "Pages", as the script puts it into the admin's own side bar.
  const last = shown.find(({ text: key }) => key === 'pages') ?? shown.at(-1)
  const main = element('main', { class: 'ow-main', attributes: { id: 'main' } })
  const side = element(
    'nav',
    { class: 'ow-side', attributes: { 'aria-label': 'Ghost' } },
    element(
      'div',
      {},
      siteOf(me.siteUrl, mount),
      element('ul', { class: 'ow-nav' }, item(text('viewSite'), 'window', me.siteUrl, false, '_blank')),
      element(
        'ul',
        { class: 'ow-nav' },
        ...shown.flatMap((link) => [
          item(text(link.text), link.icon, `${me.adminUrl}${link.path}`),
          ...(link === last ? [item(text('documents'), 'document', mount, true)] : []),
        ]),
      ),
      element(
        'ul',
        { class: 'ow-nav ow-bottom' },
        me.mayAdminister && item(text('settingsTitle'), 'gear', `${mount}settings`),
        item(text('backToGhost'), 'arrowLeft', me.adminUrl),
      ),
    ),
  )
  return { frame: element('div', { class: 'ow-frame' }, side, main), main }
}

/** Icon and name of the site, as Ghost tells everybody. */
function siteOf(siteUrl: string, mount: string): HTMLElement {
  const orb = element('span', { class: 'ow-orb', attributes: { 'aria-hidden': 'true' } })
  const name = element('span', { text: new URL(siteUrl).host })
  const place = element('div', { class: 'ow-site' }, orb, name)
  fetch(`${mount}../api/admin/site/`, { headers: { accept: 'application/json' }, signal: AbortSignal.timeout(10_000) })
    .then((answer) => answer.json() as Promise<{ site?: { title?: string; icon?: string | null } }>)
    .then(({ site }) => {
      if (site?.title) name.textContent = site.title
      orb.textContent = name.textContent.trim().slice(0, 1).toUpperCase()
      if (!site?.icon) return
      const image = element('img', {
        attributes: { src: site.icon, alt: '' },
        on: { error: () => image.replaceWith(orb) },
      })
      orb.replaceWith(image)
    })
    .catch(() => {})
  return place
}

/** One message in the middle of a page, such as that there is nothing. */
/** The same for a failure; what follows its first line stands below. */
export function failed(message: string, ...more: Node[]): HTMLElement {
  const [title = '', ...help] = message.split('\n')
  return centred('warning', title, help.length === 0 ? null : help.join(' '), ...more)
}

export function centred(name: IconName, title: string, help: string | null, ...more: Node[]): HTMLElement {
  return element(
    'div',
    { class: 'ow-center' },
    element('div', { class: 'ow-circle' }, icon(name, 20)),
    element('h2', { text: title }),
    help === null ? null : element('p', { text: help }),
    ...more,
  )
}

export function loading(label: string): HTMLElement {
  return element(
    'div',
    { class: 'ow-center', attributes: { role: 'status' } },
    element('span', { class: 'ow-spinner' }),
    element('span', { class: 'ow-sr', text: label }),
  )
}

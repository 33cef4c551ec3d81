import type { Staff } from '../documents/staff.ts'
import { element } from '../ui/element.ts'
import { icon } from '../ui/icons.ts'

const linkId = 'openwith-documents'
const rowId = 'openwith-integration'

export const navigationStyle = `
a.ow-button#${linkId}{margin-inline-end:8px}
#${rowId} .ow-mark{display:flex;align-items:center;justify-content:center;flex:none;width:32px;height:32px;border-radius:7px;background:#15171a;color:#fff}
html.dark #${rowId} .ow-mark{background:#edeeee;color:#15171a}
`

/** Keeps a link to the documents page in the admin's side bar: a copy of "Pages", so that it looks and behaves as its neighbours. */
export function keepDocumentsLink({ text, mount, me }: Staff): void {
  if (document.getElementById(linkId) !== null) return
  if (me.user.role === 'Contributor') {
    // They have no side bar.
    const link = { class: 'ow-button', text: text('documents'), attributes: { id: linkId, href: mount } }
    document.querySelector('[data-testid=posts-filters] .view-actions-top-row')?.prepend(element('a', link))
    return
  }
  // Authors have no pages.
  const neighbour =
    document.querySelector('[data-sidebar=menu] a[href^="#/pages"]') ??
    document.querySelector('[data-sidebar=menu] a[href="#/posts"], [data-sidebar=menu] a[href="#/posts/"]')
  const item = neighbour?.closest('li')
  if (!neighbour || !item) return
  const link = neighbour.cloneNode(true) as HTMLAnchorElement
  const row = item.cloneNode(false) as HTMLElement
  row.append(link)
  for (const name of ['data-active', 'aria-current', 'data-state']) link.removeAttribute(name)
  link.setAttribute('href', mount)
  link.id = linkId
  const old = link.querySelector('svg')
  const drawn = icon('document')
  // Ghost's own class sets size and weight of the line.
  drawn.setAttribute('class', old?.getAttribute('class')?.replace(/\blucide\S*/g, '') ?? 'ow-icon')
  old?.replaceWith(drawn)
  const label = link.querySelector('span')
  if (label === null) link.append(text('documents'))
  else label.textContent = text('documents')
  item.after(row)
}

/** Keeps a row for our settings in Ghost's list of integrations. Only who may open them sees that list. */
export function keepIntegrationRow({ text, mount, me }: Staff): void {
  if (!me.mayAdminister || document.getElementById(rowId) !== null) return
  const sample =
    document.querySelector('[data-testid=slack-integration]') ??
    document.querySelector('[data-testid=zapier-integration]')
  if (!sample?.parentElement) return
  const row = sample.cloneNode(true) as HTMLElement
  row.id = rowId
  row.dataset.testid = 'openwith-integration'
  const [main, configure] = row.querySelectorAll('button')
  const texts = main?.querySelectorAll('span > span')
  const title = texts?.[0]
  const help = texts?.[1]
  if (main === undefined || title === undefined || help === undefined) return
  title.textContent = 'ONLYOFFICE'
  help.textContent = text('integrationHelp')
  main.querySelector('img, svg')?.replaceWith(element('span', { class: 'ow-mark' }, icon('document', 18)))
  if (configure !== undefined) configure.textContent = text('configure')
  for (const button of row.querySelectorAll('button'))
    button.addEventListener('click', () => location.assign(`${mount}settings`))
  sample.parentElement.prepend(row)
}

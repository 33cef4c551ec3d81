import { element } from './element.ts'

/** What `refreshHistory` brings (ONLYOFFICE docs: methods, refreshHistory). */
interface HistoryVersion {
  readonly version: number
  readonly created?: string
  readonly user?: { readonly name?: string }
}

/** A list of versions at the side. */
export interface HistoryPanel {
  readonly element: HTMLElement
  readonly selected: () => number | null
}

/** Shows the versions that the host sent, or why there are none. */
export function historyPanel(
  data: Record<string, unknown>,
  actions: {
    readonly choose: (version: number) => void
    readonly restore: ((version: number) => void) | null
    readonly close: () => void
  },
): HistoryPanel {
  let chosen: number | null = null
  const versions = (Array.isArray(data.history) ? data.history : []) as HistoryVersion[]
  const restore = element(
    'button',
    { type: 'button', 'data-action': 'restore', disabled: true },
    'Restore this version',
  )
  restore.addEventListener('click', () => {
    if (chosen !== null) actions.restore?.(chosen)
  })
  const list = element('ol', { class: 'versions' })
  for (const one of versions.toReversed()) {
    const choose = element(
      'button',
      { type: 'button', 'data-version': one.version },
      element('strong', {}, `Version ${one.version}`),
      element('span', {}, [one.created, one.user?.name].filter(Boolean).join(', ')),
    )
    choose.addEventListener('click', () => {
      chosen = one.version
      restore.disabled = one.version === data.currentVersion
      for (const other of list.querySelectorAll('button')) other.setAttribute('aria-current', String(other === choose))
      actions.choose(one.version)
    })
    list.append(element('li', {}, choose))
  }
  const problem =
    typeof data.error === 'string' ? data.error : versions.length === 0 ? 'There are no earlier versions.' : null
  const panel = element(
    'aside',
    { class: 'history', 'aria-label': 'Version history' },
    element('h2', {}, 'Version history'),
    problem !== null && element('p', { role: 'alert' }, problem),
    list,
    actions.restore && versions.length > 0 && restore,
    element('button', { type: 'button', 'data-action': 'closeHistory', onclick: actions.close }, 'Close history'),
  )
  return { element: panel, selected: () => chosen }
}

import type { WopiFlavour } from '../wopi-options.ts'

/** What an action address says. */
export interface ActionAddress {
  flavour: WopiFlavour
  mode: 'edit' | 'view'
  type: 'desktop' | 'mobile' | 'embedded'
  wopiSrc: string
  language: string | undefined
  sessionContext: string | undefined
  /** Collabora only. */
  permission: string | undefined
  theme: 'light' | 'dark' | undefined
}

/**
 * Reads the address of an editor; `null` when it is none. `path` is without the server's sub-path; names in the query are read without regard to case. Sources: the
 * discovery documents of both clients, Collabora's `permission=readonly`.
 */
export function readActionAddress(url: URL): ActionAddress | null {
  const onlyoffice = /\/hosting\/wopi\/(?:word|cell|slide|pdf|diagram)\/(view|edit)$/.exec(url.pathname)
  const isCollabora = /\/(?:browser|loleaflet)\/[^/]+\/(?:cool|loleaflet)\.html$/.test(url.pathname)
  if (onlyoffice === null && !isCollabora) return null
  const query = new Map([...url.searchParams].map(([name, value]) => [name.toLowerCase(), value]))
  const wopiSrc = query.get('wopisrc')
  if (wopiSrc === undefined) return null
  const isReadonly = onlyoffice === null ? query.get('permission') === 'readonly' : onlyoffice[1] === 'view'
  const theme = { '1': 'light', '2': 'dark' } as const
  return {
    flavour: onlyoffice === null ? 'collabora' : 'onlyoffice',
    mode: isReadonly ? 'view' : 'edit',
    type: query.get('mobile') === '1' ? 'mobile' : query.get('embed') === '1' ? 'embedded' : 'desktop',
    wopiSrc,
    language: language(query.get('ui') ?? query.get('lang')),
    sessionContext: query.get('sc'),
    permission: onlyoffice === null ? query.get('permission') : undefined,
    theme: theme[(query.get('thm') ?? '') as keyof typeof theme],
  }
}

function language(text: string | undefined): string | undefined {
  return text !== undefined && /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(text) ? text : undefined
}

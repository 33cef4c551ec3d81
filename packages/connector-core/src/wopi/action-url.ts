import { capabilitiesOf, type FormatChoices } from '../formats/index.ts'
import type { Discovery, DiscoveryAction } from './parse-discovery.ts'

/** What fills the placeholders of an action's address. */
export interface ActionUrlOptions {
  /** The WOPISrc, without token; see `wopiSource`. */
  wopiSrc: string
  /** BCP 47, such as `de` or `pt-BR`: language of the interface and of the data. */
  locale?: string
  theme?: 'light' | 'dark'
  disableChat?: boolean
  /** Comes back as `X-WOPI-SessionContext`; never a right. */
  sessionContext?: string
  /** For the client's logs. */
  hostSessionId?: string
  businessUser?: boolean
  /** Further query parameters of a client's own, such as Collabora's `permission`. */
  extra?: Readonly<Record<string, string>>
}

/**
 * The address of an action's editor page: known placeholders filled, others removed with their brackets, `WOPISrc` added unless the address had a
 * place for it (WOPI, "Action URLs"). The access token is never part of it: it is posted.
 */
export function actionUrl(action: Pick<DiscoveryAction, 'urlsrc'>, options: ActionUrlOptions): string {
  const language = options.locale ?? 'en-US'
  const values: Readonly<Record<string, string | undefined>> = {
    UI_LLCC: language,
    DC_LLCC: language,
    WOPI_SOURCE: options.wopiSrc,
    SESSION_CONTEXT: options.sessionContext,
    HOST_SESSION_ID: options.hostSessionId,
    DISABLE_CHAT: options.disableChat === true ? '1' : undefined,
    BUSINESS_USER: options.businessUser === true ? '1' : undefined,
    THEME_ID: options.theme === undefined ? undefined : options.theme === 'dark' ? '2' : '1',
  }
  let filled = false
  const address = action.urlsrc.replace(/<([^<>=]*)=([^<>&]*)&?>/g, (_, name: string, place: string) => {
    const value = Object.hasOwn(values, place) ? values[place] : undefined
    if (value === undefined) return ''
    if (place === 'WOPI_SOURCE') filled = true
    return `${name}=${encodeURIComponent(value)}&`
  })
  const parameters = [
    ...(filled ? [] : [['WOPISrc', options.wopiSrc]]),
    // Collabora reads its language from here
    ...(/[?&]lang=/.test(address) ? [] : [['lang', language]]),
    ...Object.entries(options.extra ?? {}),
  ]
  const query = parameters.map(([name = '', value = '']) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
  const start = address.replace(/&{2,}/g, '&')
  const separator = start.includes('?') ? (/[?&]$/.test(start) ? '' : '&') : '?'
  return `${start}${separator}${query.join('&')}`
}

/** How a document is to be opened. */
export type OpenMode = 'view' | 'edit' | 'create'

/** What a server may do with a kind of file, or who says no: `formats`, the connector's table and its settings, or `server`, the discovery. */
export interface FormatOffer {
  view: { action: DiscoveryAction; readOnly: boolean } | { refusedBy: 'formats' | 'server' }
  edit: { action: DiscoveryAction; readOnly: false } | { refusedBy: 'formats' | 'server' }
}

/** For `create`: `editnew` exists at clients that bring their own blank document for a file of 0 bytes. */
const actionsOf: Readonly<Record<OpenMode, readonly string[]>> = {
  // clients of Collabora up to 25.04 list only `edit` for what they can edit, and view with it
  view: ['view', 'embedview', 'view_comment', 'edit'],
  edit: ['edit', 'view_comment'],
  create: ['editnew', 'edit'],
}

/** The action for an extension (lower case, no dot), or undefined. */
export function findAction(discovery: Discovery, extension: string, mode: OpenMode): DiscoveryAction | undefined {
  const candidates = discovery.actions.filter((action) => action.extension === extension && extension !== '')
  for (const name of actionsOf[mode]) {
    const named = candidates.filter((action) => action.name === name)
    const found = named.find((action) => action.preferred) ?? named[0]
    if (found !== undefined) return found
  }
  return undefined
}

/** What discovery and the connector's own format table agree on. A server's word counts for editing: each edits other formats without loss. */
export function offerOf(discovery: Discovery, extension: string, choices: FormatChoices): FormatOffer {
  if (!capabilitiesOf(extension, choices).view)
    return { view: { refusedBy: 'formats' }, edit: { refusedBy: 'formats' } }
  const view = findAction(discovery, extension, 'view')
  const edit = findAction(discovery, extension, 'edit')
  return {
    view: view === undefined ? { refusedBy: 'server' } : { action: view, readOnly: view.name === 'edit' },
    edit: edit === undefined ? { refusedBy: 'server' } : { action: edit, readOnly: false },
  }
}

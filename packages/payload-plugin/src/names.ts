/** First path segment of both doors below Payload's API route, and of our pages below its admin route. Reserved: no collection may be named so. */
export const prefix = 'openwith'

/** Slug of the hidden collection that holds the shared state. */
export const stateSlug = 'openwith-state'

/** Slug of the global with the settings. */
export const settingsSlug = 'openwith-settings'

const client = '@openwith/payload-plugin/client'
const rsc = '@openwith/payload-plugin/rsc'

/** Components by the paths that Payload's import map resolves. */
export const components = {
  cell: `${client}#OpenCell`,
  button: `${client}#OpenButton`,
  menuItems: `${client}#EditMenuItems`,
  createNew: `${client}#CreateNew`,
  secretField: `${client}#SecretField`,
  checkConnection: `${client}#CheckConnection`,
  recoveryList: `${client}#RecoveryList`,
  lockList: `${client}#LockList`,
  readOnlySettings: `${client}#ReadOnlySettings`,
  editorTab: `${rsc}#EditorTab`,
  editorPage: `${rsc}#EditorPage`,
} as const

/** What the secret's field sends to have the stored secret removed; an empty one keeps it. */
export const removeSecret = 'openwith:remove'

/** Below the browser door: which of several rows somebody may edit, `?id=media:1&id=media:2`. */
export const rowsPath = 'rows'

/** Rows that one such request is about, at most. */
export const rowsAtOnce = 50

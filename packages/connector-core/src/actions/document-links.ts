import { type Core, publicServerDoor, storageServerDoor } from '../core.ts'
import type { SpooledFile, StoredDocument, User } from '../host.ts'
import type { RecoveryEntry } from '../recovery/index.ts'
import type { Settings } from '../settings/settings.ts'

const day = 86_400

/** The address at which Document Server fetches the document: it may do so again through a long session. */
export function downloadLink(core: Core, settings: Settings, document: StoredDocument, user: User): string {
  const token = core.links.issue('download', { document: document.id, user: user.id }, day)
  return `${storageServerDoor(core.host.mount(), settings)}/download/${encodeURIComponent(document.name.toWellFormed())}?token=${token}`
}

/** The address of the callback. Does not expire: Document Server keeps it as long as the session lives, up to 30 days. */
export function callbackLink(
  core: Core,
  settings: Settings,
  document: StoredDocument,
  key: string,
  user: User,
): string {
  const token = core.links.issue('callback', { document: document.id, key, user: user.id }, null)
  return `${storageServerDoor(core.host.mount(), settings)}/callback?token=${token}`
}

/** The address at which Document Server fetches a file of the spool, to convert it. */
export function spoolLink(core: Core, settings: Settings, file: SpooledFile, extension: string): string {
  const name = file.path.split(/[\\/]/).at(-1) ?? ''
  const token = core.links.issue('spool', { file: name, extension }, 3600)
  return `${storageServerDoor(core.host.mount(), settings)}/spool/file.${extension}?token=${token}`
}

/** The address at which an administrator downloads a kept edit; good for five minutes. */
export function spoolLinkForRecovery(core: Core, entry: RecoveryEntry): string {
  const token = core.links.issue('spool', { recovery: entry.id }, 300)
  return `${publicServerDoor(core.host.mount())}/spool/${encodeURIComponent(entry.name.toWellFormed())}?token=${token}`
}

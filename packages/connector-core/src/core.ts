import type { DocumentServerClient } from './document-server/client.ts'
import { ConnectorError } from './errors.ts'
import type { Host, Mount } from './host.ts'
import type { LinkTokens } from './jwt/index.ts'
import type { RecoveryArea } from './recovery/index.ts'
import type { Saver } from './save/saver.ts'
import type { DataFolders } from './save/spool.ts'
import type { Installation, Leases, Sessions } from './session/index.ts'
import type { Settings } from './settings/settings.ts'
import type { AccessTokens } from './wopi/access-token.ts'
import type { ItemVersions } from './wopi/item-version.ts'
import type { Locks } from './wopi/locks.ts'
import type { WopiServers } from './wopi/servers.ts'

/** What WOPI clients may use of what the host can do. */
export interface WopiFeatures {
  /** Adding documents beside the open one (PutRelativeFile). */
  relative: boolean
  /** Folders (containers and ecosystem). */
  containers: boolean
}

/** What every action of the core works with; made once a connector by `createConnector`. */
export interface Core {
  host: Host
  installation: Installation
  links: LinkTokens
  sessions: Sessions
  leases: Leases
  recovery: RecoveryArea
  saver: Saver
  folders: DataFolders
  wopiServers: WopiServers
  accessTokens: AccessTokens
  wopiLocks: Locks
  itemVersions: ItemVersions
  wopiFeatures: WopiFeatures
  now(): Date
  /** The settings as they are now. */
  settings(): Promise<Settings>
  /** The same, or as they were last read while they cannot be; the defaults if they never could. For what must not wait, such as bytes that come once. */
  knownSettings(): Promise<Settings>
  /** The client for the settings as they are now. Throws `not_configured`. */
  client(): Promise<DocumentServerClient>
}

const join = (base: string, path: string): string => `${base.replace(/\/+$/, '')}${path}`

/** The server door as a browser reaches it. */
export function publicServerDoor(mount: Mount): string {
  return join(mount.publicUrl, mount.serverPath)
}

/** The server door as Document Server reaches it. */
export function storageServerDoor(mount: Mount, settings: Pick<Settings, 'storageUrl'>): string {
  return join(settings.storageUrl === '' ? mount.publicUrl : settings.storageUrl, mount.serverPath)
}

/** Throws `not_configured` with the setting to fill in. */
export function requireConfigured(settings: Settings): void {
  if (settings.documentServerUrl === '') {
    throw new ConnectorError(
      'not_configured',
      'No Document Server is set. An administrator enters its address in the ONLYOFFICE settings.',
      { detail: { setting: 'documentServerUrl' } },
    )
  }
  if (settings.secret === '' && !settings.jwtDisabled) {
    throw new ConnectorError(
      'not_configured',
      'The Document Server secret is not set. An administrator enters it in the ONLYOFFICE settings.',
      { detail: { setting: 'secret' } },
    )
  }
}

/** A document in our own path: any id, slashes included, as one segment that no proxy rewrites. */
export const encodeId = (id: string): string => Buffer.from(id).toString('base64url')
export const decodeId = (text: string): string => Buffer.from(text, 'base64url').toString('utf8')

import type { Core } from '../core.ts'
import { ConnectorError } from '../errors.ts'
import type { Permissions, StoredDocument, StoredFolder, User } from '../host.ts'
import type { WopiServer } from '../settings/index.ts'
import type { AccessClaims } from './access-token.ts'

/** One request of a WOPI client whose token is good, and whose proof was checked. */
export interface WopiCall {
  core: Core
  request: Request
  claims: AccessClaims
  /** The token itself; not for logs and answers. */
  token: string
  /** The server that the token was made for; null when it was made for none, or for one that is no longer set up. */
  server: WopiServer | null
  /** The server has proved that the call is its own; false where no proof is asked for. */
  isProven: boolean
  /**
   * Why nothing is to be read or stored with this token any more, good as it is; null: nothing stands against it. Asked before every operation but PutFile, which
   * asks once it has the bytes: those are kept in the recovery area. Throws what state and settings throw.
   */
  refusal(): Promise<ConnectorError | null>
  /** Of PutFile, which looks who it is once it has the bytes, only the id. */
  user: User
}

/** One on a document that is there and that the user may see. */
export interface FileCall extends WopiCall {
  document: StoredDocument
  permissions: Permissions
}

/** One on a folder that is there. */
export interface FolderCall extends WopiCall {
  folder: StoredFolder
}

/** A comment is a write of the whole document, too. */
export function mayWrite(permissions: Permissions): boolean {
  return permissions.edit || permissions.review === true || permissions.comment === true
}

/** Refuses a write with a token or rights that do not go so far. 401, which every client understands; 403 makes some try for ever. */
export function requireWrite(call: WopiCall, allowed: boolean): void {
  if (call.claims.right === 'edit' && allowed) return
  throw new ConnectorError('unauthenticated', 'Who opened this document may not do this.')
}

/** A header as text, null when absent. */
export function header(call: { request: Request }, name: string): string | null {
  return call.request.headers.get(name)
}

/** True for a header that says so in any letter case; .NET writes `True`. */
export function isTrue(value: string | null): boolean {
  return value !== null && value.trim().toLowerCase() === 'true'
}

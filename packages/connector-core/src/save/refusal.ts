import { ConnectorError } from '../errors.ts'
import type { Host, StoredDocument, User } from '../host.ts'

/**
 * Why this author's edit may not be stored, or null. A comment or a filled field is a write of the whole document, too: who may do one of them
 * was let into the editor with just that right, and Document Server held them to it.
 */
export async function refusalFor(
  access: Host['access'],
  user: User | null,
  document: StoredDocument,
): Promise<ConnectorError | null> {
  if (user === null)
    return new ConnectorError('forbidden', 'The author of the edit no longer has an account here, or it is suspended.')
  const may = await access.permissions(user, document)
  const write = may.view && (may.edit || may.review || may.comment || may.fillForms)
  if (write) return null
  return may.viewOnlyReason === undefined
    ? new ConnectorError('forbidden', `${user.name} may not change ${document.name}.`)
    : new ConnectorError('read_only', may.viewOnlyReason)
}

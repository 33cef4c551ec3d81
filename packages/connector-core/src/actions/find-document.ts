import type { Core } from '../core.ts'
import { ConnectorError } from '../errors.ts'
import type { Permissions, StoredDocument, User } from '../host.ts'

/** The document, and what the user may do with it right now. Throws `not_found`, also to who may not know that it exists. */
export async function findDocument(
  core: Core,
  id: string,
  user: User,
): Promise<{ document: StoredDocument; permissions: Permissions }> {
  const document = await core.host.documents.find(id)
  const permissions = document === null ? null : await core.host.access.permissions(user, document)
  if (document === null || permissions === null || !permissions.view) {
    throw new ConnectorError('not_found', 'There is no such document, or you may not see it.')
  }
  return { document, permissions }
}

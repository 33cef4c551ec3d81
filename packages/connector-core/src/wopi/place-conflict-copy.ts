import { leaveNotice } from '../actions/notice.ts'
import type { Core } from '../core.ts'
import { ConnectorError, toConnectorError } from '../errors.ts'
import type { SpooledFile, StoredDocument, User } from '../host.ts'
import { conflictName } from '../save/beside.ts'
import { placeDocument } from '../save/place.ts'

/**
 * Adds an edit beside the document that was replaced meanwhile, and tells the people at the next opening. `at` is ISO 8601. Throws what may pass; gives
 * `version_conflict` when the copy cannot be added at all.
 */
export async function placeConflictCopy(
  core: Pick<Core, 'host'>,
  { original, user, file, at }: { original: StoredDocument; user: User; file: SpooledFile; at: string },
): Promise<StoredDocument | ConnectorError> {
  let copy: StoredDocument
  try {
    const name = conflictName(original, user, at)
    copy = await placeDocument(core.host.documents, { name, beside: original.id, body: file, by: null })
  } catch (error) {
    const failure = toConnectorError(error)
    if (failure.transient) throw failure
    return new ConnectorError(
      'version_conflict',
      `${original.name} was replaced while it was being edited, and the edited copy could not be placed beside it: ${failure.message}`,
      { cause: failure },
    )
  }
  await leaveNotice(core, original.id, copy.name).catch(() => {})
  core.host.log({
    level: 'warn',
    code: 'save.conflict',
    message: `${original.name} was replaced while it was being edited. Both are kept: the edit is ${copy.name}.`,
    documentId: original.id,
  })
  return copy
}

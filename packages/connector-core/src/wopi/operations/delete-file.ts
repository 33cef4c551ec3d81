import { ConnectorError } from '../../errors.ts'
import { conflict, done } from '../answer.ts'
import { type FileCall, requireWrite } from '../call.ts'

/** DeleteFile: only while nobody edits the document. */
export async function deleteFile(call: FileCall): Promise<Response> {
  const { core, document, permissions, user, request } = call
  requireWrite(call, permissions.delete ?? permissions.edit)
  const { documents } = core.host
  if (documents.delete === undefined)
    throw new ConnectorError('not_supported', 'This CMS does not let the connector delete documents.')
  // nobody can lock it meanwhile
  return await core.leases.hold(document.id, async () => {
    const current = await core.wopiLocks.current(document.id)
    if (current !== null) return conflict(current.id, 'The document is being edited.')
    if (await core.sessions.isEdited(document.id)) return conflict('', 'The document is being edited in ONLYOFFICE.')
    await documents.delete?.(document.id, { by: user, signal: request.signal })
    return done()
  })
}

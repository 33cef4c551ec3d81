import { meta } from '../command/index.ts'
import type { Core } from '../core.ts'
import { checkFileName } from '../create/index.ts'
import { ConnectorError } from '../errors.ts'
import { extensionOf } from '../formats/index.ts'
import type { StoredDocument, User } from '../host.ts'
import { findDocument } from './find-document.ts'

/** Gives a new name, keeping the extension, and tells the editors that have it open. Throws `name_invalid`, `name_taken`, `forbidden`, `not_supported`. */
export async function renameDocument(core: Core, id: string, user: User, wanted: string): Promise<StoredDocument> {
  const { document, permissions } = await findDocument(core, id, user)
  const { documents } = core.host
  if (documents.rename === undefined)
    throw new ConnectorError('not_supported', 'This CMS does not let the connector rename documents.')
  if (!(permissions.rename ?? permissions.edit))
    throw new ConnectorError('forbidden', `You may not rename ${document.name}.`)
  const extension = extensionOf(document.name)
  const name = checkFileName(extension === '' || extensionOf(wanted) === extension ? wanted : `${wanted}.${extension}`)
  const rename = documents.rename.bind(documents)
  // some CMSs move the file: no save may go under the old name meanwhile
  const renamed = await core.leases.hold(id, () => rename(id, name, { by: user }))
  const session = await core.sessions.current(id)
  if (session !== null) {
    // who has it open sees the old name until the next opening if this fails: no reason to fail the rename
    await meta(await core.client(), session.key, renamed.name).catch((cause: unknown) => {
      core.host.log({
        level: 'debug',
        code: 'rename.meta',
        message: 'Open editors could not be told the new name.',
        documentId: id,
        cause,
      })
    })
  }
  return renamed
}

import { numberedName, safeFileName } from '../../create/index.ts'
import { ConnectorError, hasCode } from '../../errors.ts'
import type { StoredDocument } from '../../host.ts'
import { answerJson, conflict, headerText } from '../answer.ts'
import { type FileCall, header, requireWrite } from '../call.ts'
import { fileAddress } from '../file-links.ts'
import { renamedName, splitName } from '../requested-name.ts'
import { decodeUtf7 } from '../utf7.ts'

const attempts = 50

/** The lock ids of Collabora and its ancestor, which rename without naming the lock that they hold. */
const forgetfulLock = /^[cl]ool-lock/

/**
 * RenameFile: the id stays, the extension too; a taken or illegal name becomes a near one. Collabora sends the document as body, which is not for storing.
 */
export async function renameFile(call: FileCall): Promise<Response> {
  const { core, document, permissions } = call
  requireWrite(call, permissions.rename ?? permissions.edit)
  const lockId = header(call, 'x-wopi-lock')
  const current = await core.wopiLocks.current(document.id)
  if (current !== null && current.id !== lockId && !(lockId === null && forgetfulLock.test(current.id)))
    return conflict(current.id, 'The document is locked by another editing session.')
  // some CMSs move the file: no save may go under the old name meanwhile
  const renamed = await core.leases.hold(document.id, () => renameToFree(call, wantedName(call)))
  if (renamed instanceof Response) return renamed
  const { lastModified } = await core.itemVersions.of(renamed)
  return answerJson({
    Name: splitName(renamed.name).stem,
    Url: await fileAddress(call, document.id),
    LastModifiedTime: lastModified,
  })
}

/** Null when nothing can be made of what was asked for. */
function wantedName(call: FileCall): string | null {
  const asked = header(call, 'x-wopi-requestedname')
  if (asked === null || asked.trim() === '') return null
  try {
    return renamedName(asked, call.document.name)
  } catch {
    const { ending } = splitName(call.document.name)
    const repaired = safeFileName(`${decodeUtf7(asked) ?? ''}${ending}`, '')
    return splitName(repaired).stem === '' ? null : repaired
  }
}

async function renameToFree(call: FileCall, name: string | null): Promise<StoredDocument | Response> {
  const { core, document, user, request } = call
  const { documents } = core.host
  if (documents.rename === undefined)
    throw new ConnectorError('not_supported', 'This CMS does not let the connector rename documents.')
  if (name === document.name) return document
  let refusal = 'No file can have this name.'
  for (let number = 1; name !== null && number <= attempts; number += 1) {
    try {
      return await documents.rename(document.id, numberedName(name, number), { by: user, signal: request.signal })
    } catch (error) {
      if (hasCode(error, 'name_invalid')) {
        refusal = error.message
        break
      }
      if (!hasCode(error, 'name_taken')) throw error
      refusal = error.message
    }
  }
  return new Response(null, {
    status: 400,
    headers: { 'x-wopi-invalidfilenameerror': headerText(refusal), 'cache-control': 'no-store' },
  })
}

import { ConnectorError } from '../../errors.ts'
import { answerJson } from '../answer.ts'
import { type FileCall, type FolderCall, header, mayWrite } from '../call.ts'

const unknownType = (): ConnectorError =>
  new ConnectorError('not_supported', 'There is no sharing address of this type.')

/** GetShareUrl of a file: the CMS's own page, which asks everybody for a login. */
export async function getShareUrl(call: FileCall): Promise<Response> {
  const { core, document, permissions, claims } = call
  const page = core.host.pages?.document
  const type = header(call, 'x-wopi-urltype')
  if (page === undefined) throw unknownType()
  if (type === 'ReadOnly') return answerJson({ ShareUrl: page(document, 'view') })
  if (type === 'ReadWrite' && claims.right === 'edit' && mayWrite(permissions))
    return answerJson({ ShareUrl: page(document, 'edit') })
  throw unknownType()
}

/** GetShareUrl of a folder. */
export async function getFolderShareUrl(call: FolderCall): Promise<Response> {
  const page = call.core.host.pages?.folder
  const type = header(call, 'x-wopi-urltype')
  if (page === undefined || (type !== 'ReadOnly' && type !== 'ReadWrite')) throw unknownType()
  return answerJson({ ShareUrl: page(call.folder) })
}

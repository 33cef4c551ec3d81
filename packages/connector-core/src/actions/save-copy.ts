import type { Core } from '../core.ts'
import { safeFileName } from '../create/index.ts'
import { ConnectorError } from '../errors.ts'
import { extensionOf, findFormat } from '../formats/index.ts'
import type { StoredDocument, User } from '../host.ts'
import { findDocument } from './find-document.ts'
import { storeResult } from './store-result.ts'

/** The editor's "Save copy as": Document Server made the file, the browser names its address; only Document Server's own is fetched. */
export async function saveCopy(
  core: Core,
  id: string,
  user: User,
  wanted: { url: string; title: string; fileType: string },
  signal?: AbortSignal,
): Promise<StoredDocument> {
  const { document, permissions } = await findDocument(core, id, user)
  if (!permissions.download) throw new ConnectorError('forbidden', `You may not copy ${document.name}.`)
  const fileType = wanted.fileType.toLowerCase().replace(/^\./, '')
  const extension = findFormat(fileType) === undefined ? '' : fileType
  if (extension === '')
    throw new ConnectorError('format_unsupported', 'The copy has a file type that is not known here.')
  const title = safeFileName(wanted.title, document.name)
  const name = extensionOf(title) === extension ? title : safeFileName(`${title}.${extension}`, `document.${extension}`)
  return await storeResult(core, { url: wanted.url, extension, name }, document, user, signal)
}

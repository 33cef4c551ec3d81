import { ConnectorError } from '../errors.ts'
import { extensionOf } from '../formats/index.ts'
import type { SpooledFile, StoredDocument } from '../host.ts'
import { checkContent } from '../save/check-content.ts'

/**
 * Why these bytes cannot be the document, or null: the check of every save, but a file of 0 bytes is one (WOPI, PutFile). What is stored under an extension
 * outside the format table may be anything.
 */
export async function findDamage(file: SpooledFile, document: StoredDocument): Promise<ConnectorError | null> {
  if (file.size === 0) return null
  try {
    await checkContent(file, extensionOf(document.name), 'the editor')
    return null
  } catch (error) {
    if (error instanceof ConnectorError && error.code === 'content_mismatch') return error
    throw error
  }
}

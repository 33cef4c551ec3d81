import { open } from 'node:fs/promises'
import { ConnectorError } from '../errors.ts'
import { containerProbeBytes, extensionOf, matchesContainer } from '../formats/index.ts'
import type { SpooledFile, StoredDocument } from '../host.ts'

/**
 * Why these bytes, which arrived whole, cannot be the document, or null. Only the first bytes are asked: a client that holds the lock knows its formats, but
 * an error page of a proxy is no document. A file of 0 bytes is one.
 */
export async function findDamage(file: SpooledFile, document: StoredDocument): Promise<ConnectorError | null> {
  if (file.size === 0) return null
  const extension = extensionOf(document.name)
  const handle = await open(file.path, 'r')
  try {
    const head = Buffer.alloc(Math.min(containerProbeBytes, file.size))
    await handle.read(head, 0, head.length, 0)
    if (matchesContainer(head, extension)) return null
    return new ConnectorError(
      'content_mismatch',
      `What the editor sent for ${document.name} is not a .${extension} file.`,
    )
  } finally {
    await handle.close()
  }
}

import { ConnectorError } from '../errors.ts'
import type { StoredDocument } from '../host.ts'

/** Throws `too_large` with the setting to change. */
export function checkSize(document: StoredDocument, maxBytes: number): void {
  if (document.size > maxBytes) {
    throw new ConnectorError(
      'too_large',
      `${document.name} has ${document.size} bytes; the editor opens at most ${maxBytes} (setting maxDocumentBytes).`,
    )
  }
}

import type { RowId } from '../row-id.ts'

/** The row that a document's id names; the server made the id. */
export function readRow(documentId: string): RowId {
  const colon = documentId.indexOf(':')
  return { collection: documentId.slice(0, colon), id: documentId.slice(colon + 1) }
}

import type { ConnectorError } from '../errors.ts'
import type { StoredDocument } from '../host.ts'

/** What became of the bytes. All but `dropped` mean: durable. */
export type CommitOutcome =
  | { kind: 'stored'; document: StoredDocument }
  /** Someone replaced the document meanwhile; the edit is a document of its own. `tell`: the people in the session must know. */
  | { kind: 'conflict_copy'; document: StoredDocument; tell?: Moved }
  /** A form submission, or bytes in another format than the document's: a document of its own. */
  | { kind: 'beside'; document: StoredDocument; tell?: Moved }
  | { kind: 'recovered'; error: ConnectorError }
  /** Older than what is stored already. */
  | { kind: 'dropped' }

/** Where an edit went instead of into its document. */
export interface Moved {
  original: StoredDocument
  copyName: string
}

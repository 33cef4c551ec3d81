import type { ConnectorError } from '../errors.ts'
import type { Host, SpooledFile, StoredDocument, User } from '../host.ts'
import type { KeyRecord, Sessions } from '../session/index.ts'
import type { CommitOutcome } from './commit.ts'
import { besideName, recoveryName } from './copy-names.ts'
import type { JournalEntry } from './journal.ts'
import { placeDocument } from './place.ts'
import { authorOf, type Endings } from './settle.ts'

/** Saves whose bytes become a document of their own, beside the one they come from. They throw what the store's `create` throws. */
export interface Beside {
  /** The document was replaced while it was edited: both are kept, and the session goes on in the copy. */
  conflictCopy(
    entry: JournalEntry,
    file: SpooledFile,
    document: StoredDocument,
    record: KeyRecord,
  ): Promise<CommitOutcome>
  /** Bytes of another format never go under the document's name. */
  otherFormat(
    entry: JournalEntry,
    file: SpooledFile,
    document: StoredDocument,
    record: KeyRecord | null,
    why: ConnectorError,
  ): Promise<CommitOutcome>
  /** A filled form. */
  submission(
    entry: JournalEntry,
    file: SpooledFile,
    document: StoredDocument,
    user: User | null,
  ): Promise<CommitOutcome>
}

export function createBeside(options: {
  host: Host
  sessions: Sessions
  endings: Endings
  conflict(key: string, document: StoredDocument, copyName: string): Promise<void>
  step(name: string): void | Promise<void>
}): Beside {
  const { host, sessions, endings, step } = options

  /**
   * Adds the bytes beside the document under a name that follows from the save alone. A process that died after adding and before recording finds
   * that name taken on its next try, and does not add a second one; null then.
   */
  async function place(
    entry: JournalEntry,
    file: SpooledFile,
    document: StoredDocument,
    name: string,
  ): Promise<StoredDocument | null> {
    const begun = (await sessions.find(entry.key))?.placing === entry.mark
    if (!begun) await sessions.change(entry.key, (held) => ({ ...held, placing: entry.mark }))
    if (begun && (await host.documents.nameTaken?.(name, { beside: document.id }))) return null
    await step('placing')
    const placed = await placeDocument(host.documents, { name, beside: document.id, body: file, by: null })
    await step('placed')
    return placed
  }

  return {
    async conflictCopy(entry, file, document, record) {
      const user = await authorOf(host, entry)
      const name = besideName(document.name, user === null ? 'edited' : `edited by ${user.name}`, entry.at)
      const copy = await place(entry, file, document, name)
      if (copy !== null) await sessions.redirect(entry.key, copy)
      const moved = (await sessions.find(entry.key)) ?? record
      await endings.settle(entry, moved, { version: copy?.version ?? moved.version, sha256: file.sha256 })
      host.log({
        level: 'warn',
        code: 'save.conflict',
        message: `${document.name} was replaced while it was being edited. Both are kept: the edit is ${copy?.name ?? name}.`,
        documentId: document.id,
      })
      await options.conflict(entry.key, document, copy?.name ?? name)
      return { kind: 'conflict_copy', document: copy ?? document }
    },

    async otherFormat(entry, file, document, record, why) {
      const name = recoveryName(document.name, entry.fileType)
      const placed = await place(entry, file, document, name)
      if (record !== null) await endings.settle(entry, record, { version: record.version, sha256: file.sha256 })
      host.log({
        level: 'warn',
        code: 'save.other_format',
        message: `The edit of ${document.name} could not be converted back (${why.message}) and is kept as ${placed?.name ?? name}.`,
        documentId: document.id,
      })
      await options.conflict(entry.key, document, placed?.name ?? name)
      return { kind: 'beside', document: placed ?? document }
    },

    async submission(entry, file, document, user) {
      const name = besideName(recoveryName(document.name, entry.fileType), user?.name ?? 'submission', entry.at)
      const placed = await place(entry, file, document, name)
      host.log({
        level: 'info',
        code: 'save.submission',
        message: `A filled form was stored as ${placed?.name ?? name}.`,
        documentId: document.id,
      })
      return { kind: 'beside', document: placed ?? document }
    },
  }
}

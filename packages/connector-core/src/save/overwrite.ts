import { ConnectorError, hasCode, toConnectorError } from '../errors.ts'
import type { Host, SpooledFile, StoredDocument, User, WriteReason } from '../host.ts'
import type { KeyRecord, Sessions } from '../session/index.ts'
import type { Beside } from './beside.ts'
import type { CommitOutcome } from './commit.ts'
import type { JournalEntry } from './journal.ts'
import type { Endings } from './settle.ts'
import { storedHasHash } from './stored-hash.ts'

/** What the commit knows when it is about to write. */
export interface Found {
  document: StoredDocument
  record: KeyRecord | null
  user: User | null
  held(): boolean
}

/** Writes checked bytes over the version that the session knows, or keeps both. */
export function createOverwrite(options: {
  host: Host
  sessions: Sessions
  endings: Endings
  beside: Beside
  step(name: string): void | Promise<void>
}): (entry: JournalEntry, file: SpooledFile, found: Found) => Promise<CommitOutcome> {
  const { host, sessions, beside, step } = options
  const { settle, keep } = options.endings

  async function conflictCopyOrKeep(
    entry: JournalEntry,
    file: SpooledFile,
    document: StoredDocument,
    record: KeyRecord | null,
  ): Promise<CommitOutcome> {
    if (await storedHasHash(host, document.id, file.sha256)) {
      if (record !== null) await settle(entry, record, { version: document.version, sha256: file.sha256 })
      return { kind: 'stored', document }
    }
    try {
      const known: KeyRecord = record ?? {
        documentId: document.id,
        version: document.version,
        state: 'open',
        issuedAt: 0,
      }
      return await beside.conflictCopy(entry, file, document, known)
    } catch (error) {
      const failure = toConnectorError(error)
      if (failure.transient) throw failure
      const conflict = new ConnectorError(
        'version_conflict',
        `${document.name} was replaced while it was being edited, and the edited copy could not be placed beside it: ${failure.message}`,
        { cause: failure },
      )
      return await keep(entry, file, document.name, record, conflict)
    }
  }

  return async (entry, file, { document, record, user, held }) => {
    const base = record?.version
    if (record === null || base === undefined || (record.state !== 'open' && record.version !== document.version)) {
      return await conflictCopyOrKeep(entry, file, document, record)
    }
    if (document.version !== base) return await conflictCopyOrKeep(entry, file, document, record)
    if (record.sha256 === file.sha256 && record.writing === undefined) {
      await settle(entry, record, { version: document.version, sha256: file.sha256 })
      return { kind: 'stored', document }
    }
    await sessions.change(entry.key, (present) => ({ ...present, sha256: file.sha256, writing: entry.mark }))
    await step('intended')
    if (!held()) throw new ConnectorError('session_busy', 'The save lost its turn. Try again in a moment.')
    try {
      const stored = await host.documents.write(document.id, file, {
        ifVersion: base,
        by: user,
        reason: reasonOf(entry.status),
      })
      await step('written')
      await settle(entry, record, { version: stored.version, sha256: file.sha256 })
      return { kind: 'stored', document: stored }
    } catch (error) {
      if (hasCode(error, 'version_conflict')) {
        const current = (await host.documents.find(document.id)) ?? document
        return await conflictCopyOrKeep(entry, file, current, record)
      }
      const failure = toConnectorError(error)
      if (failure.transient) throw failure
      return await keep(entry, file, document.name, record, failure)
    }
  }
}

const reasonOf = (status: number): WriteReason => (status === 6 ? 'forcesave' : 'save')

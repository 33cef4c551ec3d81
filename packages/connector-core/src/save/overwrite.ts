import { ConnectorError, hasCode, toConnectorError } from '../errors.ts'
import type { Host, SpooledFile, StoredDocument, WriteReason } from '../host.ts'
import type { KeyRecord, Sessions } from '../session/index.ts'
import type { Beside, BesideFound } from './beside.ts'
import type { CommitOutcome } from './commit-outcome.ts'
import type { JournalEntry } from './journal.ts'
import type { Endings } from './settle.ts'
import { storedHasHash } from './stored-hash.ts'

/** Writes checked bytes over the version that the session knows, or keeps both. */
export function createOverwrite(options: {
  host: Host
  sessions: Sessions
  endings: Endings
  beside: Beside
  step(name: string): void | Promise<void>
}): (entry: JournalEntry, file: SpooledFile, found: BesideFound) => Promise<CommitOutcome> {
  const { host, sessions, beside, step } = options
  const { settle, keep } = options.endings

  async function keepBoth(entry: JournalEntry, file: SpooledFile, found: BesideFound): Promise<CommitOutcome> {
    const { document, record } = found
    if (await storedHasHash(host, document.id, file.sha256)) {
      if (record !== null) await settle(entry, record, { version: document.version, sha256: file.sha256 })
      return { kind: 'stored', document }
    }
    try {
      return await beside.conflictCopy(entry, file, found)
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

  return async (entry, file, found) => {
    const { document, record } = found
    if (record === null || record.version !== document.version || isOver(record, entry))
      return await keepBoth(entry, file, found)
    if (record.sha256 === file.sha256 && record.writing === undefined) {
      await settle(entry, record, { version: document.version, sha256: file.sha256 })
      return { kind: 'stored', document }
    }
    await sessions.change(entry.key, (present) => ({ ...present, sha256: file.sha256, writing: entry.mark }))
    await step('intended')
    if (!found.held()) throw new ConnectorError('session_busy', 'The save lost its turn. Try again in a moment.')
    let stored: StoredDocument
    try {
      stored = await host.documents.write(document.id, file, {
        ifVersion: record.version,
        by: found.user,
        reason: reasonOf(entry.status),
      })
    } catch (error) {
      if (!hasCode(error, 'version_conflict')) throw error
      const current = (await host.documents.find(document.id)) ?? document
      return await keepBoth(entry, file, { ...found, document: current })
    }
    await step('written')
    await settle(entry, record, { version: stored.version, sha256: file.sha256 })
    return { kind: 'stored', document: stored }
  }
}

/**
 * The session's final save is stored already, and this is not provably a later state of it: an old journal entry, or a forgotten file, must not undo
 * what came after.
 */
function isOver(record: KeyRecord, entry: JournalEntry): boolean {
  if (record.state !== 'saved') return false
  return entry.lastSave === null || record.lastSave === undefined || entry.lastSave <= record.lastSave
}

const reasonOf = (status: number): WriteReason => (status === 6 ? 'forcesave' : 'save')

import type { ConnectorError } from '../errors.ts'
import type { Host, SpooledFile, User } from '../host.ts'
import type { RecoveryArea } from '../recovery/recovery-area.ts'
import type { KeyRecord, Sessions } from '../session/index.ts'
import type { CommitOutcome } from './commit-outcome.ts'
import type { JournalEntry } from './journal.ts'

/** How a save ends: recorded as stored, or kept in the recovery area. */
export interface Endings {
  /** Records what the session's document holds now; a final save burns the key. */
  settle(entry: JournalEntry, record: KeyRecord, stored: { version: string; sha256: string }): Promise<void>
  /** Puts the bytes into the recovery area; a final save burns the key. */
  keep(
    entry: JournalEntry,
    file: SpooledFile,
    name: string,
    record: KeyRecord | null,
    error: ConnectorError,
  ): Promise<CommitOutcome>
}

/** Statuses that end a session: its key is burnt afterwards. */
const isFinal = (status: number): boolean => status === 2 || status === 3

/** The author as the CMS knows them now. Null: nobody known, or blocked. */
export async function authorOf(host: Host, entry: JournalEntry): Promise<User | null> {
  return entry.userId === null ? null : await host.access.user(entry.userId)
}

export function createEndings(options: {
  host: Host
  sessions: Sessions
  recovery: RecoveryArea
  now(): Date
  step(name: string): void | Promise<void>
}): Endings {
  const { host, sessions, recovery, now, step } = options
  return {
    async settle(entry, record, stored) {
      const next: KeyRecord = {
        ...record,
        version: stored.version,
        sha256: stored.sha256,
        writing: undefined,
        lastSave: entry.lastSave ?? record.lastSave,
        author: entry.userId ?? record.author,
      }
      if (isFinal(entry.status)) await sessions.settle(entry.key, { ...next, state: 'saved', endedBy: entry.mark })
      else await sessions.change(entry.key, (held) => ({ ...held, ...next }))
      await step('settled')
    },

    async keep(entry, file, name, record, error) {
      const user = await authorOf(host, entry).catch(() => null)
      await recovery.keep(file, {
        documentId: record?.documentId ?? entry.documentId,
        name,
        at: now().toISOString(),
        user: entry.userId === null ? null : { id: entry.userId, name: user?.name ?? entry.userId },
        key: entry.key,
        baseVersion: record?.version ?? null,
        reason: { code: error.code, message: error.message },
        ...(entry.kind === 'save' ? { state: { final: isFinal(entry.status), lastSave: entry.lastSave } } : {}),
      })
      await step('recovered')
      if (isFinal(entry.status) && record !== null)
        await sessions.settle(entry.key, {
          ...record,
          state: 'recovered',
          sha256: file.sha256,
          writing: undefined,
          endedBy: entry.mark,
          lastSave: entry.lastSave ?? record.lastSave,
        })
      host.log({
        level: 'error',
        code: 'save.recovered',
        message: `An edit could not be stored and is kept in the recovery area: ${error.message}`,
        documentId: entry.documentId,
        cause: error,
      })
      return { kind: 'recovered', error }
    },
  }
}

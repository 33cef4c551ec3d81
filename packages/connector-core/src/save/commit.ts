import { rm } from 'node:fs/promises'
import { safeFileName } from '../create/index.ts'
import { ConnectorError, toConnectorError } from '../errors.ts'
import { extensionOf } from '../formats/index.ts'
import type { Host, SpooledFile, StoredDocument } from '../host.ts'
import type { RecoveryArea } from '../recovery/recovery-area.ts'
import type { KeyRecord, Leases, Sessions } from '../session/index.ts'
import { createBeside } from './beside.ts'
import { checkContent } from './check-content.ts'
import { recoveryName } from './copy-names.ts'
import type { JournalEntry } from './journal.ts'
import { createOverwrite } from './overwrite.ts'
import { refusalFor } from './refusal.ts'
import { authorOf, createEndings } from './settle.ts'
import { storedHasHash } from './stored-hash.ts'

/** What became of the bytes. All but `dropped` mean: durable. */
export type CommitOutcome =
  | { kind: 'stored'; document: StoredDocument }
  /** Someone replaced the document meanwhile; the edit is a document of its own. */
  | { kind: 'conflict_copy'; document: StoredDocument }
  /** A form submission, or bytes in another format than the document's: a document of its own. */
  | { kind: 'beside'; document: StoredDocument }
  | { kind: 'recovered'; error: ConnectorError }
  /** Older than what is stored already. */
  | { kind: 'dropped' }

export interface Committer {
  /**
   * Brings spooled bytes to where they belong, once: under the document's lease, with the right asked again, over the version that the session
   * knows and no other. May be killed at any step and repeated. Throws only what is transient; anything final ends in the recovery area.
   */
  commit(entry: JournalEntry, file: SpooledFile): Promise<CommitOutcome>
  /** Puts the bytes into the recovery area at once. */
  keep(entry: JournalEntry, file: SpooledFile, error: ConnectorError): Promise<CommitOutcome>
}

export interface CommitterOptions {
  host: Host
  sessions: Sessions
  leases: Leases
  recovery: RecoveryArea
  now(): Date
  /** Converts to the document's own format; transient failures are thrown, final ones too. */
  convertBack(file: SpooledFile, from: string, to: string): Promise<SpooledFile>
  /** Tells the people in the session that their edit is a copy now. Never throws. */
  conflict(key: string, document: StoredDocument, copyName: string): Promise<void>
  /** Names each step as it is reached. Tests stop the process there. */
  step(name: string): void | Promise<void>
}

export function createCommitter(options: CommitterOptions): Committer {
  const { host, sessions, leases } = options
  const endings = createEndings(options)
  const beside = createBeside({ ...options, endings })
  const overwrite = createOverwrite({ ...options, endings, beside })
  const { keep, settle } = endings

  async function commitHeld(entry: JournalEntry, original: SpooledFile, held: () => boolean): Promise<CommitOutcome> {
    const record = await sessions.find(entry.key)
    if (record !== null && record.state !== 'open' && record.sha256 === original.sha256) return { kind: 'dropped' }
    if (record !== null && entry.status === 6 && isLate(record, entry)) return { kind: 'dropped' }
    const documentId = record?.documentId ?? entry.documentId
    const document = await host.documents.find(documentId)
    const extension = document === null ? (entry.fileType ?? '') : extensionOf(document.name)
    if (document === null) {
      const gone = new ConnectorError('not_found', 'The document was deleted while it was being edited.')
      return await keep(
        entry,
        original,
        safeFileName(`document.${entry.fileType ?? 'bin'}`, 'document.bin'),
        record,
        gone,
      )
    }
    const user = await authorOf(host, entry)
    if (entry.kind === 'quarantine') {
      const damaged = new ConnectorError(
        'content_mismatch',
        'Document Server could not assemble this edit cleanly. Look at the copy before you store it.',
      )
      return await keep(entry, original, recoveryName(document.name, entry.fileType), record, damaged)
    }
    const refusal = await refusalFor(host.access, user, document)
    if (refusal !== null)
      return await keep(entry, original, recoveryName(document.name, entry.fileType), record, refusal)

    if (entry.kind === 'submission') {
      try {
        await checkContent(original, entry.fileType ?? extension)
        return await beside.submission(entry, original, document, user)
      } catch (error) {
        const failure = toConnectorError(error)
        if (failure.transient) throw failure
        return await keep(entry, original, recoveryName(document.name, entry.fileType), record, failure)
      }
    }
    if (record?.writing === entry.mark && record.sha256 !== undefined && record.version !== document.version) {
      if (await storedHasHash(host, document.id, record.sha256)) {
        await settle(entry, record, { version: document.version, sha256: record.sha256 })
        return { kind: 'stored', document }
      }
    }
    let file = original
    const fileType = entry.fileType ?? extension
    try {
      await checkContent(original, fileType)
      if (fileType !== extension) file = await options.convertBack(original, fileType, extension)
      await checkContent(file, extension)
    } catch (error) {
      const failure = toConnectorError(error)
      if (failure.transient) throw failure
      if (file !== original) await rm(file.path, { force: true })
      const whole =
        fileType !== extension &&
        (await checkContent(original, fileType).then(
          () => true,
          () => false,
        ))
      if (whole) return await storeOtherFormat(entry, original, document, record, failure)
      return await keep(entry, original, recoveryName(document.name, entry.fileType), record, failure)
    }
    try {
      return await overwrite(entry, file, { document, record, user, held })
    } finally {
      if (file !== original) await rm(file.path, { force: true })
    }
  }

  async function storeOtherFormat(
    entry: JournalEntry,
    file: SpooledFile,
    document: StoredDocument,
    record: KeyRecord | null,
    why: ConnectorError,
  ): Promise<CommitOutcome> {
    try {
      return await beside.otherFormat(entry, file, document, record, why)
    } catch (error) {
      const failure = toConnectorError(error)
      if (failure.transient) throw failure
      return await keep(entry, file, recoveryName(document.name, entry.fileType), record, failure)
    }
  }

  return {
    async keep(entry, file, error) {
      const record = await sessions.find(entry.key)
      const document = await host.documents.find(record?.documentId ?? entry.documentId).catch(() => null)
      const name =
        document === null ? `document.${entry.fileType ?? 'bin'}` : recoveryName(document.name, entry.fileType)
      return await keep(entry, file, name, record, error)
    },
    commit: (entry, file) => leases.hold(entry.documentId, (held) => commitHeld(entry, file, held)),
  }
}

function isLate(record: KeyRecord, entry: JournalEntry): boolean {
  if (record.state !== 'open') return true
  return record.lastSave !== undefined && entry.lastSave !== null && entry.lastSave < record.lastSave
}

import { rm } from 'node:fs/promises'
import { safeFileName } from '../create/index.ts'
import { ConnectorError, toConnectorError } from '../errors.ts'
import { extensionOf } from '../formats/index.ts'
import type { Host, SpooledFile, StoredDocument } from '../host.ts'
import type { RecoveryArea } from '../recovery/recovery-area.ts'
import type { KeyRecord, Leases, Sessions } from '../session/index.ts'
import { createBeside } from './beside.ts'
import { checkContent } from './check-content.ts'
import type { CommitOutcome } from './commit-outcome.ts'
import { recoveryName } from './copy-names.ts'
import type { JournalEntry } from './journal.ts'
import { createOverwrite } from './overwrite.ts'
import { refusalFor } from './refusal.ts'
import { authorOf, createEndings } from './settle.ts'
import { storedHasHash } from './stored-hash.ts'

export interface Committer {
  /**
   * Brings spooled bytes to where they belong, once: under the document's lease, with the right asked again, over the version that the session
   * knows and no other. May be killed at any step and repeated. Throws only what is transient; anything final ends in the recovery area. So does
   * a submission for any reason, because Document Server sends it once.
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
    const known = await sessions.find(entry.key)
    const before = known === null || entry.kind !== 'save' ? null : earlierOutcome(known, entry, original.sha256)
    if (before !== null) return before
    const document = await host.documents.find(known?.documentId ?? entry.documentId)
    if (entry.refusal !== undefined) {
      const { code, message } = entry.refusal
      return await keepAside(entry, original, new ConnectorError(code, message))
    }
    if (document === null) {
      const gone = new ConnectorError('not_found', 'The document was deleted while it was being edited.')
      const name = safeFileName(`document.${entry.fileType ?? 'bin'}`, 'document.bin')
      return await keep(entry, original, name, known, gone)
    }
    const keptName = recoveryName(document.name, entry.fileType)
    if (entry.kind === 'quarantine') {
      const damaged = new ConnectorError(
        'content_mismatch',
        'Document Server could not assemble this edit cleanly. Look at the copy before you store it.',
      )
      return await keep(entry, original, keptName, known, damaged)
    }
    const record = known === null ? null : await adoptOwnWrite(entry.key, known, document)
    if (known?.writing === entry.mark && record !== null && record !== known && record.sha256 !== undefined) {
      await settle(entry, record, { version: document.version, sha256: record.sha256 })
      return { kind: 'stored', document }
    }
    const user = await authorOf(host, entry)
    const refusal = await refusalFor(host.access, user, document)
    if (refusal !== null) return await keep(entry, original, keptName, record, refusal)
    const found = { document, record, user, held }
    const extension = extensionOf(document.name)
    const fileType = entry.fileType ?? extension
    if (entry.kind === 'submission') {
      await checkContent(original, fileType)
      return await beside.submission(entry, original, found)
    }
    await checkContent(original, fileType)
    if (fileType === extension) return await overwrite(entry, original, found)
    let converted: SpooledFile
    try {
      converted = await options.convertBack(original, fileType, extension)
    } catch (error) {
      const failure = toConnectorError(error)
      if (failure.transient) throw failure
      return await beside.otherFormat(entry, original, found, failure)
    }
    try {
      const failure = await checkContent(converted, extension).then(() => null, toConnectorError)
      if (failure?.transient) throw failure
      if (failure !== null) return await beside.otherFormat(entry, original, found, failure)
      return await overwrite(entry, converted, found)
    } finally {
      await rm(converted.path, { force: true })
    }
  }

  /**
   * A save that stopped between its write and its record left a version that the record does not know. If the bytes are those it meant to write, the
   * version is the session's own, and no conflict.
   */
  async function adoptOwnWrite(key: string, record: KeyRecord, document: StoredDocument): Promise<KeyRecord> {
    if (record.writing === undefined || record.sha256 === undefined || record.version === document.version)
      return record
    if (!(await storedHasHash(host, document.id, record.sha256))) return record
    const adopt = (held: KeyRecord): KeyRecord => ({ ...held, version: document.version, writing: undefined })
    return (await sessions.change(key, adopt)) ?? adopt(record)
  }

  async function keepAside(entry: JournalEntry, file: SpooledFile, error: ConnectorError): Promise<CommitOutcome> {
    const record = await sessions.find(entry.key).catch(() => null)
    const document = await host.documents.find(record?.documentId ?? entry.documentId).catch(() => null)
    const name = document === null ? `document.${entry.fileType ?? 'bin'}` : recoveryName(document.name, entry.fileType)
    return await keep(entry, file, name, record, error)
  }

  return {
    keep: keepAside,
    async commit(entry, file) {
      try {
        const record = await sessions.find(entry.key)
        // one lease for a session, also after it went on in its conflict copy
        const root = record?.conflictOf ?? record?.documentId ?? entry.documentId
        const outcome = await leases.hold(root, async (held) => {
          try {
            return await commitHeld(entry, file, held)
          } catch (error) {
            const failure = toConnectorError(error)
            if (failure.transient) throw failure
            return await keepAside(entry, file, failure)
          }
        })
        if (outcome.kind === 'stored' && record?.state === 'recovered' && entry.kind === 'save')
          await options.recovery.discardDamaged(entry.key)
        // not under the lease: Document Server may call back before it answers
        if ('tell' in outcome && outcome.tell !== undefined)
          await options.conflict(entry.key, outcome.tell.original, outcome.tell.copyName)
        return outcome
      } catch (error) {
        if (entry.kind !== 'submission') throw error
        return await keepAside(entry, file, toConnectorError(error))
      }
    },
  }
}

/** What became of this save, or of a later state of its session, before. Null: nothing. */
function earlierOutcome(record: KeyRecord, entry: JournalEntry, sha256: string): CommitOutcome | null {
  if (record.state !== 'open' && (record.endedBy === entry.mark || record.sha256 === sha256)) {
    if (record.state === 'saved') return { kind: 'dropped' }
    return { kind: 'recovered', error: new ConnectorError('forbidden', 'This edit is in the recovery area already.') }
  }
  if (entry.status !== 6) return null
  if (record.state === 'saved') return { kind: 'dropped' }
  if (record.lastSave === undefined || entry.lastSave === null) return null
  const late = record.state === 'open' ? entry.lastSave < record.lastSave : entry.lastSave <= record.lastSave
  return late ? { kind: 'dropped' } : null
}

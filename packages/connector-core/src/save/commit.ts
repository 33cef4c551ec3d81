import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { safeFileName } from '../create/index.ts'
import { ConnectorError, hasCode, toConnectorError } from '../errors.ts'
import { extensionOf, findFormat } from '../formats/index.ts'
import type { Host, SpooledFile, StoredDocument, User, WriteReason } from '../host.ts'
import type { RecoveryArea } from '../recovery/recovery-area.ts'
import type { KeyRecord, Leases, Sessions } from '../session/index.ts'
import { checkContent } from './check-content.ts'
import type { JournalEntry } from './journal.ts'
import { placeDocument } from './place.ts'

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

/** Statuses that end a session: its key is burnt afterwards. */
const isFinal = (status: number): boolean => status === 2 || status === 3

export function createCommitter(options: CommitterOptions): Committer {
  const { host, sessions, leases, recovery, now, step } = options

  async function author(entry: JournalEntry): Promise<User | null> {
    return entry.userId === null ? null : await host.access.user(entry.userId)
  }

  async function keep(
    entry: JournalEntry,
    file: SpooledFile,
    name: string,
    record: KeyRecord | null,
    error: ConnectorError,
  ): Promise<CommitOutcome> {
    const user = await author(entry).catch(() => null)
    await recovery.keep(file, {
      documentId: record?.documentId ?? entry.documentId,
      name,
      at: now().toISOString(),
      user: entry.userId === null ? null : { id: entry.userId, name: user?.name ?? entry.userId },
      key: entry.key,
      baseVersion: record?.version ?? null,
      reason: { code: error.code, message: error.message },
    })
    await step('recovered')
    if (isFinal(entry.status) && record !== null)
      await sessions.settle(entry.key, { ...record, state: 'recovered', writing: undefined })
    host.log({
      level: 'error',
      code: 'save.recovered',
      message: `An edit could not be stored and is kept in the recovery area: ${error.message}`,
      documentId: entry.documentId,
      cause: error,
    })
    return { kind: 'recovered', error }
  }

  async function settle(
    entry: JournalEntry,
    record: KeyRecord,
    stored: { version: string; sha256: string },
  ): Promise<void> {
    const next: KeyRecord = {
      ...record,
      version: stored.version,
      sha256: stored.sha256,
      writing: undefined,
      lastSave: entry.lastSave ?? record.lastSave,
      author: entry.userId ?? record.author,
    }
    if (isFinal(entry.status)) await sessions.settle(entry.key, { ...next, state: 'saved' })
    else await sessions.change(entry.key, (held) => ({ ...held, ...next }))
    await step('settled')
  }

  /**
   * Adds the bytes beside the document under a name that follows from the save alone. A process that died after adding and before recording finds
   * that name taken on its next try, and does not add a second one; null then.
   */
  async function placeBeside(
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

  async function conflictCopy(
    entry: JournalEntry,
    file: SpooledFile,
    document: StoredDocument,
    record: KeyRecord,
  ): Promise<CommitOutcome> {
    const user = await author(entry)
    const name = besideName(document.name, user === null ? 'edited' : `edited by ${user.name}`, entry.at)
    const copy = await placeBeside(entry, file, document, name)
    if (copy !== null) await sessions.redirect(entry.key, copy)
    const moved = (await sessions.find(entry.key)) ?? record
    await settle(entry, moved, { version: copy?.version ?? moved.version, sha256: file.sha256 })
    host.log({
      level: 'warn',
      code: 'save.conflict',
      message: `${document.name} was replaced while it was being edited. Both are kept: the edit is ${copy?.name ?? name}.`,
      documentId: document.id,
    })
    await options.conflict(entry.key, document, copy?.name ?? name)
    return { kind: 'conflict_copy', document: copy ?? document }
  }

  /** Bytes of another format never go under the document's name: they become a document of their own. */
  async function storeOtherFormat(
    entry: JournalEntry,
    file: SpooledFile,
    document: StoredDocument,
    record: KeyRecord | null,
    why: ConnectorError,
  ): Promise<CommitOutcome> {
    const name = recoveryName(document.name, entry.fileType)
    try {
      const placed = await placeBeside(entry, file, document, name)
      if (record !== null) await settle(entry, record, { version: record.version, sha256: file.sha256 })
      host.log({
        level: 'warn',
        code: 'save.other_format',
        message: `The edit of ${document.name} could not be converted back (${why.message}) and is kept as ${placed?.name ?? name}.`,
        documentId: document.id,
      })
      await options.conflict(entry.key, document, placed?.name ?? name)
      return { kind: 'beside', document: placed ?? document }
    } catch (error) {
      const failure = toConnectorError(error)
      if (failure.transient) throw failure
      return await keep(entry, file, name, record, failure)
    }
  }

  async function submission(
    entry: JournalEntry,
    file: SpooledFile,
    document: StoredDocument,
    user: User | null,
  ): Promise<CommitOutcome> {
    const name = besideName(recoveryName(document.name, entry.fileType), user?.name ?? 'submission', entry.at)
    const placed = await placeBeside(entry, file, document, name)
    host.log({
      level: 'info',
      code: 'save.submission',
      message: `A filled form was stored as ${placed?.name ?? name}.`,
      documentId: document.id,
    })
    return { kind: 'beside', document: placed ?? document }
  }

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
    const user = await author(entry)
    if (entry.kind === 'quarantine') {
      const damaged = new ConnectorError(
        'content_mismatch',
        'Document Server could not assemble this edit cleanly. Look at the copy before you store it.',
      )
      return await keep(entry, original, recoveryName(document.name, entry.fileType), record, damaged)
    }
    const refusal = await refusalFor(user, document)
    if (refusal !== null)
      return await keep(entry, original, recoveryName(document.name, entry.fileType), record, refusal)

    if (entry.kind === 'submission') {
      try {
        await checkContent(original, entry.fileType ?? extension)
        return await submission(entry, original, document, user)
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
      return await store(entry, file, { document, record, user, held })
    } finally {
      if (file !== original) await rm(file.path, { force: true })
    }
  }

  /** Writes checked bytes over the version that the session knows, or keeps both. */
  async function store(
    entry: JournalEntry,
    file: SpooledFile,
    found: { document: StoredDocument; record: KeyRecord | null; user: User | null; held: () => boolean },
  ): Promise<CommitOutcome> {
    const { document, record, user, held } = found
    const base = record?.version
    if (record === null || base === undefined || (record.state !== 'open' && record.version !== document.version)) {
      return await conflictCopyOrKeep(entry, file, document, record)
    }
    if (document.version !== base) {
      if (await storedHasHash(host, document.id, file.sha256)) {
        await settle(entry, record, { version: document.version, sha256: file.sha256 })
        return { kind: 'stored', document }
      }
      return await conflictCopyOrKeep(entry, file, document, record)
    }
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
        if (await storedHasHash(host, document.id, file.sha256)) {
          await settle(entry, record, { version: current.version, sha256: file.sha256 })
          return { kind: 'stored', document: current }
        }
        return await conflictCopyOrKeep(entry, file, current, record)
      }
      const failure = toConnectorError(error)
      if (failure.transient) throw failure
      return await keep(entry, file, document.name, record, failure)
    }
  }

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
      return await conflictCopy(entry, file, document, known)
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

  async function refusalFor(user: User | null, document: StoredDocument): Promise<ConnectorError | null> {
    if (user === null)
      return new ConnectorError(
        'forbidden',
        'The author of the edit no longer has an account here, or it is suspended.',
      )
    const may = await host.access.permissions(user, document)
    const write = may.edit || may.review || may.comment || may.fillForms
    return write ? null : new ConnectorError('forbidden', `${user.name} may not change ${document.name}.`)
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

const reasonOf = (status: number): WriteReason => (status === 6 ? 'forcesave' : 'save')

/** The name under which bytes go to the recovery area: the document's, with the extension that the bytes really have. */
export function recoveryName(name: string, fileType: string | null): string {
  const extension = extensionOf(name)
  if (fileType === null || fileType === extension || findFormat(fileType) === undefined) return name
  return `${extension === '' ? name : name.slice(0, -extension.length - 1)}.${fileType}`
}

/** A file name for a copy beside `name`; `at` is ISO 8601. */
function besideName(name: string, what: string, at: string): string {
  const extension = extensionOf(name)
  const base = extension === '' ? name : name.slice(0, -extension.length - 1)
  const stamp = at.slice(0, 19).replace('T', ' ').replaceAll(':', '.')
  return safeFileName(`${base} (${what} ${stamp})${extension === '' ? '' : `.${extension}`}`, name)
}

/** Reads the stored bytes once, as a stream, to tell our own half-recorded write from somebody else's. */
export async function storedHasHash(host: Host, documentId: string, sha256: string): Promise<boolean> {
  const content = await host.documents.read(documentId)
  const hash = createHash('sha256')
  for await (const chunk of content.body) hash.update(chunk)
  return hash.digest('hex') === sha256
}

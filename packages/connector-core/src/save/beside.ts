import { ConnectorError, hasCode } from '../errors.ts'
import type { Host, SpooledFile, StoredDocument, User } from '../host.ts'
import type { KeyRecord, Sessions } from '../session/index.ts'
import type { CommitOutcome } from './commit-outcome.ts'
import { besideName, nameOfSave, recoveryName } from './copy-names.ts'
import type { JournalEntry } from './journal.ts'
import { placeDocument } from './place.ts'
import type { Endings } from './settle.ts'
import { storedHasHash } from './stored-hash.ts'

/** What a document of its own is made from. */
export interface BesideFound {
  document: StoredDocument
  record: KeyRecord | null
  /** The author. */
  user: User | null
  held(): boolean
}

const edited = (user: User | null): string => (user === null ? 'edited' : `edited by ${user.name}`)

/** What an edit of a document that was replaced meanwhile is called; `at` is ISO 8601. */
export function conflictName(document: StoredDocument, user: User | null, at: string): string {
  return besideName(document.name, edited(user), at)
}

type Store = (entry: JournalEntry, file: SpooledFile, found: BesideFound) => Promise<CommitOutcome>

/** Saves whose bytes become a document of their own, beside the one they come from. They throw what the store's `create` throws. */
export interface Beside {
  /** The document was replaced while it was edited: both are kept, and the session goes on in the copy. */
  conflictCopy: Store
  /** Bytes of another format never go under the document's name. `why` says what stood against converting them back. */
  otherFormat(...args: [...Parameters<Store>, why: ConnectorError]): Promise<CommitOutcome>
  /** A filled form. */
  submission: Store
}

export function createBeside(options: {
  host: Host
  sessions: Sessions
  endings: Endings
  step(name: string): void | Promise<void>
}): Beside {
  const { host, sessions, endings, step } = options

  /**
   * Adds the bytes beside the document, once: the name that this save takes is noted before, and was free or is this save's alone. A process that died
   * after adding and before recording finds it taken on its next try, and does not add a second one; null then.
   */
  async function place(
    entry: JournalEntry,
    file: SpooledFile,
    { document, held }: BesideFound,
    wanted: string,
  ): Promise<StoredDocument | null> {
    const isTaken = async (name: string) => (await host.documents.nameTaken?.(name, { beside: document.id })) ?? false
    const record = await sessions.find(entry.key)
    // those over WOPI know no key, and take the plain name
    const there = entry.key === '' ? await host.documents.findByName?.(wanted, { beside: document.id }) : null
    if (there && (await storedHasHash(host, there.id, file.sha256))) return there
    const ownName = nameOfSave(wanted, entry.mark)
    const noted = record?.placing === entry.mark ? record.placingName : undefined
    const canAsk = record !== null && host.documents.nameTaken !== undefined
    const name = noted ?? (canAsk && !(await isTaken(wanted)) ? wanted : ownName)
    if (noted === undefined) await note(entry, name)
    if ((noted !== undefined || record === null) && (await isTaken(name))) return null
    await step('placing')
    if (!held()) throw new ConnectorError('session_busy', 'The save lost its turn. Try again in a moment.')
    const add = (name: string) =>
      placeDocument(host.documents, { name, beside: document.id, body: file, by: null }, 1).catch((error: unknown) => {
        if (hasCode(error, 'name_taken')) return null
        throw error
      })
    let placed = await add(name)
    if (placed === null && noted === undefined && name !== ownName) {
      // somebody took the name this moment
      await note(entry, ownName)
      placed = await add(ownName)
    }
    await step('placed')
    return placed
  }

  async function note(entry: JournalEntry, name: string): Promise<void> {
    await sessions.change(entry.key, (held) => ({ ...held, placing: entry.mark, placingName: name }))
  }

  return {
    async conflictCopy(entry, file, found) {
      const { document, user } = found
      const name = conflictName(document, user, entry.at)
      const copy = await place(entry, file, found, name)
      if (copy !== null) await sessions.redirect(entry.key, copy)
      const known = found.record ?? {
        documentId: document.id,
        version: document.version,
        state: 'open' as const,
        issuedAt: 0,
      }
      const moved = (await sessions.find(entry.key)) ?? known
      await endings.settle(entry, moved, { version: copy?.version ?? moved.version, sha256: file.sha256 })
      const copyName = copy?.name ?? moved.placingName ?? name
      host.log({
        level: 'warn',
        code: 'save.conflict',
        message: `${document.name} was replaced while it was being edited. Both are kept: the edit is ${copyName}.`,
        documentId: document.id,
      })
      return { kind: 'conflict_copy', document: copy ?? document, tell: { original: document, copyName } }
    },

    async otherFormat(entry, file, found, why) {
      const { document, record, user } = found
      const name = besideName(recoveryName(document.name, entry.fileType), edited(user), entry.at)
      const placed = await place(entry, file, found, name)
      if (record !== null) await endings.settle(entry, record, { version: record.version, sha256: file.sha256 })
      const copyName = placed?.name ?? name
      host.log({
        level: 'warn',
        code: 'save.other_format',
        message: `The edit of ${document.name} could not be converted back (${why.message}) and is kept as ${copyName}.`,
        documentId: document.id,
      })
      return { kind: 'beside', document: placed ?? document, tell: { original: document, copyName } }
    },

    async submission(entry, file, found) {
      const { document, user } = found
      const name = besideName(recoveryName(document.name, entry.fileType), user?.name ?? 'submission', entry.at)
      const placed = await place(entry, file, found, name)
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

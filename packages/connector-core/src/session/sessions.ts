import { randomBytes } from 'node:crypto'
import type { StateStore, StoredDocument } from '../host.ts'
import { hashId } from './hash-id.ts'
import type { Installation } from './installation.ts'
import { updateState } from './update-state.ts'

const day = 86_400
/** An issued key that nobody edited under is forgotten after this long. */
const unusedKeySeconds = 400 * day
/** A settled key is remembered this long, so that a late or repeated callback of it is recognised. */
const settledKeySeconds = 90 * day

/**
 * - `open`: the key of the document's present content, or of a session that is not saved yet
 * - `saved`: its final save is stored; the key is burnt
 * - `recovered`: its final save is in the recovery area; the key is burnt
 */
export type KeyState = 'open' | 'saved' | 'recovered'

/** What is known of one issued document key. */
export interface KeyRecord {
  /** Where saves of this key go: the document it was issued for, or its conflict copy. */
  documentId: string
  /** The version that the document has as far as this session knows; moves with the session's own saves. */
  version: string
  state: KeyState
  /** Seconds since the epoch. */
  issuedAt: number
  /** SHA-256 of what the session last stored, or is storing right now. */
  sha256?: string
  /** The save (`JournalEntry.mark`) whose write may be half done: a version that does not match may then be our own. */
  writing?: string
  /** The save that is being added as a document of its own, and the free name it was given. */
  placing?: string
  placingName?: string
  /** The final save (`JournalEntry.mark`) that burnt the key: the same one again is no other edit. */
  endedBy?: string
  /** `lastsave` of the newest stored save; an older one that arrives later is dropped. */
  lastSave?: string
  /** The document that `documentId` is the conflict copy of. */
  conflictOf?: string
  /** User id of the last author. */
  author?: string
}

/** The issued keys: document -> present key, key -> document. All of it lives in the shared state. */
export interface Sessions {
  /**
   * The key under which the document opens. Two openers of one content get the same key; it survives forcesave, rename and metadata edits, and
   * changes after a committed save and after an outside replacement. `isOurs` tells whether the stored bytes have this SHA-256: asked only when
   * a save was interrupted between its write and its record. `again` finds the document anew: asked before a new key is given out, for a save may
   * have come between.
   */
  keyFor(
    document: StoredDocument,
    look: { isOurs(sha256: string): Promise<boolean>; again(): Promise<StoredDocument | null> },
  ): Promise<string>
  /** Null: never issued here, or long settled. */
  find(key: string): Promise<KeyRecord | null>
  /** Live key of the document, if one is issued and open. */
  current(documentId: string): Promise<{ key: string; record: KeyRecord } | null>
  /** True while people edit the document over the Docs API, as far as Document Server has told. */
  isEdited(documentId: string): Promise<boolean>
  change(key: string, change: (record: KeyRecord) => KeyRecord): Promise<KeyRecord | null>
  /** Sends the session's further saves to its conflict copy; who opens the copy joins the session. */
  redirect(key: string, copy: StoredDocument): Promise<void>
  /** Burns the key: the next opener gets a new one. */
  settle(key: string, record: KeyRecord): Promise<void>
  /** True when this installation's id is in the key. */
  issuedHere(key: string): boolean
  /** Notes that people edit under this key, or that the last one left. */
  setActive(key: string, users: readonly string[] | null): Promise<void>
  /**
   * Notes that the last one left and the final save is under way: the document stays taken until {@link setActive} says otherwise, but no longer than
   * `seconds`, should nothing more be heard. With `instead`, only where it was to end at that instant. A key that is burnt already is left alone. Resolves to
   * the end, in seconds since the epoch.
   */
  setEnding(key: string, seconds: number, instead?: number): Promise<number>
  /** Keys with people in them, oldest note first within a page. */
  active(): AsyncIterable<{ key: string; since: number; checkedAt: number }>
  /** Claims periodic work on an active key for this instance. False: it was done since `before` (seconds since the epoch), or another one has it. */
  claim(key: string, work: 'look' | 'forcesave', before: number): Promise<boolean>
}

interface ActiveNote {
  since: number
  checkedAt: number
  forcesavedAt?: number
  users: number
  /** Seconds since the epoch at which the note is forgotten. Absent: never. */
  endsAt?: number
}

export function createSessions(state: StateStore, installation: Installation, now: () => Date): Sessions {
  const seconds = (): number => Math.floor(now().getTime() / 1000)
  const keyEntry = (key: string): string => `key/${key}`
  const documentEntry = (id: string): string => `document/${hashId(id)}`
  const activeEntry = (key: string): string => `active/${key}`

  async function find(key: string): Promise<KeyRecord | null> {
    if (!/^[0-9A-Za-z._=-]{1,128}$/.test(key)) return null
    const text = await state.get(keyEntry(key))
    return text === null ? null : (JSON.parse(text) as KeyRecord)
  }

  return {
    find,

    async keyFor(found, { isOurs, again }) {
      let document = found
      for (;;) {
        const entry = documentEntry(document.id)
        const present = await state.get(entry)
        if (present !== null) {
          const record = await find(present)
          if (record !== null && record.state === 'open' && record.documentId === document.id) {
            if (record.version === document.version) return present
            if (record.writing !== undefined && record.sha256 !== undefined && (await isOurs(record.sha256))) {
              await this.change(present, (held) => ({ ...held, version: document.version, writing: undefined }))
              return present
            }
          }
        }
        const key = `${installation.id}.${randomBytes(18).toString('base64url')}`
        const record: KeyRecord = {
          documentId: document.id,
          version: document.version,
          state: 'open',
          issuedAt: seconds(),
        }
        await state.swap(keyEntry(key), null, JSON.stringify(record), unusedKeySeconds)
        if (await state.swap(entry, present, key, null)) {
          const current = await again()
          if (current === null || current.version === document.version) return key
          document = current
          continue
        }
        await state.swap(keyEntry(key), JSON.stringify(record), null, null)
      }
    },

    async current(documentId) {
      const key = await state.get(documentEntry(documentId))
      const record = key === null ? null : await find(key)
      return key === null || record === null || record.state !== 'open' ? null : { key, record }
    },

    async isEdited(documentId) {
      const present = await this.current(documentId)
      return present !== null && (await state.get(activeEntry(present.key))) !== null
    },

    change(key, change) {
      return updateState<KeyRecord>(state, keyEntry(key), (record) =>
        record === null
          ? undefined
          : { value: change(record), ttlSeconds: record.state === 'open' ? null : settledKeySeconds },
      )
    },

    async redirect(key, copy) {
      const record = await this.change(key, (held) => ({
        ...held,
        documentId: copy.id,
        version: copy.version,
        writing: undefined,
        conflictOf: held.conflictOf ?? held.documentId,
      }))
      if (record === null) return
      await state.swap(documentEntry(copy.id), null, key, null)
      if (record.conflictOf !== undefined) await state.swap(documentEntry(record.conflictOf), key, null, null)
    },

    async settle(key, record) {
      await updateState<KeyRecord>(state, keyEntry(key), () => ({ value: record, ttlSeconds: settledKeySeconds }))
      for (const id of [record.documentId, record.conflictOf]) {
        if (id !== undefined) await state.swap(documentEntry(id), key, null, null)
      }
      await this.setActive(key, null)
    },

    issuedHere: (key) => key.startsWith(`${installation.id}.`),

    async setActive(key, users) {
      await updateState<ActiveNote>(state, activeEntry(key), (note) => {
        if (users === null) return note === null ? undefined : { value: null, ttlSeconds: null }
        return {
          value: {
            ...note,
            since: note?.since ?? seconds(),
            checkedAt: note?.checkedAt ?? seconds(),
            users: users.length,
            endsAt: undefined,
          },
          ttlSeconds: null,
        }
      })
    },

    async setEnding(key, ttlSeconds, instead) {
      const endsAt = seconds() + ttlSeconds
      if ((await find(key))?.state !== 'open') return endsAt
      await updateState<ActiveNote>(state, activeEntry(key), (note) =>
        instead !== undefined && note?.endsAt !== instead
          ? undefined
          : { value: { since: seconds(), checkedAt: seconds(), ...note, users: 0, endsAt }, ttlSeconds },
      )
      return endsAt
    },

    async *active() {
      let after: string | undefined
      for (;;) {
        const page = await state.list('active/', { limit: 100, after })
        for (const { key, value } of page) {
          const note = JSON.parse(value) as ActiveNote
          yield { key: key.slice('active/'.length), since: note.since, checkedAt: note.checkedAt }
        }
        after = page.at(-1)?.key
        if (page.length < 100 || after === undefined) return
      }
    },

    async claim(key, work, before) {
      const text = await state.get(activeEntry(key))
      if (text === null) return false
      const note = JSON.parse(text) as ActiveNote
      const done = work === 'look' ? note.checkedAt : (note.forcesavedAt ?? note.since)
      if (done >= before) return false
      const next = work === 'look' ? { ...note, checkedAt: seconds() } : { ...note, forcesavedAt: seconds() }
      const ttlSeconds = note.endsAt === undefined ? null : Math.max(1, note.endsAt - seconds())
      return await state.swap(activeEntry(key), text, JSON.stringify(next), ttlSeconds)
    },
  }
}

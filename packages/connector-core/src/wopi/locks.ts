import { hash, randomBytes } from 'node:crypto'
import { ConnectorError } from '../errors.ts'
import type { StateStore } from '../host.ts'
import { hashId, type Leases } from '../session/index.ts'

/** A lock lives this long after Lock, RefreshLock or UnlockAndRelock (WOPI, Lock: "30 minutes"). */
export const lockSeconds = 1800
/** Longest lock id, `SupportsExtendedLockLength` (WOPI, Lock: 1024 ASCII characters). */
export const maxLockLength = 1024
/** From handing out an editor config until Document Server has told of the session by callback status 1. */
const openingSeconds = 180
const attempts = 60
const mostRemembered = 1000

/** The lock that a WOPI client holds on one document. It belongs to nobody in particular: any of the client's users may save under it. */
export interface WopiLock {
  /** Opaque; compared byte for byte. */
  id: string
  documentId: string
  /** User id of whose token took it, for people to read. */
  by: string
  /** Seconds since the epoch. */
  since: number
  /** Of the one who took it; UnlockAndRelock keeps it. Absent from locks of earlier versions, as is `base`. */
  session?: string
  /** {@link hashVersion} of what was stored when it was taken. */
  base?: string
}

/** What an operation on a lock came to. On failure `current` is the lock that is there, empty when there is none with an id. */
export type LockResult = { done: true } | LockRefusal
/** The same of a check, which gives the lock that is held. */
export type HeldLock = { done: true; lock: WopiLock } | LockRefusal
type LockRefusal = { done: false; current: string; reason: string }

/**
 * The WOPI locks of all documents, in the shared state: one atomic compare-and-swap decides each operation, so that they hold across instances and
 * survive a restart. An expired lock is no lock. A lock changes hands only under the document's lease: what a save has checked under it, stays so until
 * the bytes are stored, and the next holder reads them. Rules: WOPI REST, Lock, GetLock, RefreshLock, Unlock, UnlockAndRelock.
 */
export interface Locks {
  /** Null: unlocked, or being edited over the Docs API. */
  current(documentId: string): Promise<WopiLock | null>
  /** `base` gives the version that is stored; asked only when the lock is to be taken, and under the lease. */
  lock(documentId: string, id: string, by: string, base?: () => Promise<string>): Promise<LockResult>
  refresh(documentId: string, id: string): Promise<LockResult>
  unlock(documentId: string, id: string): Promise<LockResult>
  /** Trades `oldId` for `id` in one step. It remains the same session: nobody says that it reads the document anew. */
  relock(documentId: string, oldId: string, id: string, by: string): Promise<LockResult>
  /** May a holder of `id` (null: no lock given) write now? An unlocked document is written by nobody. Ask it under the lease to write under it. */
  check(documentId: string, id: string | null): Promise<HeldLock>
  /**
   * Reserves the document for an editor of the Docs API that is about to open it. A lock that is in the way, else null. From callback status 1 on the
   * session itself keeps WOPI clients off.
   */
  claimForDocsApi(documentId: string, key: string): Promise<WopiLock | null>
  /** The session of the Docs API is over before its reservation. */
  releaseForDocsApi(documentId: string, key: string): Promise<void>
  /** An administrator's unlock, whoever holds it: false when there was none. The holder's next save is refused and kept. */
  breakLock(documentId: string): Promise<boolean>
  /** Live locks of all documents. */
  list(): AsyncIterable<WopiLock>
}

export interface LocksOptions {
  state: StateStore
  leases: Leases
  now(): Date
  /** True while people edit the document over the Docs API. */
  editedOverDocsApi(documentId: string): Promise<boolean>
}

type Entry = { kind: 'wopi'; lock: WopiLock } | { kind: 'docs'; key: string }

/**
 * A lock id as it came in a header. Throws `bad_request` when it is missing, empty, too long, or could not be sent back in a header.
 */
export function readLockId(value: string | null): string {
  if (value === null || value === '') throw new ConnectorError('bad_request', 'The lock id is missing.')
  if (value.length > maxLockLength)
    throw new ConnectorError('bad_request', `A lock id has at most ${maxLockLength} characters.`)
  if (!/^[\x20-\x7e\x80-\xff]*$/.test(value))
    throw new ConnectorError('bad_request', 'The lock id has characters that no header can carry.')
  return value
}

const stillEdited =
  'The document is being edited in ONLYOFFICE. It can be edited here as soon as everybody has closed it there.'

/** What a lock is to become. `handsOver`: to another holder, or to none. */
interface Change {
  next: string | null | (() => Promise<string>)
  ttlSeconds: number
  handsOver: boolean
}

export function createLocks({ state, leases, now, editedOverDocsApi }: LocksOptions): Locks {
  const keyOf = (documentId: string): string => `wopi/lock/${hashId(documentId)}`

  async function read(documentId: string): Promise<{ text: string | null; entry: Entry | null }> {
    const text = await state.get(keyOf(documentId))
    return { text, entry: text === null ? null : parseEntry(text) }
  }

  /** Reads, decides, swaps; again when somebody else was faster. Takes the lease, and decides anew, when the lock is to change hands. */
  async function decide(
    documentId: string,
    choose: (entry: Entry | null) => Promise<LockResult | Change>,
    isLeased = false,
  ): Promise<LockResult> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const { text, entry } = await read(documentId)
      const choice = await choose(entry)
      if ('done' in choice) return choice
      if (choice.handsOver && !isLeased) return await leases.hold(documentId, () => decide(documentId, choose, true))
      const next = typeof choice.next === 'function' ? await choice.next() : choice.next
      if (await state.swap(keyOf(documentId), text, next, choice.ttlSeconds)) {
        remember(documentId, next)
        return { done: true }
      }
      if (attempt > 2) await new Promise((resolve) => setTimeout(resolve, Math.random() * attempt))
    }
    throw new ConnectorError('unavailable', 'The lock of this document is changing too fast. Try again in a moment.')
  }

  /** What was last written here: the holder asks again and again, and the swap tells whether it is still so. */
  const written = new Map<string, string>()

  function remember(documentId: string, text: string | null): void {
    written.delete(documentId)
    if (text !== null) written.set(documentId, text)
    if (written.size > mostRemembered) written.delete(written.keys().next().value ?? '')
  }

  /** Refreshes without reading first, if `id` held it when it was last written here and nothing has changed since. */
  async function prolong(documentId: string, id: string): Promise<boolean> {
    const text = written.get(documentId)
    const entry = text === undefined ? null : parseEntry(text)
    if (text === undefined || entry?.kind !== 'wopi' || entry.lock.id !== id) return false
    return await state.swap(keyOf(documentId), text, text, lockSeconds)
  }

  const makeLock = (
    documentId: string,
    id: string,
    by: string,
    { session, base }: Pick<WopiLock, 'session' | 'base'>,
  ): WopiLock => ({ id, documentId, by, since: Math.floor(now().getTime() / 1000), session, base })

  async function newLock(documentId: string, id: string, by: string, base?: () => Promise<string>): Promise<string> {
    const work = { session: randomBytes(12).toString('base64url'), base: base && hashVersion(await base()) }
    return formatLock(makeLock(documentId, id, by, work))
  }

  return {
    async current(documentId) {
      const { entry } = await read(documentId)
      return entry?.kind === 'wopi' ? entry.lock : null
    },

    async lock(documentId, id, by, base) {
      if (await prolong(documentId, id)) return { done: true }
      return await decide(documentId, async (entry) => {
        if (entry === null) {
          if (await editedOverDocsApi(documentId)) return refused('', stillEdited)
          return { next: () => newLock(documentId, id, by, base), ttlSeconds: lockSeconds, handsOver: true }
        }
        const mine = held(entry, id)
        return mine.done ? prolonged(entry) : mine
      })
    },

    async refresh(documentId, id) {
      if (await prolong(documentId, id)) return { done: true }
      return await decide(documentId, async (entry) => {
        const mine = held(entry, id)
        return mine.done && entry !== null ? prolonged(entry) : mine
      })
    },

    unlock: (documentId, id) =>
      decide(documentId, async (entry) => {
        const mine = held(entry, id)
        return mine.done ? released : mine
      }),

    relock: (documentId, oldId, id, by) =>
      decide(documentId, async (entry) => {
        const mine = held(entry, oldId)
        return mine.done
          ? { next: formatLock(makeLock(documentId, id, by, mine.lock)), ttlSeconds: lockSeconds, handsOver: true }
          : mine
      }),

    async check(documentId, id) {
      const { entry } = await read(documentId)
      return held(entry, id)
    },

    async claimForDocsApi(documentId, key) {
      let inTheWay: WopiLock | null = null
      await decide(documentId, async (entry) => {
        inTheWay = entry?.kind === 'wopi' ? entry.lock : null
        // no lease: a save over WOPI that this overtakes is met by the version that the session began with
        return inTheWay === null
          ? { next: formatEntry({ kind: 'docs', key }), ttlSeconds: openingSeconds, handsOver: false }
          : refused(inTheWay.id, '')
      })
      return inTheWay
    },

    async releaseForDocsApi(documentId, key) {
      await state.swap(keyOf(documentId), formatEntry({ kind: 'docs', key }), null, null)
    },

    async breakLock(documentId) {
      let broken = false
      await decide(documentId, async (entry) => {
        broken = entry?.kind === 'wopi'
        return broken ? released : { done: true }
      })
      return broken
    },

    async *list() {
      let after: string | undefined
      for (;;) {
        const page = await state.list('wopi/lock/', { limit: 100, after })
        for (const { value } of page) {
          const entry = parseEntry(value)
          if (entry?.kind === 'wopi') yield entry.lock
        }
        after = page.at(-1)?.key
        if (page.length < 100) return
      }
    },
  }
}

const released: Change = { next: null, ttlSeconds: 0, handsOver: true }

const prolonged = (entry: Entry): Change => ({
  next: formatEntry(entry),
  ttlSeconds: lockSeconds,
  handsOver: false,
})

function held(entry: Entry | null, id: string | null): HeldLock {
  if (entry === null) return refused('', 'The document is not locked.')
  if (entry.kind === 'docs') return refused('', stillEdited)
  if (entry.lock.id === id) return { done: true, lock: entry.lock }
  return refused(entry.lock.id, 'The document is locked by another editing session.')
}

const refused = (current: string, reason: string): LockRefusal => ({ done: false, current, reason })

/** A host's version may be of any length; 22 characters stand for it. */
export function hashVersion(version: string): string {
  return hash('sha256', version, 'base64url').slice(0, 22)
}

/** The id follows as it is: escaped as JSON, 1024 characters could outgrow an entry of the state. */
function formatLock({ id, ...rest }: WopiLock): string {
  return `wopi ${JSON.stringify(rest)}\n${id}`
}

function formatEntry(entry: Entry): string {
  return entry.kind === 'wopi' ? formatLock(entry.lock) : `docs ${entry.key}`
}

function parseEntry(text: string): Entry | null {
  if (text.startsWith('docs ')) return { kind: 'docs', key: text.slice(5) }
  const end = text.indexOf('\n')
  if (!text.startsWith('wopi ') || end < 0) return null
  const rest = JSON.parse(text.slice(5, end)) as Omit<WopiLock, 'id'>
  return { kind: 'wopi', lock: { ...rest, id: text.slice(end + 1) } }
}

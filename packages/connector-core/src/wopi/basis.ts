import type { Core } from '../core.ts'
import type { Host, SpooledFile, StateStore, StoredDocument } from '../host.ts'
import { hashOfStored } from '../save/stored-hash.ts'
import { updateState } from '../session/index.ts'
import { isSameTime } from './item-version.ts'
import { hashVersion, type WopiLock } from './locks.ts'
import type { SaveHeaders } from './save-headers.ts'

/**
 * What the holder of a lock works on. A client that names no time stamp, as Microsoft's, says nothing of what it has read; the lock knows it: the version
 * that was stored when it was taken, and since then what was stored under it.
 */
export interface Basis {
  /** {@link hashVersion} of the version that the next save replaces. */
  version: string
  /** SHA-256 of the save that was begun last: what is stored may be ours although `version` says otherwise. */
  writing?: string
  /** The document was replaced meanwhile, and saves go on in this copy of it. */
  copyId?: string
}

/** Longer than any lock goes without a save. Without it the version at the beginning counts again: the next save becomes a copy, too. */
const rememberSeconds = 3 * 86_400
const entryOf = (lock: WopiLock): string => `wopi/basis/${lock.session}`

/** Null: not known, for locks of earlier versions. */
export async function readBasis(state: StateStore, lock: WopiLock): Promise<Basis | null> {
  if (lock.session === undefined || lock.base === undefined) return null
  const text = await state.get(entryOf(lock))
  return text === null ? { version: lock.base } : (JSON.parse(text) as Basis)
}

/** Notes what is stored under the lock, or about to be. Call it under the document's lease. */
export async function noteBasis(state: StateStore, lock: WopiLock, basis: Basis): Promise<void> {
  if (lock.session === undefined) return
  await updateState<Basis>(state, entryOf(lock), () => ({ value: basis, ttlSeconds: rememberSeconds }))
}

/**
 * True when somebody else has stored other bytes than the holder works on. `ours`: SHA-256 of edits of the same session that may have been stored in other
 * ways, as by an administrator out of the recovery area.
 */
export async function isReplaced(
  host: Host,
  basis: Basis,
  document: StoredDocument,
  { file, ours }: { file: SpooledFile; ours(): Promise<readonly string[]> },
): Promise<boolean> {
  if (basis.version === hashVersion(document.version)) return false
  const stored = await hashOfStored(host, document.id)
  if (stored === basis.writing || stored === file.sha256) return false
  return !(await ours()).includes(stored)
}

/**
 * The present version, if it is sure that an edit which is not stored began with it: then an administrator's retry may put it in its place. Else null, and the
 * retry adds a copy. Never throws.
 */
export async function knownBase(
  core: Pick<Core, 'host' | 'itemVersions' | 'wopiLocks'>,
  document: StoredDocument,
  { lockId, says }: { lockId: string | null; says: SaveHeaders },
): Promise<string | null> {
  try {
    if (says.timestamp !== null) {
      const { lastModified } = await core.itemVersions.of(document)
      return isSameTime(says.timestamp, lastModified) ? document.version : null
    }
    if (says.isSpoken) return document.version
    const checked = await core.wopiLocks.check(document.id, lockId)
    if (!checked.done) return null
    const basis = await readBasis(core.host.state, checked.lock)
    return basis === null || basis.version === hashVersion(document.version) ? document.version : null
  } catch {
    return null
  }
}

import { randomBytes } from 'node:crypto'
import { ConnectorError, hasCode, toConnectorError } from '../../errors.ts'
import type { SpooledFile, StoredDocument, User } from '../../host.ts'
import { clearJournal, type JournalEntry, writeJournal } from '../../save/journal.ts'
import { answerJson, answerWopiError, changedInStorage, conflict } from '../answer.ts'
import { type Basis, isReplaced, knownBase, noteBasis, readBasis } from '../basis.ts'
import { header, mayWrite, type WopiCall } from '../call.ts'
import { findDamage } from '../find-damage.ts'
import { isSameTime } from '../item-version.ts'
import { forgetKeptEdits, hasKeptEdits, keepEdit, keptHashes } from '../kept-edits.ts'
import { hashVersion, type WopiLock } from '../locks.ts'
import { placeConflictCopy } from '../place-conflict-copy.ts'
import { receiveBody } from '../receive-body.ts'
import { recordMajor, recordVersion } from '../record-version.ts'
import { readSaveHeaders, type SaveHeaders } from '../save-headers.ts'
import { readWopiUserId } from '../user-id.ts'

/** Why the bytes may not be stored, and what the client is told. */
interface Refusal {
  error: ConnectorError
  answer: Response
}

/** One save whose bytes are on the disk. */
interface Save {
  call: WopiCall
  file: SpooledFile
  /** When it arrived, ISO 8601. */
  at: string
  lockId: string | null
  says: SaveHeaders
  /** The document's lease is still ours. */
  held(): boolean
}

/** What is there when the bytes have arrived. */
interface Present {
  document: StoredDocument | null
  user: User | null
}

/** Where the bytes go. */
interface Target {
  original: StoredDocument
  /** The original, or the conflict copy in which the session goes on. */
  document: StoredDocument
  user: User
  /** Null: an empty document is filled before anybody locks it. */
  lock: WopiLock | null
  basis: Basis | null
}

/**
 * PutFile. The bytes are on the disk before anything is decided; whatever is refused then, or cannot be decided because state, settings or the user base are
 * away, they stay in the recovery area, for clients drop them; in the journal, if that cannot take them. Revocation, rights, lock, time stamp and content are
 * asked under the document's lease, right before the write. Only a token that was never for editing keeps nothing: there is no work behind it, and nobody who
 * may only read may fill the disk.
 */
export async function putFile(call: WopiCall): Promise<Response> {
  const { core, claims, request } = call
  if (claims.right !== 'edit')
    throw new ConnectorError('unauthenticated', 'This access token is for viewing only. Open the document to edit it.')
  const file = await receiveBody(core, request)
  const at = core.now().toISOString()
  const lockId = header(call, 'x-wopi-lock')
  const says = readSaveHeaders(request.headers)
  const entry: JournalEntry = {
    key: '',
    documentId: claims.id,
    status: 2,
    kind: 'save',
    at,
    mark: randomBytes(16).toString('hex'),
    fileType: null,
    userId: claims.userId,
    lastSave: null,
    size: file.size,
    sha256: file.sha256,
  }
  let found: Present | null = null
  let isSettled = false
  try {
    await writeJournal(file, entry)
    const outcome = await core.leases.hold(claims.id, async (held) => {
      found = await findPresent(call)
      return await decide({ call, file, at, lockId, says, held }, found)
    })
    if ('error' in outcome) {
      isSettled = await keep(outcome.error)
      return outcome.answer
    }
    isSettled = true
    return outcome
  } catch (error) {
    isSettled = await keep(toConnectorError(error))
    if (!hasCode(error, 'version_conflict')) return answerWopiError(error, core.host, claims.id)
    return changedInStorage((await core.wopiLocks.current(claims.id))?.id ?? '')
  } finally {
    if (isSettled) await clearJournal(file)
  }

  async function keep(why: ConnectorError): Promise<boolean> {
    const document = found === null ? await core.host.documents.find(claims.id).catch(() => null) : found.document
    const name = document?.name ?? 'document'
    const baseVersion = document === null ? null : await knownBase(core, document, { lockId, says })
    const user = { id: claims.userId, name: found?.user?.name ?? claims.userId }
    if (await keepEdit(core, { documentId: claims.id, file, lockId, user, name, baseVersion }, why)) return true
    await writeJournal(file, { ...entry, refusal: { code: why.code, message: why.message } }).catch(() => {})
    return false
  }
}

/** Who and what is there now: both may be gone since the request began. */
async function findPresent({ core, claims }: WopiCall): Promise<Present> {
  const [document, user] = await Promise.all([
    core.host.documents.find(claims.id),
    core.host.access.user(claims.userId),
  ])
  return { document, user }
}

async function decide(save: Save, present: Present): Promise<Response | Refusal> {
  const { call, file, says } = save
  const { core } = call
  const target = await targetOf(save, present)
  if ('error' in target) return target
  const { document, lock, basis } = target
  const { lastModified } = await core.itemVersions.of(document)
  if (says.timestamp !== null && !isSameTime(says.timestamp, lastModified)) {
    const error = new ConnectorError('version_conflict', `${document.name} was replaced while it was being edited.`)
    return { error, answer: changedInStorage(lock?.id ?? '') }
  }
  const damage = await findDamage(file, document)
  if (damage !== null) return refuse(call, damage)
  if (lock === null || basis === null || says.isSpoken) return await store(save, target)
  const ours = () => keptHashes(core, { documentId: target.original.id, lockId: lock.id })
  if (await isReplaced(core.host, basis, document, { file, ours })) return await storeCopy(save, target, lock)
  return await store(save, target).catch((error: unknown) => {
    if (!hasCode(error, 'version_conflict')) throw error
    return storeCopy(save, target, lock)
  })
}

/** Token, rights and lock, in this order. */
async function targetOf({ call, lockId }: Save, present: Present): Promise<Target | Refusal> {
  const { core } = call
  const { document, user } = present
  const revoked = await call.refusal()
  if (revoked !== null) return refuse(call, revoked)
  if (document === null) return refuse(call, new ConnectorError('not_found', 'The document was deleted meanwhile.'))
  if (user === null) return refuse(call, new ConnectorError('unauthenticated', 'This account may no longer log in.'))
  const mayNot = new ConnectorError('unauthenticated', `${user.name} may no longer change ${document.name}.`)
  if (!mayWrite(await core.host.access.permissions(user, document))) return refuse(call, mayNot)
  const checked = await core.wopiLocks.check(document.id, lockId)
  if (!checked.done) {
    // a new document is filled before it is locked (WOPI, PutFile: "a zero-byte file")
    const isNew = document.size === 0 && checked.current === '' && !(await core.sessions.isEdited(document.id))
    if (isNew) return { original: document, document, user, lock: null, basis: null }
    const reason = `An edit came without the lock of ${document.name}. ${checked.reason}`
    return {
      error: new ConnectorError('version_conflict', reason),
      answer: conflict(checked.current, checked.reason, {}),
    }
  }
  const { lock } = checked
  const basis = await readBasis(core.host.state, lock)
  const copy = basis?.copyId === undefined ? null : await core.host.documents.find(basis.copyId)
  if (copy !== null && !mayWrite(await core.host.access.permissions(user, copy))) return refuse(call, mayNot)
  return { original: document, document: copy ?? document, user, lock, basis }
}

async function store(save: Save, target: Target): Promise<Response> {
  const { call, file, says, lockId } = save
  const { core } = call
  const { original, document, user, lock, basis } = target
  const { isModifiedByUser, isAutosave, isExitSave, timestamp } = says
  const isMinor = isAutosave && !isExitSave
  // the client stores what nobody changed: no version, unless the document is new, an earlier save could not be stored, or somebody chose to overwrite
  const isUnchanged = isModifiedByUser === false && timestamp !== null && document.size > 0
  if (isUnchanged && !(await hasKeptEdits(core, { documentId: original.id, lockId }))) {
    const { version, lastModified } = await core.itemVersions.of(document)
    if (!isMinor) await recordMajor(core, document)
    return answerJson({ LastModifiedTime: lastModified }, { 'x-wopi-itemversion': version })
  }
  requireTurn(save)
  const before = basis ?? { version: hashVersion(document.version) }
  if (lock !== null) await noteBasis(core.host.state, lock, { ...before, writing: file.sha256 })
  const stored = await core.host.documents.write(document.id, file, {
    ifVersion: document.version,
    by: user,
    reason: isMinor ? 'forcesave' : 'save',
  })
  const copyId = document.id === original.id ? undefined : document.id
  if (lock !== null) await noteBasis(core.host.state, lock, { version: hashVersion(stored.version), copyId })
  return await answerStored(save, target, stored)
}

/** Somebody replaced the document, and the client does not say that it knows: both are kept, and the session goes on in the copy. */
async function storeCopy(save: Save, target: Target, lock: WopiLock): Promise<Response | Refusal> {
  const { call, file, at } = save
  const { core } = call
  const { original, user } = target
  requireTurn(save)
  const copy = await placeConflictCopy(core, { original, user, file, at })
  if (copy instanceof ConnectorError) return { error: copy, answer: changedInStorage(lock.id) }
  // should this fail, the next save becomes a copy of its own
  await noteBasis(core.host.state, lock, { version: hashVersion(copy.version), copyId: copy.id }).catch(() => {})
  return await answerStored(save, target, copy)
}

async function answerStored(save: Save, { original, lock }: Target, stored: StoredDocument): Promise<Response> {
  const { call, file, lockId, says } = save
  const { core } = call
  const { version, lastModified } = await core.itemVersions.written(stored)
  await forgetKeptEdits(core, { documentId: original.id, lockId, sha256: file.sha256 })
  await recordVersion(core, stored, {
    itemVersion: version,
    isMinor: says.isAutosave && !says.isExitSave,
    editors: editorsOf(call),
    session: lock?.session ?? null,
  })
  core.host.log({
    level: 'info',
    code: 'wopi.stored',
    message: `Stored ${stored.name} (${file.size} bytes).`,
    documentId: stored.id,
  })
  return answerJson({ LastModifiedTime: lastModified }, { 'x-wopi-itemversion': version })
}

function refuse({ core, claims }: WopiCall, error: ConnectorError): Refusal {
  return { error, answer: answerWopiError(error, core.host, claims.id) }
}

function requireTurn({ held }: Save): void {
  if (!held()) throw new ConnectorError('session_busy', 'The save lost its turn. Try again in a moment.')
}

/** Who changed it: the token says only who saved. */
function editorsOf(call: WopiCall): string[] {
  const named = (header(call, 'x-wopi-editors') ?? '').split(',').map((id) => id.trim())
  const ids = named.filter((id) => id !== '' && id.length <= 200).slice(0, 50)
  return ids.length === 0 ? [call.claims.userId] : ids.map(readWopiUserId)
}

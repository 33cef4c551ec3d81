import { randomBytes } from 'node:crypto'
import { ConnectorError, hasCode, toConnectorError } from '../../errors.ts'
import type { SpooledFile, StoredDocument, User } from '../../host.ts'
import { clearJournal, writeJournal } from '../../save/journal.ts'
import { answerJson, answerWopiError, changedInStorage, conflict } from '../answer.ts'
import { header, mayWrite, type WopiCall } from '../call.ts'
import { findDamage } from '../find-damage.ts'
import { isSameTime } from '../item-version.ts'
import { forgetKeptEdits, hasKeptEdits, keepEdit } from '../kept-edits.ts'
import { receiveBody } from '../receive-body.ts'
import { recordVersion } from '../record-version.ts'
import { readSaveHeaders } from '../save-headers.ts'
import { readWopiUserId } from '../user-id.ts'

/** Why the bytes may not be stored, and what the client is told. */
interface Refusal {
  error: ConnectorError
  answer: Response
}

/** What is there when the bytes have arrived. */
interface Present {
  document: StoredDocument
  user: User
}

/**
 * PutFile. The bytes are on the disk before anything is decided; whatever is refused then, they stay in the recovery area, for clients drop them.
 * Rights, lock and time stamp are asked under the document's lease, right before the write. Only a token that was never for editing keeps nothing: there
 * is no work behind it, and nobody who may only read may fill the disk.
 */
export async function putFile(call: WopiCall): Promise<Response> {
  const { core, claims, request, user } = call
  if (claims.right !== 'edit')
    throw new ConnectorError('unauthenticated', 'This access token is for viewing only. Open the document to edit it.')
  const file = await receiveBody(core, request)
  const lockId = header(call, 'x-wopi-lock')
  await writeJournal(file, {
    key: '',
    documentId: claims.id,
    status: 2,
    kind: 'save',
    at: core.now().toISOString(),
    mark: randomBytes(16).toString('hex'),
    fileType: null,
    userId: claims.userId,
    lastSave: null,
    size: file.size,
    sha256: file.sha256,
  })
  let found: Present | null = null
  try {
    const outcome = await core.leases.hold(claims.id, async (held) => {
      const present = await findPresent(call)
      if ('error' in present) return present
      found = present
      return (await refusalOf(call, file, present, lockId)) ?? (await store(call, file, present, held))
    })
    if (!('error' in outcome)) return outcome
    await keep(outcome.error)
    return outcome.answer
  } catch (error) {
    const failure = toConnectorError(error)
    await keep(failure)
    if (!hasCode(error, 'version_conflict')) return answerWopiError(error, core.host, claims.id)
    return changedInStorage((await core.wopiLocks.current(claims.id))?.id ?? '')
  } finally {
    await clearJournal(file)
  }

  async function keep(why: ConnectorError): Promise<void> {
    const offered = { documentId: claims.id, file, lockId, user: { id: user.id, name: user.name } }
    await keepEdit(
      core,
      { ...offered, name: found?.document.name ?? 'document', baseVersion: found?.document.version ?? null },
      why,
    )
  }
}

/** Who and what is there now: both may be gone since the request began. */
async function findPresent({ core, claims }: WopiCall): Promise<Present | Refusal> {
  const refuse = (error: ConnectorError): Refusal => ({ error, answer: answerWopiError(error, core.host, claims.id) })
  const [document, user] = await Promise.all([
    core.host.documents.find(claims.id),
    core.host.access.user(claims.userId),
  ])
  if (document === null) return refuse(new ConnectorError('not_found', 'The document was deleted meanwhile.'))
  if (user === null) return refuse(new ConnectorError('unauthenticated', 'This account may no longer log in.'))
  return { document, user }
}

/** Rights, lock, time stamp and content, in this order. Null: nothing stands against the write. */
async function refusalOf(
  { core, claims, request, refusal }: WopiCall,
  file: SpooledFile,
  { document, user }: Present,
  lockId: string | null,
): Promise<Refusal | null> {
  if (refusal !== null) return { error: refusal, answer: answerWopiError(refusal, core.host, claims.id) }
  if (!mayWrite(await core.host.access.permissions(user, document))) {
    const error = new ConnectorError('unauthenticated', `${user.name} may no longer change ${document.name}.`)
    return { error, answer: answerWopiError(error, core.host, claims.id) }
  }
  const lock = await core.wopiLocks.check(document.id, lockId)
  // a new document is filled before it is locked (WOPI, PutFile: "a zero-byte file")
  const isNew = document.size === 0 && !lock.done && lock.current === '' && !(await core.sessions.isEdited(document.id))
  if (!lock.done && !isNew) {
    const error = new ConnectorError(
      'version_conflict',
      `An edit came without the lock of ${document.name}. ${lock.reason}`,
    )
    return { error, answer: conflict(lock.current, lock.reason, {}) }
  }
  const { timestamp } = readSaveHeaders(request.headers)
  if (timestamp !== null && !isSameTime(timestamp, (await core.itemVersions.of(document)).lastModified)) {
    const error = new ConnectorError('version_conflict', `${document.name} was replaced while it was being edited.`)
    return { error, answer: changedInStorage(lock.done ? (lockId ?? '') : '') }
  }
  const damage = await findDamage(file, document)
  return damage === null ? null : { error: damage, answer: answerWopiError(damage, core.host, claims.id) }
}

async function store(
  call: WopiCall,
  file: SpooledFile,
  { document, user }: Present,
  held: () => boolean,
): Promise<Response> {
  const { core, request } = call
  const lockId = header(call, 'x-wopi-lock')
  const { isModifiedByUser, isAutosave, isExitSave, timestamp } = readSaveHeaders(request.headers)
  // the client stores what nobody changed: no version, unless an earlier save of the session could not be stored, or somebody chose to overwrite
  if (isModifiedByUser === false && timestamp !== null && !(await hasKeptEdits(core, document.id))) {
    const { version, lastModified } = await core.itemVersions.of(document)
    return answerJson({ LastModifiedTime: lastModified }, { 'x-wopi-itemversion': version })
  }
  if (!held()) throw new ConnectorError('session_busy', 'The save lost its turn. Try again in a moment.')
  const isMinor = isAutosave && !isExitSave
  const stored = await core.host.documents.write(document.id, file, {
    ifVersion: document.version,
    by: user,
    reason: isMinor ? 'forcesave' : 'save',
  })
  const { version, lastModified } = await core.itemVersions.written(stored)
  await forgetKeptEdits(core, { documentId: document.id, lockId, sha256: file.sha256 })
  await recordVersion(core, stored, { itemVersion: version, isMinor, editors: editorsOf(call) })
  core.host.log({
    level: 'info',
    code: 'wopi.stored',
    message: `Stored ${stored.name} (${file.size} bytes).`,
    documentId: stored.id,
  })
  return answerJson({ LastModifiedTime: lastModified }, { 'x-wopi-itemversion': version })
}

/** Who changed it: the token says only who saved. */
function editorsOf(call: WopiCall): string[] {
  const named = (header(call, 'x-wopi-editors') ?? '').split(',').map((id) => id.trim())
  const ids = named.filter((id) => id !== '' && id.length <= 200).slice(0, 50)
  return ids.length === 0 ? [call.user.id] : ids.map(readWopiUserId)
}

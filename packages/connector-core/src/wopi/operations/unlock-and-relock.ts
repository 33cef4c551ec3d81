import { type FileCall, header } from '../call.ts'
import { readLockId } from '../locks.ts'
import { answerLock } from './answer-lock.ts'

/** UnlockAndRelock: trades the old lock for the new one, with no moment between them. */
export async function unlockAndRelock(call: FileCall): Promise<Response> {
  const { core, document, user } = call
  const id = readLockId(header(call, 'x-wopi-lock'))
  const oldId = readLockId(header(call, 'x-wopi-oldlock'))
  return await answerLock(call, await core.wopiLocks.relock(document.id, oldId, id, user.id))
}

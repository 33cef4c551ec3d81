import { type FileCall, header } from '../call.ts'
import { readLockId } from '../locks.ts'
import { answerLock } from './answer-lock.ts'
import { unlockAndRelock } from './unlock-and-relock.ts'

/** Lock, or UnlockAndRelock when an old lock comes with it. Clients of Collabora refresh with it, too. */
export async function lock(call: FileCall): Promise<Response> {
  if (header(call, 'x-wopi-oldlock') !== null) return await unlockAndRelock(call)
  const { core, document, user } = call
  const id = readLockId(header(call, 'x-wopi-lock'))
  return await answerLock(call, await core.wopiLocks.lock(document.id, id, user.id))
}

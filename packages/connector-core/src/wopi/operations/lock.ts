import { type FileCall, header } from '../call.ts'
import { readLockId } from '../locks.ts'
import { answerLock } from './answer-lock.ts'
import { unlockAndRelock } from './unlock-and-relock.ts'

/** Lock, or UnlockAndRelock when an old lock comes with it. Clients of Collabora refresh with it, too. */
export async function lock(call: FileCall): Promise<Response> {
  if (header(call, 'x-wopi-oldlock') !== null) return await unlockAndRelock(call)
  const { core, user } = call
  const id = readLockId(header(call, 'x-wopi-lock'))
  let { document } = call
  // a save that came between belongs to what the holder begins with
  const base = async (): Promise<string> => {
    document = (await core.host.documents.find(document.id)) ?? document
    return document.version
  }
  const result = await core.wopiLocks.lock(document.id, id, user.id, base)
  return await answerLock({ ...call, document }, result)
}

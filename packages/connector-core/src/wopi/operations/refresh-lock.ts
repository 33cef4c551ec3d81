import { type FileCall, header } from '../call.ts'
import { readLockId } from '../locks.ts'
import { answerLock } from './answer-lock.ts'

/** RefreshLock. */
export async function refreshLock(call: FileCall): Promise<Response> {
  const id = readLockId(header(call, 'x-wopi-lock'))
  return await answerLock(call, await call.core.wopiLocks.refresh(call.document.id, id))
}

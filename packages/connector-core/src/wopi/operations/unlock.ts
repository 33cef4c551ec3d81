import { type FileCall, header, requireWrite } from '../call.ts'
import { readLockId } from '../locks.ts'
import { answerLock } from './answer-lock.ts'

/** Unlock. Who lost the right to write meanwhile may still give up what it holds. */
export async function unlock(call: FileCall): Promise<Response> {
  requireWrite(call, true)
  const id = readLockId(header(call, 'x-wopi-lock'))
  return await answerLock(call, await call.core.wopiLocks.unlock(call.document.id, id))
}

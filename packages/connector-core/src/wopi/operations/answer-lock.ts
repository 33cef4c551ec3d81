import { conflict, done } from '../answer.ts'
import type { FileCall } from '../call.ts'
import type { LockResult } from '../locks.ts'

/** 200 with the document's version, or 409 with the lock that is there. */
export async function answerLock({ core, document }: FileCall, result: LockResult): Promise<Response> {
  if (!result.done) return conflict(result.current, result.reason)
  const { version } = await core.itemVersions.of(document)
  return done({ 'x-wopi-itemversion': version })
}

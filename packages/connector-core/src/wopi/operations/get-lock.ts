import { done } from '../answer.ts'
import type { FileCall } from '../call.ts'

/** GetLock. The header comes on every answer, empty when there is no lock. */
export async function getLock({ core, document }: FileCall): Promise<Response> {
  const current = await core.wopiLocks.current(document.id)
  return done({ 'x-wopi-lock': current?.id ?? '' })
}

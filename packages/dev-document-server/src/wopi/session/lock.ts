import type { WopiAnswer, WopiTarget } from '../wopi-call.ts'
import type { WopiContext } from './wopi-context.ts'
import type { WopiSession } from './wopi-session.ts'

/** Refreshes: ONLYOFFICE every 10 minutes (`wopi.refreshLockInterval`), Collabora every 15. */
const refreshMs = { onlyoffice: 600_000, collabora: 900_000 } as const

export type Locking = { isLocked: true } | { isLocked: false; reason: string | null }

/** Locks the file if the host supports it; a lock that is held is taken again with the same id. */
export async function lock(context: WopiContext, session: WopiSession, target: WopiTarget): Promise<Locking> {
  if (!session.info.supports.locks) return { isLocked: true }
  const answer = await context.client.call(session.flavour, { operation: 'Lock', target, lock: session.lockId })
  if (answer.status !== 200) {
    const reason = answer.headers['x-wopi-lockfailurereason']
    return { isLocked: false, reason: typeof reason === 'string' ? reason : null }
  }
  session.isLocked = true
  if (session.lockRefresh === null) {
    const ms = context.server.options.wopi.lockRefreshMs ?? refreshMs[session.flavour]
    session.lockRefresh = setInterval(() => context.server.work.track(refreshLock(context, session, target)), ms)
    session.lockRefresh.unref()
  }
  return { isLocked: true }
}

/** ONLYOFFICE sends REFRESH_LOCK, Collabora repeats LOCK. `null` when nothing is locked. */
export async function refreshLock(
  context: WopiContext,
  session: WopiSession,
  target: WopiTarget,
): Promise<WopiAnswer | null> {
  if (!session.isLocked) return null
  return await context.client.call(session.flavour, { operation: 'RefreshLock', target, lock: session.lockId })
}

/** Gives the lock back, whatever became of the save. The answer changes nothing. */
export async function unlock(context: WopiContext, session: WopiSession, target: WopiTarget): Promise<void> {
  if (session.lockRefresh !== null) clearInterval(session.lockRefresh)
  session.lockRefresh = null
  if (!session.isLocked) return
  session.isLocked = false
  const { extendedData } = session
  session.extendedData = null
  await context.client.call(session.flavour, { operation: 'Unlock', target, lock: session.lockId, extendedData })
}

import { requestFor } from './request-for.ts'
import { tell, type WopiConnection, type WopiOpening, type WopiSession } from './wopi-session.ts'
import type { WopiSessions } from './wopi-sessions.ts'

/** Unlocks and prepares new openings for all who have the document open; the others learn theirs by an event. `address`: where the first one goes on. */
export async function openAnew(
  sessions: WopiSessions,
  session: WopiSession,
  own: WopiConnection,
  address?: string,
): Promise<WopiOpening> {
  const others = [...session.connections.values()].filter((each) => each !== own)
  await sessions.retire(session, own)
  const opening = await sessions.prepare(requestFor(own.wopi, address))
  for (const other of others) {
    const { token } = await sessions.prepare(requestFor(other.wopi))
    tell(other.wopi, { type: 'reopen', token })
  }
  return opening
}

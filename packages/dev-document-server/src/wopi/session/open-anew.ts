import { tell, type WopiConnection, type WopiOpening, type WopiSession } from './wopi-session.ts'
import type { WopiSessions } from './wopi-sessions.ts'

/** Unlocks and prepares new openings for all who have the document open; the others learn theirs by an event. */
export async function openAnew(
  sessions: WopiSessions,
  session: WopiSession,
  own: WopiConnection,
): Promise<WopiOpening> {
  const others = [...session.connections.values()].filter((each) => each !== own)
  await sessions.retire(session, own)
  const again = ({ wopi }: WopiConnection) =>
    sessions.prepare({
      flavour: wopi.flavour,
      wopiSrc: wopi.target.wopiSrc,
      accessToken: wopi.target.access.token,
      accessTokenTtl: wopi.target.access.ttl,
      mode: wopi.mode,
      base: wopi.base,
      language: wopi.language,
    })
  const opening = await again(own)
  for (const other of others) {
    const { token } = await again(other)
    tell(other.wopi, { type: 'reopen', token })
  }
  return opening
}

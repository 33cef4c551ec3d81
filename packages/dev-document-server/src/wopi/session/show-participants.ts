import { postMessageToAll } from './posted-messages.ts'
import type { WopiSession } from './wopi-session.ts'

/** Tells all pages, and Collabora's host pages, who is here. */
export function showParticipants(session: WopiSession): void {
  const all = [...session.connections.values()]
  const users = all.map(({ id, opening, isEditor }) => ({ connectionId: id, ...opening.user, canEdit: isEditor }))
  for (const { peer } of all) peer.send({ type: 'participants', users })
  const views = all.map(({ opening, isEditor, wopi }, index) => ({
    ViewId: index,
    UserId: opening.user.id,
    UserName: opening.user.name,
    UserExtraInfo: wopi.info.raw.UserExtraInfo ?? {},
    ReadOnly: isEditor ? 0 : 1,
  }))
  postMessageToAll(session, 'Views_List', views)
}

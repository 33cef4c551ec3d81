import { tell, type WopiOpening, type WopiSession } from './wopi-session.ts'

/** Messages that only one flavour knows; `true`: always, a name: the switch in CheckFileInfo that asks for it (Microsoft's and Collabora's PostMessage references). */
const rules: Readonly<Record<string, { onlyoffice?: true | string; collabora?: true | string }>> = {
  App_LoadingStatus: { onlyoffice: true, collabora: true },
  File_Rename: { onlyoffice: true, collabora: true },
  Edit_Notification: { onlyoffice: 'EditNotificationPostMessage' },
  Doc_ModifiedStatus: { collabora: true },
  Action_Save_Resp: { collabora: true },
  Views_List: { collabora: true },
  Session_Closed: { collabora: true },
}

/** Posts a message to one host page. Without `PostMessageOrigin` nothing is posted. */
export function postMessageTo(opening: WopiOpening, id: string, values: unknown): void {
  const { flavour, info } = opening
  const rule = rules[id]?.[flavour]
  if (info.postMessageOrigin === null || rule === undefined) return
  if (rule === true || info.raw[rule] === true) tell(opening, { type: 'message', id, values })
}

/** As {@link postMessageTo}, for everybody who has the document open. */
export function postMessageToAll(session: WopiSession, id: string, values: unknown): void {
  for (const { wopi } of session.connections.values()) postMessageTo(wopi, id, values)
}

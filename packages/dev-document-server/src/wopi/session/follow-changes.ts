import type { LoadedDocument } from '../../session/editing-session.ts'
import { stopAutosave } from './end-session.ts'
import { postMessageToAll } from './posted-messages.ts'
import { put } from './put.ts'
import type { WopiContext } from './wopi-context.ts'
import { editorsOf, enqueue, isModified, type WopiSession } from './wopi-session.ts'

/** Notes who changed what; Collabora saves some time after the last change. */
export function followChanges(context: WopiContext, session: WopiSession, loaded: LoadedDocument): void {
  const { options, work } = context.server
  loaded.room.onChange((userId) => {
    const wasModified = isModified(session)
    loaded.changes.add({ id: userId, name: session.names.get(userId) ?? '' }, options.now())
    for (const { opening, peer } of session.connections.values()) {
      if (opening.user.id === userId) peer.send({ type: 'changesStored' })
    }
    if (!wasModified) {
      postMessageToAll(session, 'Doc_ModifiedStatus', { Modified: true })
      postMessageToAll(session, 'Edit_Notification', {})
    }
    if (session.flavour === 'collabora') waitForAutosave()
  })

  function waitForAutosave() {
    stopAutosave(session)
    session.autosave = setTimeout(() => {
      const [editor] = editorsOf(session)
      if (editor === undefined || session.inConflict || !isModified(session)) return
      work.track(enqueue(session, () => put(context, session, loaded, editor.wopi.target, 'autosave')))
    }, options.wopi.autosaveMs)
    session.autosave.unref()
  }
}

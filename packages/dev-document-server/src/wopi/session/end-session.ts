import type { WopiTarget } from '../wopi-call.ts'
import { unlock } from './lock.ts'
import { put } from './put.ts'
import type { WopiContext } from './wopi-context.ts'
import { enqueue, hasUnsaved, type WopiSession } from './wopi-session.ts'

/**
 * The last editor is gone: saves what is unsaved, once, then unlocks. What the host refuses goes into ONLYOFFICE's forgotten store; in Collabora it is lost, and
 * after an earlier refusal or an open conflict it does not even try.
 */
export async function saveAndUnlock(context: WopiContext, session: WopiSession, target: WopiTarget): Promise<void> {
  stopAutosave(session)
  const { loaded, flavour } = session
  const gaveUp = flavour === 'collabora' && (session.isRefused || session.inConflict)
  if (loaded !== null && hasUnsaved(session) && !gaveUp) {
    const outcome = await enqueue(session, () => put(context, session, loaded, target, 'exit'))
    context.server.options.log(`WOPI exit save of one document: ${outcome}`)
    if (flavour === 'onlyoffice') {
      if (outcome === 'saved') await context.server.forgotten.remove(session.key)
      else await forget(context, session)
    }
  }
  await enqueue(session, () => unlock(context, session, target))
}

/** Keeps the current text as `getForgotten` gives it and the next opening shows it. */
async function forget(context: WopiContext, session: WopiSession): Promise<void> {
  const { loaded, key } = session
  if (loaded === null) return
  const { files, forgotten } = context.server
  const extension = loaded.source.slice(loaded.source.lastIndexOf('.') + 1)
  const path = `data/${key}/forgotten.${extension}`
  await files.write(path, await loaded.document.save(loaded.room.texts(), loaded.room.pictures()))
  await forgotten.put(key, extension, await files.place(path))
}

export function stopAutosave(session: WopiSession): void {
  if (session.autosave !== null) clearTimeout(session.autosave)
  session.autosave = null
}

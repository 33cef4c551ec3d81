import { contentTypeOf } from '../../http/content-type.ts'
import type { LoadedDocument } from '../../session/editing-session.ts'
import type { SaveFlags, WopiAnswer, WopiTarget } from '../wopi-call.ts'
import { postMessageToAll } from './posted-messages.ts'
import type { WopiContext } from './wopi-context.ts'
import { isModified, type WopiSession } from './wopi-session.ts'

/** Why a document is saved. `overwrite`: the person chose to replace what changed in storage; `template`: it is new, and nobody has typed yet. */
export type SaveCause = 'button' | 'autosave' | 'exit' | 'overwrite' | 'template'

/** `conflict`: the document was changed in storage. `refused`: any other answer than 200, or none. */
export type PutOutcome = 'saved' | 'conflict' | 'refused'

/** Saves the current text with one PutFile, never a second one. Without a lock where the host has none. */
export async function put(
  context: WopiContext,
  session: WopiSession,
  loaded: LoadedDocument,
  target: WopiTarget,
  cause: SaveCause,
): Promise<PutOutcome> {
  const { flavour, info } = session
  const count = loaded.changes.count()
  const body = await loaded.document.save(loaded.room.texts(), loaded.room.pictures())
  const save: SaveFlags = {
    isModifiedByUser: isModified(session) && cause !== 'overwrite',
    isAutosave: cause === 'autosave',
    isExitSave: cause === 'exit',
    timestamp: cause === 'overwrite' ? null : session.timestamp,
    extendedData: session.extendedData,
    editors: loaded.changes.lastAuthor() ?? info.user.id,
  }
  const answer = await context.client.call(flavour, {
    operation: 'PutFile',
    target,
    lock: session.isLocked ? session.lockId : undefined,
    save,
    body,
    contentType: contentTypeOf(info.name),
  })
  session.extendedData = null
  const outcome = judge(context, session, answer)
  session.isRefused = outcome === 'refused'
  session.inConflict = outcome === 'conflict'
  if (outcome === 'saved') {
    session.savedCount = count
    session.mustSave = false
    session.timestamp = timestampAfter(context, session, answer)
    if (!isModified(session)) postMessageToAll(session, 'Doc_ModifiedStatus', { Modified: false })
  }
  return outcome
}

function judge(context: WopiContext, session: WopiSession, answer: WopiAnswer): PutOutcome {
  if (answer.status === 200 || (answer.status === 204 && session.flavour === 'onlyoffice')) return 'saved'
  if (session.flavour === 'onlyoffice' || answer.status !== 409) return 'refused'
  // Builds before 2021 take each 409 for a changed document.
  const code = answer.json.COOLStatusCode ?? answer.json.LOOLStatusCode
  return code === 1010 || context.server.options.wopi.spelling === 'LOOL' ? 'conflict' : 'refused'
}

function timestampAfter(context: WopiContext, session: WopiSession, { json }: WopiAnswer): string | null {
  if (typeof json.LastModifiedTime === 'string') return json.LastModifiedTime
  // Builds before 2021 go on with 1970 when the answer has no time.
  return session.flavour === 'collabora' && context.server.options.wopi.spelling === 'LOOL' ? '' : session.timestamp
}

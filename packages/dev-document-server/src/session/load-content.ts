import type { ServerContext } from '../context.ts'
import { editorErrors, type Opening } from '../jwt/check-opening.ts'
import { createChangeLog } from './change-log.ts'
import type { EditingSession, LoadedDocument } from './editing-session.ts'
import { LoadingFailed, loadDocument } from './load-document.ts'

/**
 * The content that an opening shows: loaded once per session, by the address of its first opener. Throws
 * {@link LoadingFailed}; the next opening tries again.
 */
export async function loadContent(
  context: ServerContext,
  session: EditingSession,
  opening: Opening,
): Promise<LoadedDocument> {
  if (session.phase !== 'live') return loadCached(context, session)
  session.loading ??= loadFresh(context, session, opening)
  try {
    return await session.loading
  } catch (error) {
    session.loading = null
    throw error
  }
}

async function loadFresh(context: ServerContext, session: EditingSession, opening: Opening): Promise<LoadedDocument> {
  const { key, url, fileType } = opening
  const loaded = await loadDocument(context, { key, url, fileType })
  session.loaded = loaded
  loaded.room.onChange((userId) => {
    loaded.changes.add({ id: userId, name: session.names.get(userId) ?? '' }, context.options.now())
    for (const connection of session.connections.values()) {
      if (connection.opening.user.id === userId) connection.peer.send({ type: 'changesStored' })
    }
  })
  return loaded
}

/** Viewers of a burnt key see what the cache holds: the content from before the session. */
async function loadCached(context: ServerContext, session: EditingSession): Promise<LoadedDocument> {
  const { loaded } = session
  if (loaded === null) throw new LoadingFailed(editorErrors.openFailed)
  const document = await context.rooms.openEditable(await context.files.read(loaded.source), session.fileType)
  const room = context.rooms.createRoom(document)
  return { ...loaded, document, room, changes: createChangeLog(''), fromForgotten: false }
}

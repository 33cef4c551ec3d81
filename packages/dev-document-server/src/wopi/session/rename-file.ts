import { openAnew } from './open-anew.ts'
import { put } from './put.ts'
import type { WopiContext } from './wopi-context.ts'
import { enqueue, type WopiConnection, type WopiOpening, type WopiSession } from './wopi-session.ts'
import type { WopiSessions } from './wopi-sessions.ts'

export interface Renamed {
  status: number | null
  name: string | null
  /** Collabora opens the file anew under its new name. */
  opening: WopiOpening | null
}

/**
 * RenameFile; `name` is without extension. Collabora saves first, and sends the whole file along. `announce` runs
 * while the frames still listen: opening anew ends their connections.
 */
export async function renameFile(
  context: WopiContext,
  sessions: WopiSessions,
  session: WopiSession,
  connection: WopiConnection,
  name: string,
  announce: (name: string) => void,
): Promise<Renamed> {
  const { loaded, flavour, info } = session
  const { wopi } = connection
  if (loaded === null) throw new Error('The document is not open')
  const isCollabora = flavour === 'collabora'
  if (isCollabora) await enqueue(session, () => put(context, session, loaded, wopi.target, 'button'))
  const answer = await enqueue(session, async () =>
    context.client.call(flavour, {
      operation: 'RenameFile',
      target: wopi.target,
      name,
      lock: session.isLocked ? session.lockId : undefined,
      ...(isCollabora ? { body: await loaded.document.save(loaded.room.texts(), loaded.room.pictures()) } : {}),
    }),
  )
  if (answer.status !== 200) return { status: answer.status, name: null, opening: null }
  const { Name: given, Url: url } = answer.json
  const suffix = `.${info.extension}`
  const stem = (typeof given === 'string' ? given : name).replace(new RegExp(`\\.${info.extension}$`, 'i'), '')
  // Collabora believes in the new name only together with an address.
  const shown = isCollabora && typeof url !== 'string' ? info.name : `${stem}${suffix}`
  session.info = { ...info, name: shown }
  for (const { peer } of session.connections.values()) peer.send({ type: 'meta', meta: { title: shown } })
  announce(shown)
  return {
    status: 200,
    name: shown,
    opening: isCollabora && typeof url === 'string' ? await openAnew(sessions, session, connection, url) : null,
  }
}

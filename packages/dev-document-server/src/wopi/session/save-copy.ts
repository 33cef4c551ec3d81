import { contentTypeOf } from '../../http/content-type.ts'
import { readBytes } from './read-bytes.ts'
import { requestFor } from './request-for.ts'
import type { WopiContext } from './wopi-context.ts'
import { enqueue, type WopiConnection, type WopiOpening, type WopiSession } from './wopi-session.ts'
import type { WopiSessions } from './wopi-sessions.ts'

export interface SavedCopy {
  /** What the host answered; `null`: nothing. */
  status: number | null
  name: string | null
  url: string | null
  hostEditUrl: string | null
  /** Collabora goes on with the copy: the opening of the new file. */
  opening: WopiOpening | null
}

/** PutRelativeFile with a suggested name. The copy's format follows the name's extension; a name without one is not completed. */
export async function saveCopy(
  context: WopiContext,
  sessions: WopiSessions,
  session: WopiSession,
  connection: WopiConnection,
  name: string,
): Promise<SavedCopy> {
  const { loaded, flavour } = session
  const { wopi } = connection
  if (loaded === null) throw new Error('The document is not open')
  const extension = /\.([A-Za-z0-9]{1,10})$/.exec(name)?.[1]?.toLowerCase() ?? ''
  const answer = await enqueue(session, async () =>
    context.client.call(flavour, {
      operation: 'PutRelativeFile',
      target: wopi.target,
      name,
      body: await readBytes(context, loaded, extension),
      contentType: contentTypeOf(name),
    }),
  )
  const text = (value: unknown) => (typeof value === 'string' ? value : null)
  const copy: SavedCopy = {
    status: answer.status,
    name: text(answer.json.Name),
    url: text(answer.json.Url),
    hostEditUrl: text(answer.json.HostEditUrl),
    opening: null,
  }
  if (flavour === 'onlyoffice' || answer.status !== 200 || copy.name === null || copy.url === null) return copy
  // As recorded: the original's exit save names the time that came with the copy, 1970 without one.
  session.timestamp = text(answer.json.LastModifiedTime) ?? ''
  return { ...copy, opening: await sessions.prepare(requestFor(wopi, copy.url)) }
}

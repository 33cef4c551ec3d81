import { ConnectorError, toConnectorError } from '../errors.ts'
import type { Host } from '../host.ts'
import { type LinkClaims, readIncoming } from '../jwt/index.ts'
import type { Saver } from '../save/saver.ts'
import type { Sessions } from '../session/index.ts'
import type { Settings } from '../settings/settings.ts'
import type { Locks } from '../wopi/locks.ts'
import { authorOf, type CallbackEvent, readEvent } from './event.ts'
import { findStatus } from './statuses.ts'

export interface CallbackDependencies {
  host: Host
  settings: Settings
  sessions: Sessions
  saver: Saver
  wopiLocks: Pick<Locks, 'releaseForDocsApi'>
  now(): Date
}

/** History of a long session reaches hundreds of kilobytes. */
const maxBodyBytes = 4 << 20

/** A final save keeps the document so long beyond its download, should this process die in the middle and nobody come back. */
const endingSeconds = 900
/**
 * And so long after it failed for the moment: Document Server comes back 1, 2 and 4 seconds after a 503. If it does not, editors of other servers may have the
 * document from then on.
 */
const retrySeconds = 120

/**
 * Answers one callback. `link` is the verified link token of its URL.
 * Contract (Docs API, callback handler; retry rules as observed): 200 `{"error":0}` only when nothing more is needed of Document Server; 503 when it
 * shall try again; 200 `{"error":1}` when it shall keep the file as forgotten; 403 for a token that is not good, with no fetch and no write.
 */
export async function receiveCallback(
  request: Request,
  link: LinkClaims,
  deps: CallbackDependencies,
): Promise<Response> {
  const { host, settings } = deps
  let event: CallbackEvent
  try {
    const body = await readBody(request)
    const header = request.headers.get(settings.jwtHeader)
    event = readEvent(readIncoming({ body, header, settings, key: link.key, now: deps.now() }))
  } catch (error) {
    const refusal = toConnectorError(error)
    host.log({
      level: 'warn',
      code: 'callback.refused',
      message: `A callback was refused: ${refusal.message}`,
      documentId: link.document,
      cause: refusal.cause,
    })
    if (refusal.code === 'internal' || refusal.code === 'not_configured') return answer(503, 1, refusal.message)
    const bad = refusal.code === 'bad_request' || refusal.code === 'too_large'
    return answer(bad ? refusal.status : 403, 1, bad ? refusal.message : 'invalid token')
  }
  try {
    await act(event, link, deps)
    return answer(200, 0)
  } catch (error) {
    const failure = toConnectorError(error)
    host.log({
      level: 'error',
      code: 'callback.failed',
      message: `Callback status ${event.status} failed${failure.transient ? ', Document Server will try again' : ''}: ${failure.message}`,
      documentId: link.document,
      cause: failure.cause,
    })
    return failure.transient ? answer(503, 1, failure.message) : answer(200, 1, failure.message)
  }
}

/** Does what the status asks. Returning means `error: 0`. */
async function act(event: CallbackEvent, link: LinkClaims, deps: CallbackDependencies): Promise<void> {
  const { host, sessions, saver } = deps
  const row = findStatus(event.status)
  const documentId = link.document ?? ''
  switch (row?.action) {
    case 'presence': {
      // a join may arrive after the save of a very short session: it must not revive the key
      const record = await sessions.find(event.key)
      if (record !== null && record.state === 'open') {
        await sessions.change(event.key, (held) => ({ ...held, author: held.author ?? event.users[0] }))
        await sessions.setActive(event.key, event.users)
      }
      return
    }
    case 'closed':
      await leave(event.key, documentId, deps)
      return
    case 'ignored':
      host.log({
        level: 'info',
        code: 'callback.ignored',
        message: `Callback status ${event.status} (${row.name}) is not used here.`,
        documentId,
      })
      return
    case 'forcesave_failed':
      host.log({
        level: 'warn',
        code: 'callback.forcesave_failed',
        message: 'Document Server could not assemble an intermediate save. The session goes on.',
        documentId,
      })
      if (event.url !== null) await saver.save(event, link, 'quarantine')
      return
    case 'save_failed':
      return await leaveAfter(event.key, documentId, deps, async () => {
        if (event.url === null) {
          // error 0 would make Document Server delete the changes that nobody has yet
          throw new ConnectorError(
            'content_mismatch',
            'Document Server could not assemble the edited document. It keeps the changes; open the document again to go on from them.',
            { transient: false },
          )
        }
        await saver.save(event, link, 'quarantine')
      })
    case 'save':
      return await leaveAfter(event.key, documentId, deps, () => store(event, link, deps))
    case 'forcesave':
      return await store(event, link, deps)
    default:
      throw new ConnectorError(
        'bad_request',
        `Callback status ${event.status} is not known here. Update the connector.`,
        { transient: false },
      )
  }
}

/** Nobody edits any more: editors of other servers may. */
async function leave(key: string, documentId: string, { sessions, wopiLocks }: CallbackDependencies): Promise<void> {
  await sessions.setActive(key, null)
  await wopiLocks.releaseForDocsApi(documentId, key)
}

/**
 * Runs the final save and leaves once it is settled or has failed for good: until then the stored bytes are not what the people wrote, and nobody may begin
 * with them. After a failure that may pass, the document stays taken for Document Server's next try.
 */
async function leaveAfter(
  key: string,
  documentId: string,
  deps: CallbackDependencies,
  save: () => Promise<void>,
): Promise<void> {
  const { sessions, settings } = deps
  const end = await sessions.setEnding(key, endingSeconds + settings.downloadTimeoutSeconds)
  try {
    await save()
  } catch (error) {
    const { transient } = toConnectorError(error)
    // another try may have begun already
    const over = transient ? sessions.setEnding(key, retrySeconds, end) : leave(key, documentId, deps)
    await over.catch(() => {})
    throw error
  }
  await leave(key, documentId, deps)
}

async function store(
  event: CallbackEvent,
  link: LinkClaims,
  { sessions, saver, settings }: CallbackDependencies,
): Promise<void> {
  if (event.url === null)
    throw new ConnectorError('bad_request', 'The callback names no file to store.', { transient: false })
  if (event.forcesaveType === 3) {
    await saver.save(event, link, 'submission')
    return
  }
  // should Document Server give up and keep the file, its key alone says nothing of who wrote it
  const author = authorOf(event, link, settings)
  if (author !== null) await sessions.change(event.key, (held) => ({ ...held, author }))
  await saver.save(event, link, 'save')
}

async function readBody(request: Request): Promise<unknown> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > maxBodyBytes) throw new ConnectorError('too_large', `A callback may have at most ${maxBodyBytes} bytes.`)
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown
  } catch {
    // the parser's own message quotes the body, and with it a token
    throw new ConnectorError('bad_request', 'The body of a callback must be JSON.')
  }
}

function answer(status: number, error: 0 | 1, message?: string): Response {
  return Response.json(message === undefined ? { error } : { error, message }, {
    status,
    headers: { 'cache-control': 'no-store' },
  })
}

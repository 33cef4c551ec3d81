import { setTimeout as sleep } from 'node:timers/promises'
import { editorErrors } from '../../jwt/check-opening.ts'
import type { LoadedDocument } from '../../session/editing-session.ts'
import { createConnection, type EditorPeer } from '../../session/editor-connection.ts'
import { forgottenWarning } from '../../session/editor-messages.ts'
import { LoadingFailed } from '../../session/load-document.ts'
import { saveAndUnlock, stopAutosave } from './end-session.ts'
import { followChanges } from './follow-changes.ts'
import { loadWopiContent } from './load-wopi-content.ts'
import { type Locking, lock, unlock } from './lock.ts'
import { checkFile, documentKey, fillEmptyFile, type WopiRequest } from './prepare.ts'
import { put } from './put.ts'
import { showParticipants } from './show-participants.ts'
import type { WopiContext } from './wopi-context.ts'
import {
  createWopiSession,
  editorsOf,
  enqueue,
  hasUnsaved,
  tell,
  type WopiConnection,
  type WopiOpening,
  type WopiSession,
} from './wopi-session.ts'

/** Openings are forgotten beyond this number; the pages of the oldest ones cannot reconnect then. */
const openingLimit = 1000

/** All files that are open over WOPI. */
export interface WopiSessions {
  /** What the server does before it answers with the editor's page. Throws {@link WopiRefused}. */
  prepare(request: WopiRequest): Promise<WopiOpening>
  find(token: string): WopiOpening | null
  /** Joins; everything else is told to the peer. */
  connect(opening: WopiOpening, peer: EditorPeer): WopiJoining
  /** `exitSave: false`: what is unsaved is dropped. Resolves when the session's last calls were answered, or at once while others edit. */
  leave(joining: WopiJoining, options?: { now?: boolean; exitSave?: boolean }): Promise<void>
  /** Unlocks without saving and forgets the session; the connections have to be opened anew. */
  retire(session: WopiSession, connection: WopiConnection): Promise<void>
  /** Saves and unlocks everything, once. */
  shutDown(): Promise<void>
}

export interface WopiJoining {
  connection: WopiConnection
  session: WopiSession | null
  /** Resolves when the document is open, or an error was told to the peer. */
  finished: Promise<boolean>
}

export function createWopiSessions(context: WopiContext): WopiSessions {
  const { server } = context
  const { options, work } = server
  const sessions = new Map<string, WopiSession>()
  const openings = new Map<string, WopiOpening>()

  /** The session of an opening, made if there is none; one that is ending is waited for. */
  async function liveSession(opening: WopiOpening): Promise<WopiSession> {
    const id = `${opening.flavour} ${opening.flavour === 'collabora' ? opening.target.wopiSrc : opening.documentKey}`
    for (;;) {
      const session = sessions.get(id)
      if (session?.phase === 'ending') await session.ended.promise
      else if (session !== undefined) return session
      else {
        const made = createWopiSession(opening, id, context.client.lockId(opening.flavour, opening.documentKey))
        sessions.set(id, made)
        return made
      }
    }
  }

  async function prepare(request: WopiRequest): Promise<WopiOpening> {
    const opening = await checkFile(context, request)
    openings.set(opening.token, opening)
    const [oldest] = openings.keys()
    if (openings.size > openingLimit && oldest !== undefined) openings.delete(oldest)
    if (opening.flavour === 'collabora') return opening
    await fillEmptyFile(context, opening)
    const session = await liveSession(opening)
    dropStaleCache(session, opening)
    // ONLYOFFICE locks before the page is shown, at each opening, with the same id.
    if (opening.mode === 'edit') {
      const locking = await enqueue(session, () => lock(context, session, opening.target))
      if (!locking.isLocked) turnIntoViewer(opening)
    }
    return opening
  }

  /** ONLYOFFICE keeps an unchanged document and fetches it again only when Version or LastModifiedTime say so. */
  function dropStaleCache(session: WopiSession, { info }: WopiOpening) {
    if (session.connections.size > 0 || hasUnsaved(session)) return
    const { version, lastModifiedTime } = session.info
    if (version !== info.version || lastModifiedTime !== info.lastModifiedTime) {
      session.loading = null
      session.loaded = null
      session.savedCount = 0
    }
    session.info = info
    session.timestamp = info.lastModifiedTime
  }

  function turnIntoViewer(opening: WopiOpening) {
    opening.mode = 'view'
    opening.documentKey = documentKey(opening.flavour, opening.target.wopiSrc, opening.info, 'view')
  }

  function connect(opening: WopiOpening, peer: EditorPeer): WopiJoining {
    const { info, kind } = opening
    const userId = info.user.id === '' ? `uid-${opening.token.slice(-8)}` : info.user.id
    const connection: WopiConnection = {
      ...createConnection(peer, {
        key: opening.documentKey,
        url: '',
        fileType: info.extension,
        title: info.name,
        documentType: kind,
        isEditor: opening.mode === 'edit',
        callbackUrl: undefined,
        user: { id: userId, name: info.user.name },
        forcesave: true,
      }),
      wopi: opening,
    }
    const joining: WopiJoining = { connection, session: null, finished: Promise.resolve(false) }
    joining.finished = open(joining, opening).catch((error) => {
      options.log(`WOPI opening failed: ${error instanceof Error ? error.message : String(error)}`)
      peer.send({ type: 'error', ...(error instanceof LoadingFailed ? error.error : editorErrors.openFailed) })
      return false
    })
    return joining
  }

  async function open(joining: WopiJoining, opening: WopiOpening): Promise<boolean> {
    const { connection } = joining
    const { peer } = connection
    const session = await liveSession(opening)
    joining.session = session
    session.cancelSave?.()
    session.cancelSave = null
    session.connections.set(connection.id, connection)
    const { user } = connection.opening
    session.names.set(user.id, user.name)
    session.targets.set(user.id, opening.target)
    if (opening.flavour === 'onlyoffice') await lockFor(session, connection)
    const loaded = await load(session, opening)
    if (opening.flavour === 'collabora') {
      await lockFor(session, connection)
      await storeTemplate(session, connection, loaded)
    }
    if (!session.connections.has(connection.id)) return false
    if (loaded.fromForgotten) peer.send(forgottenWarning)
    connection.loaded = loaded
    const { document, room } = loaded
    peer.send({
      type: 'opened',
      mode: connection.isEditor ? 'edit' : 'view',
      connectionId: connection.id,
      title: session.info.name,
      fileType: session.info.extension,
      kind: document.kind,
      blocks: document.blocks,
    })
    const { write, review } = opening.info.rights
    const canEdit = connection.isEditor && document.kind !== 'readonly' && (write || review)
    connection.participant = room.join(peer.socket, {
      connectionId: connection.id,
      userId: user.id,
      name: user.name,
      canEdit,
    })
    showParticipants(session)
    return true
  }

  /** The first editor locks; who cannot gets the document to read. */
  async function lockFor(session: WopiSession, connection: WopiConnection) {
    if (!connection.isEditor || !session.connections.has(connection.id)) return
    const { wopi } = connection
    const locking = await enqueue<Locking>(session, async () =>
      session.isLocked ? { isLocked: true } : lock(context, session, wopi.target),
    )
    if (locking.isLocked) return
    connection.isEditor = false
    tell(wopi, { type: 'notice', text: locking.reason ?? 'The document is locked and opens for reading.' })
  }

  /** Collabora stores a new document that it has filled from a template at once, and calls it unmodified (CollaboraOnline/online: wsd/ClientSession.cpp). */
  async function storeTemplate(session: WopiSession, connection: WopiConnection, loaded: LoadedDocument) {
    if (!connection.isEditor || session.info.templateSource === null) return
    await enqueue(session, async () => {
      if (session.mustSave) await put(context, session, loaded, connection.wopi.target, 'template')
    })
  }

  async function load(session: WopiSession, opening: WopiOpening): Promise<LoadedDocument> {
    session.loading ??= loadWopiContent(context, session, opening.target).then((loaded) => {
      session.loaded = loaded
      followChanges(context, session, loaded)
      return loaded
    })
    try {
      return await session.loading
    } catch (error) {
      session.loading = null
      throw error
    }
  }

  async function leave(joining: WopiJoining, { now = false, exitSave = true } = {}): Promise<void> {
    const { connection, session } = joining
    if (session === null || !session.connections.delete(connection.id)) return
    session.lastToLeave = connection
    connection.participant?.leave()
    showParticipants(session)
    if (session.phase !== 'live' || editorsOf(session).length > 0) return
    if (!connection.isEditor) {
      if (session.connections.size === 0 && session.cancelSave === null && session.flavour === 'collabora')
        drop(session)
      return
    }
    const start = () => {
      session.cancelSave = null
      work.track(end(session, connection, exitSave))
    }
    const waits = session.flavour === 'onlyoffice' && exitSave && hasUnsaved(session) && !now
    const rejoined = Promise.withResolvers<void>()
    if (waits) {
      const cancel = work.later(options.saveDelayMs, start)
      session.cancelSave = () => {
        cancel()
        rejoined.resolve()
      }
    } else start()
    await Promise.race([session.ended.promise, rejoined.promise])
  }

  async function end(session: WopiSession, last: WopiConnection, exitSave: boolean) {
    session.phase = 'ending'
    const hadUnsaved = hasUnsaved(session)
    const author = session.loaded?.changes.lastAuthor() ?? null
    const ofAuthor = author === null ? undefined : session.targets.get(author)
    // ONLYOFFICE saves in the name of the last author, Collabora in that of the last to leave.
    const target = session.flavour === 'onlyoffice' ? (ofAuthor ?? last.wopi.target) : last.wopi.target
    try {
      if (exitSave) await saveAndUnlock(context, session, target)
      else await enqueue(session, () => unlock(context, session, target))
    } finally {
      finish(session, hadUnsaved)
    }
  }

  /** Viewers of Collabora stay in the room; an unchanged document of ONLYOFFICE stays in its cache. */
  function finish(session: WopiSession, hadUnsaved: boolean) {
    const isKept = session.connections.size > 0 || (session.flavour === 'onlyoffice' && !hadUnsaved)
    session.ended.resolve()
    if (isKept) {
      session.phase = 'live'
      session.ended = Promise.withResolvers()
    } else drop(session)
  }

  function drop(session: WopiSession) {
    stopAutosave(session)
    session.phase = 'ended'
    if (sessions.get(session.id) === session) sessions.delete(session.id)
    session.ended.resolve()
  }

  return {
    prepare,
    find: (token) => openings.get(token) ?? null,
    connect,
    leave,
    async retire(session, connection) {
      session.phase = 'ending'
      for (const each of session.connections.values()) each.participant?.leave()
      session.connections.clear()
      await enqueue(session, () => unlock(context, session, connection.wopi.target))
      drop(session)
    },
    async shutDown() {
      const ends: Promise<unknown>[] = []
      for (const session of [...sessions.values()]) {
        session.cancelSave?.()
        const last = [...session.connections.values()].at(-1) ?? session.lastToLeave
        for (const { peer } of session.connections.values()) peer.socket.close(4001, 'server shutdown')
        if (session.phase === 'ending') ends.push(session.ended.promise)
        else if (last !== null && (session.isLocked || hasUnsaved(session))) {
          session.connections.clear()
          ends.push(end(session, last, true))
        }
        stopAutosave(session)
        if (session.lockRefresh !== null) clearInterval(session.lockRefresh)
      }
      await Promise.race([Promise.allSettled(ends), sleep(options.wopi.requestTimeoutMs, null, { ref: false })])
    },
  }
}

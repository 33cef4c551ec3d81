import { setTimeout as sleep } from 'node:timers/promises'
import type { CallbackEvent } from '../callback/event.ts'
import type { ServerContext } from '../context.ts'
import { checkOpening, editorErrors, type OpeningConfig } from '../jwt/check-opening.ts'
import { createSession, type EditingSession, hasUnsaved, presentEditors } from './editing-session.ts'
import { createConnection, type EditorConnection, type EditorPeer } from './editor-connection.ts'
import { forgottenWarning, saveWarning, versionChanged } from './editor-messages.ts'
import { finalSave } from './final-save.ts'
import { loadContent } from './load-content.ts'
import { LoadingFailed } from './load-document.ts'

/** All editing sessions of one server, by document key. */
export interface Sessions {
  /** Checks and opens; everything else is told to the peer. `null`: refused. */
  connect(peer: EditorPeer, config: OpeningConfig, token: string | undefined, base: string): EditorOpening | null
  /** The connection is gone. `now`: the session was ended on purpose, so nobody waits for a reconnect. */
  leave(connection: EditorConnection, options?: { now?: boolean }): void
  find(key: string): EditingSession | null
  /** Callback 1 or 4 about who is here; resolves when the host answered. `null`: no callback address is known. */
  reportUsers(session: EditingSession, userdata?: string): Promise<string[] | null>
  /** Turns editors into viewers; all of them without `users`. */
  drop(session: EditingSession, users: readonly string[] | null): void
  /** Moves what is unsaved into the forgotten store without a callback, as an offline upgrade does. */
  forget(key: string): Promise<boolean>
  /** Ends all connections with 4001 and saves what is changed, without retries. */
  shutDown(): Promise<void>
}

export interface EditorOpening {
  connection: EditorConnection
  session: EditingSession
  /** Resolves when the document is open, or an error was told to the peer. */
  finished: Promise<boolean>
}

export function createSessions(context: ServerContext): Sessions {
  const { options, work, deliver, forgotten } = context
  const sessions = new Map<string, EditingSession>()

  function find(key: string): EditingSession | null {
    const session = sessions.get(key) ?? null
    if (session?.phase === 'burnt' && session.burntUntil <= options.now().getTime()) {
      sessions.delete(key)
      return null
    }
    return session
  }

  function connect(peer: EditorPeer, config: OpeningConfig, token: string | undefined, base: string) {
    const check = checkOpening(config, token, options.secret, options.now())
    if (!check.ok) {
      if (check.error !== null) peer.send({ type: 'error', ...check.error })
      return null
    }
    const { opening } = check
    let session = find(opening.key)
    if (session === null) {
      session = createSession(opening.key, opening.fileType, opening.title, base)
      sessions.set(opening.key, session)
    }
    const connection = createConnection(peer, opening)
    if (session.phase !== 'live' && connection.isEditor) {
      connection.isEditor = false
      peer.send(versionChanged)
      return { connection, session, finished: Promise.resolve(false) }
    }
    session.base = base
    session.connections.set(connection.id, connection)
    session.names.set(opening.user.id, opening.user.name)
    if (opening.callbackUrl !== undefined) {
      session.callbackUrls.set(opening.user.id, opening.callbackUrl)
      session.lastCallbackUrl = opening.callbackUrl
    }
    return { connection, session, finished: open(session, connection) }
  }

  async function open(session: EditingSession, connection: EditorConnection): Promise<boolean> {
    const { opening, peer } = connection
    let join: { sent: Promise<unknown>; answered: Promise<unknown> } | null = null
    if (connection.isEditor) {
      session.cancelSave?.()
      session.cancelSave = null
      join = announceJoin(session, connection)
    }
    try {
      // Callback 1 reaches the host before the download does.
      if (join !== null) await Promise.race([join.sent, sleep(50)])
      const loaded = await loadContent(context, session, connection.opening)
      // The real editor needs a second or more to open; a quick answer to callback 1 arrives before that.
      if (join !== null) await Promise.race([join.answered, sleep(100)])
      if (!session.connections.has(connection.id)) return false
      if (loaded.fromForgotten) peer.send(forgottenWarning)
      const { document, room } = loaded
      connection.loaded = loaded
      peer.send({
        type: 'opened',
        mode: connection.isEditor ? 'edit' : 'view',
        connectionId: connection.id,
        title: opening.title,
        fileType: opening.fileType,
        kind: document.kind,
        blocks: document.blocks,
      })
      const { id: userId, name } = opening.user
      const canEdit = connection.isEditor && document.kind !== 'readonly'
      connection.participant = room.join(peer.socket, { connectionId: connection.id, userId, name, canEdit })
      tellParticipants(session)
      return true
    } catch (error) {
      options.log(`Opening failed: ${error instanceof Error ? error.message : String(error)}`)
      peer.send({ type: 'error', ...(error instanceof LoadingFailed ? error.error : editorErrors.openFailed) })
      return false
    }
  }

  /** Callback 1 goes out before the document is fetched; its answer is not waited for. */
  function announceJoin(session: EditingSession, connection: EditorConnection) {
    const { callbackUrl, user } = connection.opening
    if (callbackUrl === undefined) return null
    const event: CallbackEvent = {
      key: session.key,
      status: 1,
      users: presentEditors(session),
      actions: [{ type: 1, userid: user.id }],
    }
    const sent = Promise.withResolvers<void>()
    const answered = deliver(callbackUrl, event, () => setTimeout(sent.resolve, 10)).then((verdict) => {
      if (verdict !== 'accepted') connection.peer.send(saveWarning)
    })
    work.track(answered)
    return { sent: sent.promise, answered }
  }

  function leave(connection: EditorConnection, { now = false } = {}) {
    const session = [...sessions.values()].find((each) => each.connections.get(connection.id) === connection)
    if (session === undefined) return
    session.connections.delete(connection.id)
    connection.participant?.leave()
    tellParticipants(session)
    if (connection.isEditor) editorLeft(session, connection, now)
    // Nothing was opened, so nothing is known of this key.
    if (session.connections.size === 0 && session.loaded === null) sessions.delete(session.key)
  }

  function editorLeft(session: EditingSession, connection: EditorConnection, now: boolean) {
    const { user, callbackUrl } = connection.opening
    const url = callbackUrl ?? session.lastCallbackUrl
    session.lastLeaver = user.id
    const actions = [{ type: 0 as const, userid: user.id }]
    const users = presentEditors(session)
    if (users.length > 0) {
      if (url !== null) work.track(announceLeave(session, url, { key: session.key, status: 1, users, actions }))
    } else if (hasUnsaved(session)) {
      const start = () => {
        session.cancelSave = null
        work.track(save(session, true))
      }
      if (now) start()
      else session.cancelSave = work.later(options.saveDelayMs, start)
    } else if (url !== null) {
      work.track(deliver(url, { key: session.key, status: 4, actions }))
    }
  }

  /** A refused 1 is not repeated; those who stay are warned. */
  async function announceLeave(session: EditingSession, url: string, event: CallbackEvent) {
    if ((await deliver(url, event)) === 'accepted') return
    for (const { peer, isEditor } of session.connections.values()) if (isEditor) peer.send(saveWarning)
  }

  async function save(session: EditingSession, retries: boolean) {
    const { loaded } = session
    if (loaded === null || session.phase !== 'live') return
    session.phase = 'saving'
    const outcome = await finalSave(context, session, loaded, retries)
    if (outcome === 'saved') {
      session.phase = 'burnt'
      session.burntUntil = options.now().getTime() + options.burntKeyMs
      session.forcesaved = null
    } else if (outcome === 'forgotten') {
      sessions.delete(session.key)
    } else {
      session.phase = 'live'
    }
    options.log(`Final save of one document: ${outcome}`)
  }

  function tellParticipants(session: EditingSession) {
    const users = [...session.connections.values()].map(({ id: connectionId, opening, isEditor }) => ({
      connectionId,
      ...opening.user,
      canEdit: isEditor,
    }))
    for (const { peer } of session.connections.values()) peer.send({ type: 'participants', users })
  }

  return {
    connect,
    leave,
    find,
    async reportUsers(session, userdata) {
      if (session.lastCallbackUrl === null) return null
      const users = presentEditors(session)
      const pending = session.phase === 'live' && hasUnsaved(session)
      const event: CallbackEvent =
        users.length > 0 || pending ? { key: session.key, status: 1, users } : { key: session.key, status: 4 }
      await deliver(session.lastCallbackUrl, userdata === undefined ? event : { ...event, userdata })
      return users
    },
    drop(session, users) {
      for (const connection of session.connections.values()) {
        if (!connection.isEditor || (users !== null && !users.includes(connection.opening.user.id))) continue
        connection.isEditor = false
        connection.participant?.setCanEdit(false)
        connection.peer.send({ type: 'dropped', message: 'The rights to edit the file were taken away.' })
        editorLeft(session, connection, false)
      }
      tellParticipants(session)
    },
    async forget(key) {
      const session = sessions.get(key)
      if (session?.loaded === null || session === undefined) return false
      session.cancelSave?.()
      const { loaded } = session
      const extension = loaded.source.slice(loaded.source.lastIndexOf('.') + 1)
      const path = `data/${key}/forgotten.${extension}`
      await context.files.write(path, await loaded.document.save(loaded.room.texts(), loaded.room.pictures()))
      await forgotten.put(key, extension, await context.files.place(path))
      for (const connection of session.connections.values()) connection.isEditor = false
      loaded.room.close(4001)
      sessions.delete(key)
      return true
    },
    async shutDown() {
      const saves: Promise<unknown>[] = []
      for (const session of sessions.values()) {
        session.cancelSave?.()
        const present = presentEditors(session)
        if (present.length > 0) session.lastLeaver = present.at(-1) ?? null
        for (const connection of session.connections.values()) {
          connection.isEditor = false
          connection.peer.socket.close(4001, 'server shutdown')
        }
        session.connections.clear()
        if (hasUnsaved(session)) saves.push(save(session, false))
      }
      await Promise.allSettled(saves)
    },
  }
}

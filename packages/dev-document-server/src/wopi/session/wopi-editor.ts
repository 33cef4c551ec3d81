import type { PageMessage } from '../../rooms.ts'
import type { EditorPeer } from '../../session/editor-connection.ts'
import { downloadAs } from '../../session/handle-page-message.ts'
import { insertFromStorage } from '../../session/insert-from-storage.ts'
import { sendPicture } from '../../session/send-picture.ts'
import { refreshLock } from './lock.ts'
import { openAnew } from './open-anew.ts'
import { postMessageTo, postMessageToAll } from './posted-messages.ts'
import { type PutOutcome, put, type SaveCause } from './put.ts'
import { type Renamed, renameFile } from './rename-file.ts'
import { type SavedCopy, saveCopy } from './save-copy.ts'
import type { WopiContext } from './wopi-context.ts'
import { announce, enqueue, isModified, type WopiOpening, type WopiSession } from './wopi-session.ts'
import type { WopiJoining, WopiSessions } from './wopi-sessions.ts'

export type ConflictChoice = 'discard' | 'overwrite' | 'save to new file'

export interface WopiSaveOptions {
  /** Action_Save of the host page instead of the editor's button. */
  byHostPage?: { notify?: boolean; extendedData?: string; dontSaveIfUnmodified?: boolean }
}

/** One editor of a file that is open over WOPI: what a page's buttons, or the driver, can do. */
export interface WopiEditor {
  joining: WopiJoining
  /** Resolves when the document is open, or an error was told to the peer. */
  finished: Promise<boolean>
  /** `null`: there was nothing to save. Throws in a viewer. */
  save(options?: WopiSaveOptions): Promise<PutOutcome | null>
  autosave(): Promise<PutOutcome | null>
  saveCopy(name: string): Promise<SavedCopy>
  rename(stem: string): Promise<Renamed>
  /** Answers the question after a conflict. Gives the opening to go on with, if there is a new one. */
  resolveConflict(choice: ConflictChoice): Promise<WopiOpening | null>
  refreshLock(): Promise<number | null>
  /** A new access token from the host page. */
  renewToken(token: string, ttl?: string): void
  receive(message: PageMessage): Promise<void>
  leave(options?: { now?: boolean; exitSave?: boolean }): Promise<void>
}

export function joinAsEditor(
  context: WopiContext,
  sessions: WopiSessions,
  opening: WopiOpening,
  peer: EditorPeer,
): WopiEditor {
  const joining = sessions.connect(opening, peer)
  const { connection } = joining

  function open(): WopiSession {
    const { session } = joining
    if (session === null || !session.connections.has(connection.id)) throw new Error('The document is not open')
    return session
  }

  async function saveNow(session: WopiSession, cause: SaveCause): Promise<PutOutcome | null> {
    const { loaded } = session
    if (loaded === null || !connection.isEditor) throw new Error('This editor may not save')
    const outcome = await enqueue(session, () => put(context, session, loaded, opening.target, cause))
    if (outcome === 'conflict') announce(session, { type: 'conflict', name: session.info.name })
    if (outcome === 'refused') {
      announce(session, { type: 'notice', text: 'The host refused to store the document.' })
    }
    return outcome
  }

  async function save({ byHostPage }: WopiSaveOptions = {}) {
    const session = open()
    const unmodified = !isModified(session) && !session.mustSave
    if (byHostPage !== undefined && session.flavour === 'collabora') {
      // The word is what a page's missing value becomes on its way.
      session.extendedData = byHostPage.extendedData ?? 'undefined'
    }
    // Collabora saves what nobody changed as well, unless the host page forbids it.
    const isSkipped = unmodified && (session.flavour === 'onlyoffice' || byHostPage?.dontSaveIfUnmodified === true)
    const outcome = isSkipped ? null : await saveNow(session, 'button')
    if (byHostPage?.notify === true) {
      const success = outcome === 'saved' || outcome === null
      postMessageToAll(session, 'Action_Save_Resp', {
        success,
        result: outcome ?? 'unmodified',
        errorMsg: success ? '' : 'The document could not be saved.',
        fileName: session.info.name,
      })
    }
    return outcome
  }

  const editor: WopiEditor = {
    joining,
    finished: joining.finished,
    save,
    async autosave() {
      const session = open()
      return isModified(session) && !session.inConflict ? await saveNow(session, 'autosave') : null
    },
    saveCopy: (name) => saveCopy(context, sessions, open(), connection, name),
    async rename(stem) {
      const session = open()
      const opened = [...session.connections.values()]
      return await renameFile(context, sessions, session, connection, stem, (name) => {
        const NewName = name.replace(/\.[^.]*$/, '')
        for (const { wopi } of opened) postMessageTo(wopi, 'File_Rename', { NewName })
      })
    },
    async resolveConflict(choice) {
      const session = open()
      if (!session.inConflict) return null
      if (choice === 'overwrite') {
        session.extendedData = 'undefined'
        await saveNow(session, 'overwrite')
        return null
      }
      if (choice === 'discard') return await openAnew(sessions, session, connection)
      const stem = session.info.name.replace(/\.[^.]*$/, '')
      const copy = await saveCopy(context, sessions, session, connection, `${stem}_new.${session.info.extension}`)
      return copy.opening
    },
    async refreshLock() {
      const session = open()
      return (await enqueue(session, () => refreshLock(context, session, opening.target)))?.status ?? null
    },
    renewToken(token, ttl) {
      opening.target.access = { token, ttl: ttl ?? opening.target.access.ttl }
    },
    async receive(message) {
      const { session } = joining
      if (message.type === 'close') await sessions.leave(joining)
      else if (message.type === 'save') await pressSave()
      else if (message.type === 'downloadAs' && session !== null) {
        await downloadAs(context.server, { connection, session }, message)
      } else if (message.type === 'insert' && session !== null) {
        insertFromStorage(context.server, { connection, session }, message, false)
      } else if (message.type === 'picture') sendPicture(connection, message.id)
    },
    leave: (options) => sessions.leave(joining, options),
  }
  opening.editor = editor
  return editor

  /** The page's Save button. */
  async function pressSave() {
    const { peer } = connection
    peer.send({ type: 'forcesave', state: 'started' })
    const outcome = connection.isEditor ? await save() : null
    peer.send({ type: 'forcesave', state: 'finished', ok: outcome === null ? null : outcome === 'saved' })
  }
}

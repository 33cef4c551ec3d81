import type { ServerContext } from '../context.ts'
import type { PlacedPicture } from '../rooms.ts'
import { readActionAddress } from '../wopi/hosting/action-address.ts'
import type { WopiContext } from '../wopi/session/wopi-context.ts'
import {
  type ConflictChoice,
  joinAsEditor,
  type WopiEditor,
  type WopiSaveOptions,
} from '../wopi/session/wopi-editor.ts'
import type { WopiOpening } from '../wopi/session/wopi-session.ts'
import type { WopiSessions } from '../wopi/session/wopi-sessions.ts'
import type { WopiFlavour } from '../wopi/wopi-options.ts'
import { caretAt, createFrame } from './frame.ts'

/** What a host page gives to an editor. Either an action address, as made from discovery, or the address of the file. */
export interface OpenWopiInput {
  actionUrl?: string
  wopiSrc?: string
  accessToken: string
  /** Milliseconds since 1970; 0: unknown. */
  accessTokenTtl?: number
  /** Default: what the action address says, else `onlyoffice`. */
  flavour?: WopiFlavour
  /** Default: what the action address says, else `edit`. */
  mode?: 'edit' | 'view'
}

/** An editor that is open over WOPI, without a browser. */
export interface DriverWopiEditor {
  /** What the page would post to its host page or show to the person, in order: `['App_LoadingStatus', { Status: 'Document_Loaded' }]`, `['conflict', { name }]`. */
  events: readonly (readonly [name: string, data: unknown])[]
  /** `view` although `edit` was asked for: no right, or the file is locked by somebody else. */
  mode(): 'edit' | 'view'
  /** Name of the file as the editor shows it. */
  name(): string
  type(text: string, options?: { block?: string }): void
  texts(): Map<string, string>
  /** Resolves when the host answered the PutFile. `null`: there was nothing to save. */
  saveButton(options?: WopiSaveOptions): Promise<'saved' | 'conflict' | 'refused' | null>
  autosave(): Promise<'saved' | 'conflict' | 'refused' | null>
  /** Saves a copy with PutRelativeFile. In Collabora the editor goes on with the copy. */
  saveAs(name: string): Promise<{ status: number | null; name: string | null; url: string | null }>
  /** `stem` is a name without extension. */
  rename(stem: string): Promise<{ status: number | null; name: string | null }>
  /** As the host page's Action_InsertGraphic. Resolves with what the editor tells the person; rejects with {@link EditorFailed} when it warns. */
  insertGraphic(values: { url: string; filename?: string }, caret?: { block: string }): Promise<string>
  /** Pictures that were put in since the document was opened. */
  pictures(): PlacedPicture[]
  /** Collabora: answers the question after a conflict. */
  resolveConflict(choice: ConflictChoice): Promise<void>
  /** Status of the answer; `null` when nothing is locked. */
  refreshLock(): Promise<number | null>
  /** As the host page's Reset_Access_Token. */
  renewToken(token: string, ttl?: number): void
  /**
   * Closes the tab. Resolves when the exit save and the Unlock were answered; at once while others edit. `now`: ONLYOFFICE does not wait its 5 seconds.
   * `exitSave: false`: what is unsaved is dropped.
   */
  close(options?: { now?: boolean; exitSave?: boolean }): Promise<void>
  /** The connection vanishes; the server notices after its ping timeout. */
  crash(): void
}

/** Opens a file as a browser does that was sent to an action address. Throws `WopiRefused`, or `EditorFailed` when the editor shows an error. */
export async function openWopi(
  context: { server: ServerContext; wopi: WopiContext; sessions: WopiSessions; base: string },
  input: OpenWopiInput,
): Promise<DriverWopiEditor> {
  const { server, sessions, base } = context
  const address = input.actionUrl === undefined ? null : readActionAddress(new URL(input.actionUrl, base))
  const wopiSrc = input.wopiSrc ?? address?.wopiSrc
  if (wopiSrc === undefined || wopiSrc === null) throw new TypeError('There is no WOPISrc to open')
  const flavour = input.flavour ?? address?.flavour ?? 'onlyoffice'
  const started = server.options.now().getTime()
  const opening = await sessions.prepare({
    flavour,
    wopiSrc,
    accessToken: input.accessToken,
    accessTokenTtl: String(input.accessTokenTtl ?? 0),
    mode: input.mode ?? address?.mode ?? 'edit',
    base,
    language: address?.language,
    sessionContext: address?.sessionContext,
  })
  const events: [string, unknown][] = []
  let current = await attach(opening)

  async function attach(next: WopiOpening): Promise<{ editor: WopiEditor; frame: ReturnType<typeof createFrame> }> {
    const frame = createFrame(events)
    next.listeners.add((event) => {
      if (event.type === 'message') events.push([event.id, event.values])
      else if (event.type === 'conflict') events.push(['conflict', { name: event.name }])
      else if (event.type === 'notice') events.push(['notice', { text: event.text }])
      else server.work.track(goOn(sessions.find(event.token)))
    })
    const editor = joinAsEditor(context.wopi, sessions, next, frame.peer)
    if (!(await editor.finished)) {
      await editor.leave()
      throw frame.failure()
    }
    if (next.info.postMessageOrigin !== null) {
      const DocumentLoadedTime = server.options.now().getTime() - started
      events.push(['App_LoadingStatus', { DocumentLoadedTime, Status: 'Document_Loaded' }])
    }
    return { editor, frame }
  }

  /** Replaces the open document, as the page does. */
  async function goOn(next: WopiOpening | null) {
    if (next !== null) current = await attach(next)
  }

  const joined = () => {
    const { connection, session } = current.editor.joining
    if (session === null || connection.loaded === null) throw new Error('The document is not open')
    return { connection, session, loaded: connection.loaded }
  }
  return {
    events,
    mode: () => (joined().connection.isEditor ? 'edit' : 'view'),
    name: () => joined().session.info.name,
    type(text, { block } = {}) {
      const { connection, session, loaded } = joined()
      const id = block ?? loaded.document.blocks[0]?.id
      const { write, review } = connection.wopi.info.rights
      if (!connection.isEditor || !session.connections.has(connection.id) || !(write || review)) {
        throw new Error('This editor may not edit')
      }
      if (id === undefined) throw new Error('The document has no text to edit')
      loaded.room.insertText(connection.opening.user.id, id, text)
    },
    texts: () => joined().loaded.room.texts(),
    saveButton: (options) => current.editor.save(options),
    autosave: () => current.editor.autosave(),
    async saveAs(name) {
      const { editor } = current
      const { opening: next, status, name: saved, url } = await editor.saveCopy(name)
      await goOn(next)
      if (next !== null) await editor.leave()
      return { status, name: saved, url }
    },
    async rename(stem) {
      const { opening: next, status, name } = await current.editor.rename(stem)
      await goOn(next)
      return { status, name }
    },
    async insertGraphic({ url, filename }, caret) {
      joined()
      const { editor, frame } = current
      const data = { c: 'add', images: [{ url }], ...(filename !== undefined && { filename }) }
      const message = { type: 'insert', method: 'insertImage', data, caret: caretAt(caret?.block) } as const
      const [notice] = await Promise.all([frame.notice(), editor.receive(message)])
      return notice
    },
    pictures: () => joined().loaded.room.pictures(),
    async resolveConflict(choice) {
      const { editor } = current
      const next = await editor.resolveConflict(choice)
      if (choice === 'save to new file' && next !== null) await editor.leave()
      await goOn(next)
    },
    refreshLock: () => current.editor.refreshLock(),
    renewToken: (token, ttl) => current.editor.renewToken(token, ttl?.toString()),
    close: (options) => current.editor.leave(options),
    crash() {
      const { editor, frame } = current
      frame.cut()
      server.work.later(server.options.connectionLossMs, () => server.work.track(editor.leave()))
    },
  }
}

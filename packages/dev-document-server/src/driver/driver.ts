import type { ServerContext } from '../context.ts'
import type { OpeningConfig } from '../jwt/check-opening.ts'
import type { Misbehaviour } from '../misbehaviour.ts'
import type { PlacedPicture } from '../rooms.ts'
import { type ForcesaveRequest, forceSave } from '../session/force-save.ts'
import { handlePageMessage } from '../session/handle-page-message.ts'
import type { Sessions } from '../session/sessions.ts'
import type { WireEntry } from '../wire-log.ts'
import type { WopiContext } from '../wopi/session/wopi-context.ts'
import type { WopiSessions } from '../wopi/session/wopi-sessions.ts'
import { caretAt, createFrame } from './frame.ts'
import { type DriverWopiEditor, type OpenWopiInput, openWopi } from './wopi-editor.ts'

/** A config as a host page gives it to `new DocsAPI.DocEditor`. */
export interface DriverConfig {
  documentType?: string
  document: object
  editorConfig?: object
  token?: string
}

/** Edits documents as the editor's frame does, without a browser. */
export interface Driver {
  /** Opens as a tab would. Throws {@link EditorFailed} when the editor reports an error or never gets ready. */
  open(config: DriverConfig): Promise<DriverEditor>
  /** Opens over WOPI. Throws `WopiRefused` when the host does not let it, {@link EditorFailed} when the editor shows an error. */
  openWopi(input: OpenWopiInput): Promise<DriverWopiEditor>
  /** New proof keys; the present ones become the old ones. */
  rotateProofKeys(): Promise<void>
  /** Starts all waiting saves now and resolves when no callback is pending any more. */
  finishSaves(): Promise<void>
  /** Replaces what the server does wrong; `null`: nothing. */
  misbehave(faults: Misbehaviour | null): void
  /** Sends the last callback again, byte for byte; `null` when there was none. */
  replayLastCallback(): Promise<{ status: number; text: string } | null>
  /** Moves a key's unsaved state into the forgotten store without a callback. False when the key is not open here. */
  forget(key: string): Promise<boolean>
  /** Every request to a host and its answer, in order. */
  requests: readonly WireEntry[]
}

export interface DriverEditor {
  key: string
  /** The editor's events in order: `['onInfo', { mode: 'edit' }]`. */
  events: readonly (readonly [name: string, data: unknown])[]
  /** Types at the end of a block; default: the first block. Throws in a viewer. */
  type(text: string, options?: { block?: string }): void
  /** Text of every block by id. */
  texts(): Map<string, string>
  /** The Save button; resolves when the host answered the callback 6. `null`: there was nothing to save. */
  saveButton(): Promise<boolean | null>
  /** As `saveButton`, for the other causes of a force save. */
  forcesave(
    kind: 'command' | 'button' | 'timer' | 'form',
    options?: Pick<ForcesaveRequest, 'userdata' | 'formsData'>,
  ): Promise<boolean | null>
  /** "Download as" or "Save copy as": the address that the host page gets. */
  downloadAs(
    format?: string,
    purpose?: 'download' | 'saveAs',
  ): Promise<{ url: string; fileType: string; title: string }>
  /** As the method of the Docs API: resolves with what the editor tells the person. Rejects with {@link EditorFailed} when it warns. */
  insertImage(data: Record<string, unknown>, caret?: { block: string }): Promise<string>
  /** As the method of the Docs API, see `insertImage`. */
  setRequestedDocument(data: Record<string, unknown>, caret?: { block: string }): Promise<string>
  /** Pictures that were put in since the document was opened. */
  pictures(): PlacedPicture[]
  /** Shows a version as `setHistoryData` does; gives the text of its blocks. */
  showHistory(data: Record<string, unknown>): Promise<{ version: number; texts: string[] }>
  /** Closes the tab. `now`: ends the session, so that the save does not wait. */
  close(options?: { now?: boolean }): void
  /** The connection vanishes; the server notices after its ping timeout. */
  crash(): void
}

export function createDriver(input: {
  context: ServerContext
  sessions: Sessions
  wire: WireEntry[]
  replayLast: () => Promise<{ status: number; text: string } | null>
  base: string
  wopi: { context: WopiContext; sessions: WopiSessions }
}): Driver {
  const { context, sessions, wire, base } = input
  return {
    requests: wire,
    finishSaves: () => context.work.flush(),
    misbehave: (faults) => context.misbehaving.set(faults),
    replayLastCallback: input.replayLast,
    forget: (key) => sessions.forget(key),
    open: (config) => openEditor(context, sessions, base, config),
    openWopi: (given) =>
      openWopi({ server: context, wopi: input.wopi.context, sessions: input.wopi.sessions, base }, given),
    rotateProofKeys: () => input.wopi.context.proofKeys.rotate(),
  }
}

async function openEditor(
  context: ServerContext,
  sessions: Sessions,
  base: string,
  config: DriverConfig,
): Promise<DriverEditor> {
  const frame = createFrame()
  frame.emit('onAppReady', null)
  const opening = sessions.connect(frame.peer, toOpeningConfig(config), config.token, base)
  const ready = opening !== null && (await opening.finished)
  if (opening === null || !ready) {
    if (opening !== null) sessions.leave(opening.connection)
    throw frame.failure()
  }
  const { connection, session } = opening
  const loaded = () => {
    if (connection.loaded === null) throw new Error('The document is not open')
    return connection.loaded
  }
  const insert = async (
    method: 'insertImage' | 'setRequestedDocument',
    data: Record<string, unknown>,
    block?: string,
  ) => {
    loaded()
    const message = { type: 'insert', method, data, caret: caretAt(block) } as const
    const [notice] = await Promise.all([frame.notice(), handlePageMessage(context, sessions, opening, message)])
    return notice
  }
  return {
    key: session.key,
    events: frame.events,
    type(text, { block } = {}) {
      const { document, room } = loaded()
      const id = block ?? document.blocks[0]?.id
      if (!connection.isEditor || !session.connections.has(connection.id)) throw new Error('This editor may not edit')
      if (id === undefined) throw new Error('The document has no text to edit')
      frame.emit('onDocumentStateChange', true)
      room.insertText(connection.opening.user.id, id, text)
    },
    texts: () => loaded().room.texts(),
    saveButton() {
      const finished = frame.next((message) =>
        message.type === 'forcesave' && message.state === 'finished' ? { ok: message.ok } : null,
      )
      void handlePageMessage(context, sessions, opening, { type: 'save' })
      return finished.then(({ ok }) => ok)
    },
    async forcesave(kind, options = {}) {
      const type = ({ command: 0, button: 1, timer: 2, form: 3 } as const)[kind]
      const outcome = await forceSave(context, session, { ...options, type, userId: connection.opening.user.id })
      if (outcome === 'nothing') return null
      return 'sent' in outcome ? outcome.sent : outcome.started
    },
    async downloadAs(format, purpose = 'download') {
      const answer = frame.next((message) => (message.type === 'downloadAs' ? message : null))
      await handlePageMessage(context, sessions, opening, { type: 'downloadAs', format, purpose })
      const { url, fileType, title } = await answer
      return { url, fileType, title }
    },
    insertImage: (data, caret) => insert('insertImage', data, caret?.block),
    setRequestedDocument: (data, caret) => insert('setRequestedDocument', data, caret?.block),
    pictures: () => loaded().room.pictures(),
    async showHistory(data) {
      const answer = frame.next((message) => (message.type === 'history' ? message : null))
      await handlePageMessage(context, sessions, opening, { type: 'history', data })
      const { version, blocks } = await answer
      return { version, texts: blocks.map((block) => block.text) }
    },
    close: (options) => sessions.leave(connection, options),
    crash() {
      frame.cut()
      context.work.later(context.options.connectionLossMs, () => sessions.leave(connection))
    },
  }
}

function toOpeningConfig(config: DriverConfig): OpeningConfig {
  return {
    documentType: config.documentType,
    // The browser passes JSON through postMessage.
    document: JSON.parse(JSON.stringify(config.document)),
    editorConfig: JSON.parse(JSON.stringify(config.editorConfig ?? {})),
  }
}

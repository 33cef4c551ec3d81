import type { EditorError } from '../jwt/check-opening.ts'
import type { RoomSocket, ServerMessage } from '../rooms.ts'

type EditorEvents = readonly (readonly [name: string, data: unknown])[]

/** The editor did not open, or showed an error. `editorError` is null when it never got ready and reported nothing. */
export class EditorFailed extends Error {
  readonly editorError: EditorError | null
  readonly events: EditorEvents

  constructor(editorError: EditorError | null, events: EditorEvents) {
    super(
      editorError === null
        ? 'Editor not ready'
        : `Editor error ${editorError.errorCode}: ${editorError.errorDescription}`,
    )
    this.editorError = editorError
    this.events = events
  }
}

/** The end of a block as a page's caret (`Caret` of the collaboration room), `null` without a block. */
export function caretAt(block: string | undefined): unknown {
  return block === undefined ? null : { block, anchor: { tname: block }, head: { tname: block } }
}

/** The frame's side of a connection: turns messages into editor events. */
export function createFrame(events: [string, unknown][] = []) {
  const waiting = new Set<(message: ServerMessage) => boolean>()
  const closeListeners: (() => void)[] = []
  let failure: EditorError | null = null
  let alive = true
  const emit = (name: string, data: unknown) => {
    events.push([name, data])
  }
  const socket: RoomSocket = {
    send: () => {},
    onMessage: () => {},
    onClose: (listener) => closeListeners.push(listener),
    close(code) {
      if (!alive) return
      alive = false
      emit('close', { code })
      for (const listener of closeListeners) listener()
    },
  }
  const next = <T>(pick: (message: ServerMessage) => T | null): Promise<T> =>
    new Promise((resolve, reject) => {
      waiting.add((message) => {
        if (message.type === 'error') reject(new EditorFailed(message, events))
        const picked = pick(message)
        if (picked !== null) resolve(picked)
        return picked !== null || message.type === 'error'
      })
    })
  return {
    events,
    emit,
    failure: () => new EditorFailed(failure, events),
    cut() {
      alive = false
    },
    /** The first later message for which `pick` gives something; rejects on an error message. */
    next,
    /** What the editor tells the person next; rejects with {@link EditorFailed} when it is a warning. */
    async notice(): Promise<string> {
      const message = await next((each) => (each.type === 'notice' || each.type === 'warning' ? each : null))
      if (message.type === 'notice') return message.text
      const { warningCode: errorCode, warningDescription: errorDescription } = message
      throw new EditorFailed({ errorCode, errorDescription }, events)
    },
    peer: {
      socket,
      send(message: ServerMessage) {
        if (!alive) return
        for (const [name, data] of editorEvents(message)) emit(name, data)
        if (message.type === 'error') {
          failure = { errorCode: message.errorCode, errorDescription: message.errorDescription }
        }
        for (const each of waiting) if (each(message)) waiting.delete(each)
      },
    },
  }
}

function editorEvents(message: ServerMessage): [string, unknown][] {
  switch (message.type) {
    case 'opened':
      return [
        ['onInfo', { mode: message.mode }],
        ['onDocumentReady', null],
      ]
    case 'error':
      return [['onError', { errorCode: message.errorCode, errorDescription: message.errorDescription }]]
    case 'warning':
      return [['onWarning', { warningCode: message.warningCode, warningDescription: message.warningDescription }]]
    case 'versionChanged':
      return [['onRequestRefreshFile', null]]
    case 'changesStored':
      return [['onDocumentStateChange', false]]
    case 'meta':
      return [['onMetaChange', message.meta]]
    case 'downloadAs': {
      const { url, fileType, title } = message
      return [
        message.purpose === 'saveAs'
          ? ['onRequestSaveAs', { fileType, title, url }]
          : ['onDownloadAs', { fileType, url }],
      ]
    }
    default:
      return []
  }
}

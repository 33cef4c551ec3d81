import * as Y from 'yjs'
import {
  type Caret,
  frameType,
  makeFrame,
  makeJsonFrame,
  type RemoteCaret,
  readJsonFrame,
  roomIdBytes,
} from '../../collaboration/frames.ts'
import type { PageMessage, ServerMessage } from '../../rooms.ts'

/** What the connection tells the page. */
export interface ConnectionEvents {
  onMessage(message: ServerMessage): void
  /** The shared text is here, for the first time or again. */
  onState(doc: Y.Doc): void
  onCaret(caret: RemoteCaret): void
  /** False while something typed here has not reached the server. */
  onStored(isStored: boolean): void
  /** `lost`: tries again by itself. `ended`: the server will not have this page any more. */
  onLink(state: 'connected' | 'lost' | 'ended', code?: number): void
  /** The document was opened anew while this page was away, with changes that nobody else has. */
  onStranded(): void
}

/** One document's connection, across reconnects. */
export interface Connection {
  readonly doc: Y.Doc
  send(message: PageMessage): void
  sendCaret(caret: Caret | null): void
  /** Says goodbye: the server does not wait for a reconnect. */
  close(): void
}

/** Origin of transactions that came from the server. */
const remote = Symbol('remote')
/** Origin of what this person typed; the only changes that undo takes back. */
export const local = Symbol('local')

const firstWaitMs = 500
const longestWaitMs = 10_000

/** Connects, sends `open`, keeps the shared text in step, and comes back with growing pauses when the line breaks. */
export function connect(open: Extract<PageMessage, { type: 'open' }>, events: ConnectionEvents): Connection {
  const doc = new Y.Doc()
  const key = String(open.config.document.key ?? '')
  const address = new URL(`../../../../doc/${encodeURIComponent(key)}/c/`, window.location.href)
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
  let socket: WebSocket | null = null
  let roomId = ''
  let isJoined = false
  let isClosed = false
  let underway = 0
  let waitMs = firstWaitMs
  let timer: ReturnType<typeof setTimeout> | undefined

  doc.on('update', (update: Uint8Array, origin: unknown) => {
    // What is typed while the line is broken goes out with the next state.
    if (origin === remote) return
    if (isJoined) sendUpdate(update)
    else events.onStored(false)
  })

  const sendUpdate = (update: Uint8Array) => {
    sendFrame(makeFrame(frameType.update, update))
    if (++underway === 1) events.onStored(false)
  }

  const sendFrame = (frame: Uint8Array | string) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(frame as Uint8Array<ArrayBuffer>)
  }

  const receiveState = (frame: Uint8Array) => {
    const room = Array.from(frame.subarray(1, 1 + roomIdBytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
    const state = frame.subarray(1 + roomIdBytes)
    if (roomId !== '' && room !== roomId) {
      isClosed = true
      socket?.close()
      events.onStranded()
      return
    }
    roomId = room
    Y.applyUpdate(doc, state, remote)
    const missing = Y.encodeStateAsUpdate(doc, Y.encodeStateVectorFromUpdate(state))
    isJoined = true
    // Two bytes are an update without any change.
    underway = 0
    events.onState(doc)
    if (missing.length > 2) sendUpdate(missing)
    else events.onStored(true)
  }

  const receive = (data: unknown) => {
    if (typeof data === 'string') {
      events.onMessage(JSON.parse(data))
      return
    }
    const frame = new Uint8Array(data as ArrayBuffer)
    if (frame[0] === frameType.state) receiveState(frame)
    else if (frame[0] === frameType.update) Y.applyUpdate(doc, frame.subarray(1), remote)
    else if (frame[0] === frameType.stored) {
      underway = Math.max(0, underway - 1)
      if (underway === 0) events.onStored(true)
    } else if (frame[0] === frameType.caret) events.onCaret(readJsonFrame(frame) as RemoteCaret)
  }

  const start = () => {
    const opened = new WebSocket(address)
    opened.binaryType = 'arraybuffer'
    socket = opened
    opened.onopen = () => {
      waitMs = firstWaitMs
      opened.send(JSON.stringify(open))
      events.onLink('connected')
    }
    opened.onmessage = (event) => receive(event.data)
    opened.onclose = (event) => {
      isJoined = false
      if (isClosed) return
      // 4001 to 4010 are the server's own reasons to end an editor (ONLYOFFICE docs: socket close codes).
      if (event.code >= 4000 && event.code < 4100) {
        isClosed = true
        events.onLink('ended', event.code)
        return
      }
      events.onLink('lost')
      timer = setTimeout(start, waitMs * (0.75 + Math.random() / 2))
      waitMs = Math.min(waitMs * 2, longestWaitMs)
    }
  }
  start()

  return {
    doc,
    send: (message) => sendFrame(JSON.stringify(message)),
    sendCaret: (caret) => {
      if (isJoined) sendFrame(makeJsonFrame(frameType.caret, caret))
    },
    close() {
      if (isClosed) return
      isClosed = true
      clearTimeout(timer)
      sendFrame(JSON.stringify({ type: 'close' }))
      socket?.close(1000)
    },
  }
}

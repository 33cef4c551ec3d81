import type { WebSocket } from 'ws'
import type { ServerContext } from '../context.ts'
import { isObject } from '../jwt/verify.ts'
import type { PageMessage, ServerMessage } from '../rooms.ts'
import type { EditorPeer } from '../session/editor-connection.ts'
import { handlePageMessage } from '../session/handle-page-message.ts'
import type { EditorOpening, Sessions } from '../session/sessions.ts'
import type { WopiContext } from '../wopi/session/wopi-context.ts'
import { joinAsEditor, type WopiEditor } from '../wopi/session/wopi-editor.ts'
import type { WopiSessions } from '../wopi/session/wopi-sessions.ts'

/** One page's WebSocket: text frames are messages, binary frames belong to the collaboration room. */
export function serveEditorSocket(
  context: ServerContext,
  sessions: Sessions,
  wopi: { context: WopiContext; sessions: WopiSessions },
  socket: WebSocket,
  base: string,
): void {
  const peer = peerOf(socket)
  let opening: EditorOpening | null = null
  let wopiEditor: WopiEditor | null = null
  let queue = Promise.resolve()
  socket.on('message', (data, isBinary) => {
    if (isBinary) return
    const message = parseMessage(String(data))
    if (message === null) return
    const wopiOpening =
      message.type === 'open' && message.token !== undefined ? wopi.sessions.find(message.token) : null
    if (wopiOpening !== null) wopiEditor ??= joinAsEditor(wopi.context, wopi.sessions, wopiOpening, peer)
    else if (wopiEditor !== null) {
      const editor = wopiEditor
      queue = queue
        .then(() => editor.receive(message))
        .catch((error) => context.options.log(`Page message failed: ${error instanceof Error ? error.message : error}`))
    } else if (message.type === 'open') {
      opening ??= sessions.connect(
        peer,
        { ...message.config, documentType: message.config.documentType },
        message.token,
        base,
      )
    } else if (opening !== null) {
      const opened = opening
      queue = queue
        .then(() => handlePageMessage(context, sessions, opened, message))
        .catch((error) => context.options.log(`Page message failed: ${error instanceof Error ? error.message : error}`))
    }
  })
  socket.on('close', () => {
    if (opening !== null) sessions.leave(opening.connection)
    if (wopiEditor !== null) context.work.track(wopiEditor.leave())
  })
  socket.on('error', () => socket.terminate())
  noticeLoss(socket, context.options.connectionLossMs)
}

/** Ends a connection whose other end does not answer pings any more. */
function noticeLoss(socket: WebSocket, connectionLossMs: number): void {
  let answered = true
  socket.on('pong', () => {
    answered = true
  })
  const timer = setInterval(() => {
    if (!answered) socket.terminate()
    answered = false
    socket.ping()
  }, connectionLossMs)
  socket.on('close', () => clearInterval(timer))
}

function peerOf(socket: WebSocket): EditorPeer {
  return {
    send(message: ServerMessage) {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message))
    },
    socket: {
      send(data) {
        if (socket.readyState === socket.OPEN) socket.send(data)
      },
      onMessage(listener) {
        socket.on('message', (data, isBinary) => {
          if (isBinary)
            listener(data instanceof Buffer ? new Uint8Array(data) : new Uint8Array(Buffer.concat(data as Buffer[])))
        })
      },
      onClose(listener) {
        socket.on('close', listener)
      },
      close(code, reason) {
        socket.close(code, reason)
      },
    },
  }
}

function parseMessage(text: string): PageMessage | null {
  try {
    const parsed: unknown = JSON.parse(text)
    if (!isObject(parsed) || typeof parsed.type !== 'string') return null
    if (parsed.type !== 'open') return parsed as PageMessage
    const { config, token } = parsed
    if (!isObject(config) || !isObject(config.document) || !isObject(config.editorConfig)) return null
    return {
      type: 'open',
      config: {
        documentType: typeof config.documentType === 'string' ? config.documentType : undefined,
        document: config.document,
        editorConfig: config.editorConfig,
      },
      token: typeof token === 'string' ? token : undefined,
    }
  } catch {
    return null
  }
}

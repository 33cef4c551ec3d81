import { randomUUID } from 'node:crypto'
import type { Opening } from '../jwt/check-opening.ts'
import type { Participant, RoomSocket, ServerMessage } from '../rooms.ts'
import type { LoadedDocument } from './editing-session.ts'

/** The other end of an editor connection: a WebSocket of the page, or the driver. */
export interface EditorPeer {
  send(message: ServerMessage): void
  socket: RoomSocket
}

/** One opened tab. */
export interface EditorConnection {
  id: string
  peer: EditorPeer
  opening: Opening
  /** Counts as editor; false after `drop`. */
  isEditor: boolean
  participant: Participant | null
  /** What it shows: of the session, or the cached content of a burnt key. */
  loaded: LoadedDocument | null
}

export function createConnection(peer: EditorPeer, opening: Opening): EditorConnection {
  return { id: randomUUID(), peer, opening, isEditor: opening.isEditor, participant: null, loaded: null }
}

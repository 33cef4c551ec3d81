import { randomBytes, randomUUID } from 'node:crypto'
import * as Y from 'yjs'
import type {
  CollaborationRoom,
  EditableDocument,
  Participant,
  PlacedPicture,
  RoomSocket,
  RoomUser,
  TextRun,
} from '../rooms.ts'
import {
  type Caret,
  frameType,
  makeFrame,
  makeJsonFrame,
  picturesName,
  type RemoteCaret,
  readJsonFrame,
  roomIdBytes,
  type SharedPicture,
} from './frames.ts'

/** What one connection and one room may take. */
export interface RoomLimits {
  readonly updateBytes: number
  readonly caretBytes: number
  /** All updates and pictures together that a room accepts in its life. */
  readonly totalBytes: number
}

const defaultLimits: RoomLimits = { updateBytes: 4 * 1024 * 1024, caretBytes: 4096, totalBytes: 256 * 1024 * 1024 }

// WebSocket close codes: RFC 6455, section 7.4.1.
const closeCodes = { notUnderstood: 1007, tooBig: 1009 } as const

interface Member {
  readonly socket: RoomSocket
  readonly who: RoomUser
  canEdit: boolean
  caret: Caret | null
}

/** One `Y.Doc` with a `Y.Text` per block that has text. Everybody who joins gets the whole state, then every change. */
export function createRoom(document: EditableDocument, limits: RoomLimits = defaultLimits): CollaborationRoom {
  const doc = new Y.Doc()
  const roomId = randomBytes(roomIdBytes)
  const members = new Set<Member>()
  const listeners = new Set<(userId: string) => void>()
  const blockIds = new Set(document.blocks.map((block) => block.id))
  const sharedPictures = doc.getArray<unknown>(picturesName)
  const placedPictures = new Map<string, PlacedPicture>()
  let acceptedBytes = 0

  doc.transact(() => {
    for (const block of document.blocks) {
      if (block.text !== '') fill(doc.getText(block.id), block.text, block.runs)
    }
  })

  doc.on('update', (update: Uint8Array, origin: unknown) => {
    const frame = makeFrame(frameType.update, update)
    for (const member of members) if (member !== origin) member.socket.send(frame)
    const userId = isMember(origin) ? origin.who.userId : String(origin)
    for (const listener of [...listeners]) listener(userId)
  })

  const shareCaret = (member: Member, caret: Caret | null) => {
    member.caret = caret
    const frame = makeJsonFrame(frameType.caret, remoteCaret(member))
    for (const other of members) if (other !== member) other.socket.send(frame)
  }

  const receiveUpdate = (member: Member, update: Uint8Array) => {
    if (!member.canEdit) return
    acceptedBytes += update.length
    if (update.length > limits.updateBytes || acceptedBytes > limits.totalBytes) {
      member.socket.close(closeCodes.tooBig, 'The change is too large.')
      return
    }
    try {
      Y.applyUpdate(doc, update, member)
      member.socket.send(makeFrame(frameType.stored))
    } catch {
      member.socket.close(closeCodes.notUnderstood, 'The change was not understood.')
    }
  }

  const receive = (member: Member, frame: Uint8Array) => {
    if (!members.has(member)) return
    if (frame[0] === frameType.update) receiveUpdate(member, frame.subarray(1))
    else if (frame[0] === frameType.caret && frame.length <= limits.caretBytes) {
      const caret = readJsonFrame(frame)
      if (caret === null) shareCaret(member, null)
      else if (isCaret(caret) && blockIds.has(caret.block)) {
        shareCaret(member, { block: caret.block, anchor: caret.anchor, head: caret.head })
      }
    }
  }

  const join = (socket: RoomSocket, who: RoomUser): Participant => {
    const member: Member = { socket, who, canEdit: who.canEdit, caret: null }
    socket.send(makeFrame(frameType.state, roomId, Y.encodeStateAsUpdate(doc)))
    for (const other of members) {
      if (other.caret) socket.send(makeJsonFrame(frameType.caret, remoteCaret(other)))
    }
    members.add(member)
    const leave = () => {
      if (!members.has(member)) return
      shareCaret(member, null)
      members.delete(member)
    }
    socket.onMessage((frame) => receive(member, frame))
    socket.onClose(leave)
    const setCanEdit = (canEdit: boolean) => {
      member.canEdit = canEdit
    }
    return { setCanEdit, leave }
  }

  return {
    join,
    onChange(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    texts() {
      const text = (id: string) => (doc.share.has(id) ? doc.getText(id).toString() : '')
      return new Map(document.blocks.map(({ id }) => [id, text(id)]))
    },
    insertText(userId, blockId, text, at) {
      if (!blockIds.has(blockId)) throw new RangeError('The document has no such block.')
      const shared = doc.getText(blockId)
      const place = Math.min(Math.max(at ?? shared.length, 0), shared.length)
      doc.transact(() => shared.insert(place, text), userId)
    },
    insertPicture(userId, placed) {
      acceptedBytes += placed.picture.bytes.length
      if (acceptedBytes > limits.totalBytes) throw new RangeError('The document takes no more pictures.')
      const id = randomUUID()
      const { width, height } = placed.picture
      const after = placed.after !== null && blockIds.has(placed.after) ? placed.after : null
      placedPictures.set(id, { ...placed, after })
      const shared: SharedPicture = { id, after, alt: placed.name ?? 'Picture', width, height }
      doc.transact(() => sharedPictures.push([shared]), userId)
    },
    pictures() {
      // What pages wrote there counts only as far as it names what this server put in, and once.
      const ids = new Set(sharedPictures.toArray().map((entry) => (isPicture(entry) ? entry.id : '')))
      return [...ids].flatMap((id) => placedPictures.get(id) ?? [])
    },
    picture: (id) => placedPictures.get(id)?.picture ?? document.picture?.(id),
    placeOf(caret) {
      if (!isCaret(caret) || !blockIds.has(caret.block)) return null
      try {
        const relative = Y.createRelativePositionFromJSON(caret.head)
        const found = Y.createAbsolutePositionFromRelativePosition(relative, doc)
        return found?.type === doc.getText(caret.block) ? { block: caret.block, at: found.index } : null
      } catch {
        return null
      }
    },
    close(code) {
      for (const member of [...members]) {
        members.delete(member)
        member.socket.close(code)
      }
    },
  }
}

/** Formatting goes along as attributes: text typed behind a bold word is shown bold, as it will be saved. */
function fill(shared: Y.Text, text: string, runs: readonly TextRun[] | undefined): void {
  let at = 0
  for (const { length, ...look } of runs ?? [{ length: text.length }]) {
    const piece = text.slice(at, at + length)
    if (piece !== '') shared.insert(at, piece, look)
    at += piece.length
  }
  if (at < text.length) shared.insert(at, text.slice(at), {})
}

const remoteCaret = ({ who, caret }: Member): RemoteCaret => ({
  connectionId: who.connectionId,
  userId: who.userId,
  name: who.name,
  caret,
})

function isMember(origin: unknown): origin is Member {
  return typeof origin === 'object' && origin !== null && 'who' in origin
}

function isPicture(value: unknown): value is { id: string } {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
}

function isCaret(value: unknown): value is Caret {
  return (
    typeof value === 'object' &&
    value !== null &&
    'block' in value &&
    typeof value.block === 'string' &&
    'anchor' in value &&
    'head' in value
  )
}

import * as Y from 'yjs'
import { type Caret, picturesName, type RemoteCaret, type SharedPicture } from '../../collaboration/frames.ts'
import type { DocumentBlock } from '../../rooms.ts'
import { type Connection, local } from './connection.ts'

/** A stretch of a block that looks alike. */
export interface Piece {
  readonly text: string
  readonly look: Readonly<Record<string, unknown>>
}

export interface BlockCaret {
  readonly connectionId: string
  readonly userId: string
  readonly name: string
  readonly anchor: number
  readonly head: number
}

/** The blocks of the opened document as the views use them. */
export interface SharedText {
  readonly blocks: readonly DocumentBlock[]
  text(id: string): string
  pieces(id: string): Piece[]
  /** Replaces `[from, to)`; one step of undo. */
  replace(id: string, from: number, to: number, text: string): void
  undo(): void
  redo(): void
  /** Calls back after each change of the block by anybody. `moved` maps an old place to its new one. Gives the way to stop. */
  watch(id: string, listener: (moved: (place: number) => number, isLocal: boolean) => void): () => void
  setCaret(id: string, anchor: number, head: number): void
  clearCaret(): void
  /** Where this person's caret was last, also when something else has the focus now. */
  lastCaret(): Caret | null
  /** Pictures put in since the document was opened. */
  pictures(): SharedPicture[]
  /** One step of undo. */
  removePicture(id: string): void
  onPictures(listener: () => void): void
  carets(id: string): BlockCaret[]
  /** Calls back with the id of a block whose foreign carets changed. */
  onCarets(listener: (id: string) => void): void
  receiveCaret(caret: RemoteCaret): void
}

/** Binds the blocks to the connection's document. */
export function shareText(blocks: readonly DocumentBlock[], connection: Connection): SharedText {
  const { doc } = connection
  const ids = new Map<Y.AbstractType<unknown>, string>()
  for (const block of blocks) ids.set(doc.getText(block.id) as unknown as Y.AbstractType<unknown>, block.id)
  const watchers = new Map<string, Set<(moved: (place: number) => number, isLocal: boolean) => void>>()
  const caretListeners = new Set<(id: string) => void>()
  const others = new Map<string, RemoteCaret & { caret: Caret }>()
  const pictures = doc.getArray<SharedPicture>(picturesName)
  let lastCaret: Caret | null = null
  const history = new Y.UndoManager(doc, { trackedOrigins: new Set([local]), captureTimeout: 400 })

  doc.on('afterTransaction', (transaction: Y.Transaction) => {
    for (const [type] of transaction.changed) {
      const id = ids.get(type as unknown as Y.AbstractType<unknown>)
      const listeners = id === undefined ? undefined : watchers.get(id)
      if (!listeners || id === undefined) continue
      const moved = placeMover(type as unknown as Y.Text, transaction)
      for (const listener of [...listeners]) listener(moved, transaction.origin === local)
    }
  })

  const absolute = (position: unknown) => {
    try {
      const relative = Y.createRelativePositionFromJSON(position)
      return Y.createAbsolutePositionFromRelativePosition(relative, doc)?.index
    } catch {
      return undefined
    }
  }

  return {
    blocks,
    text: (id) => doc.getText(id).toString(),
    pieces: (id) =>
      (doc.getText(id).toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[])
        .filter(
          (piece): piece is { insert: string; attributes?: Record<string, unknown> } =>
            typeof piece.insert === 'string',
        )
        .map((piece) => ({ text: piece.insert, look: piece.attributes ?? {} })),
    replace(id, from, to, text) {
      const shared = doc.getText(id)
      doc.transact(() => {
        // Typing over a bold word stays bold: insert behind its first character, then delete.
        if (to > from) {
          if (text !== '') shared.insert(Math.min(from + 1, shared.length), text)
          if (text !== '') shared.delete(from, 1)
          shared.delete(from + text.length, to - from - (text === '' ? 0 : 1))
        } else if (text !== '') shared.insert(from, text)
      }, local)
    },
    undo: () => void history.undo(),
    redo: () => void history.redo(),
    watch(id, listener) {
      const listeners = watchers.get(id) ?? new Set()
      watchers.set(id, listeners.add(listener))
      return () => void listeners.delete(listener)
    },
    setCaret(id, anchor, head) {
      const shared = doc.getText(id)
      const relative = (place: number) => Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(shared, place))
      lastCaret = { block: id, anchor: relative(anchor), head: relative(head) }
      connection.sendCaret(lastCaret)
    },
    clearCaret: () => connection.sendCaret(null),
    lastCaret: () => lastCaret,
    pictures: () => pictures.toArray(),
    removePicture(id) {
      const index = pictures.toArray().findIndex((picture) => picture.id === id)
      if (index >= 0) doc.transact(() => pictures.delete(index), local)
    },
    onPictures: (listener) => pictures.observe(() => listener()),
    carets(id) {
      const found: BlockCaret[] = []
      for (const { connectionId, userId, name, caret } of others.values()) {
        const anchor = caret.block === id ? absolute(caret.anchor) : undefined
        const head = caret.block === id ? absolute(caret.head) : undefined
        if (anchor !== undefined && head !== undefined) found.push({ connectionId, userId, name, anchor, head })
      }
      return found
    },
    onCarets: (listener) => void caretListeners.add(listener),
    receiveCaret(remote) {
      const before = others.get(remote.connectionId)?.caret.block
      if (remote.caret) others.set(remote.connectionId, { ...remote, caret: remote.caret })
      else others.delete(remote.connectionId)
      for (const id of new Set([before, remote.caret?.block])) {
        if (id !== undefined) for (const listener of caretListeners) listener(id)
      }
    },
  }
}

/** Where a caret goes when the text before it changes. */
function placeMover(shared: Y.Text, transaction: Y.Transaction): (place: number) => number {
  const delta = new Y.YTextEvent(shared, transaction, new Set()).delta
  return (place) => {
    let at = 0
    let result = place
    for (const step of delta) {
      if (step.retain !== undefined) at += step.retain
      else if (typeof step.insert === 'string') {
        if (at < result) result += step.insert.length
        at += step.insert.length
      } else if (step.delete !== undefined) result -= Math.max(0, Math.min(step.delete, result - at))
    }
    return result
  }
}

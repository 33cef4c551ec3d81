import { describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import type { EditableDocument, RoomSocket } from '../rooms.ts'
import { frameType, makeFrame, makeJsonFrame, picturesName, readJsonFrame, roomIdBytes } from './frames.ts'
import { createRoom } from './room.ts'

const document: EditableDocument = {
  kind: 'word',
  blocks: [
    { id: 'a', label: 'A', text: 'one two', runs: [{ length: 4 }, { length: 3, bold: true }] },
    { id: 'b', label: 'B', text: '' },
  ],
  save: async () => new Uint8Array(),
}

const picture = { bytes: Uint8Array.of(1), extension: 'png', contentType: 'image/png', width: 3, height: 2 }

/** A page without a browser: its own copy of the document on the other end of the socket. */
function page() {
  const doc = new Y.Doc()
  const carets: unknown[] = []
  const stored: number[] = []
  const closed: number[] = []
  let toServer: (data: Uint8Array) => void = () => {}
  let onClose = () => {}
  let roomId = ''
  const socket: RoomSocket = {
    send(frame) {
      if (frame[0] === frameType.state) {
        roomId = Buffer.from(frame.subarray(1, 1 + roomIdBytes)).toString('hex')
        Y.applyUpdate(doc, frame.subarray(1 + roomIdBytes), 'server')
      } else if (frame[0] === frameType.update) Y.applyUpdate(doc, frame.subarray(1), 'server')
      else if (frame[0] === frameType.stored) stored.push(1)
      else carets.push(readJsonFrame(frame))
    },
    onMessage(listener) {
      toServer = listener
    },
    onClose(listener) {
      onClose = listener
    },
    close: (code) => closed.push(code),
  }
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'server') toServer(makeFrame(frameType.update, update))
  })
  return {
    socket,
    doc,
    carets,
    stored,
    closed,
    send: (data: Uint8Array) => toServer(data),
    drop: () => onClose(),
    room: () => roomId,
    text: (id: string) => doc.getText(id).toString(),
    type: (id: string, at: number, text: string) => doc.getText(id).insert(at, text),
  }
}

const who = (connectionId: string, canEdit = true) => ({
  connectionId,
  userId: `user-${connectionId}`,
  name: connectionId,
  canEdit,
})

describe('a collaboration room', () => {
  it('gives everybody who joins the whole text, with its formatting', () => {
    const room = createRoom(document)
    const first = page()
    room.join(first.socket, who('1'))
    first.type('a', 7, '!')
    const second = page()
    room.join(second.socket, who('2'))
    expect(second.text('a')).toBe('one two!')
    expect(second.doc.getText('a').toDelta()).toEqual([
      { insert: 'one ' },
      { insert: 'two!', attributes: { bold: true } },
    ])
    expect(second.room()).toBe(first.room())
  })

  it('merges what several people type at the same place', () => {
    const room = createRoom(document)
    const pages = [page(), page(), page()]
    for (const [index, one] of pages.entries()) room.join(one.socket, who(`${index}`))
    for (const [index, one] of pages.entries()) for (let count = 0; count < 20; count++) one.type('b', 0, `${index}`)
    const texts = new Set([...pages.map((one) => one.text('b')), room.texts().get('b')])
    expect(texts.size).toBe(1)
    expect([...texts][0]!.split('').sort().join('')).toBe('0'.repeat(20) + '1'.repeat(20) + '2'.repeat(20))
  })

  it('says who changed something, and nothing for a change that changes nothing', () => {
    const room = createRoom(document)
    const changed = vi.fn<(userId: string) => void>()
    const stop = room.onChange(changed)
    const one = page()
    room.join(one.socket, who('1'))
    one.type('b', 0, 'x')
    one.send(makeFrame(frameType.update, Y.encodeStateAsUpdate(one.doc)))
    room.insertText('robot', 'b', 'y')
    stop()
    one.type('b', 0, 'z')
    expect(changed.mock.calls).toEqual([['user-1'], ['robot']])
  })

  it('ignores what a viewer writes, but shows them what others write', () => {
    const room = createRoom(document)
    const viewer = page()
    const editor = page()
    room.join(viewer.socket, who('v', false))
    room.join(editor.socket, who('e'))
    viewer.type('b', 0, 'mine')
    editor.type('a', 0, '>')
    expect(room.texts().get('b')).toBe('')
    expect(editor.text('b')).toBe('')
    expect([viewer.stored.length, editor.stored.length]).toEqual([0, 1])
    expect(viewer.text('a')).toBe('>one two')
  })

  it('ignores an editor whose right was taken, and hears them again when it is given back', () => {
    const room = createRoom(document)
    const one = page()
    const participant = room.join(one.socket, who('1'))
    participant.setCanEdit(false)
    one.send(
      makeFrame(
        frameType.update,
        updateOf((doc) => doc.getText('b').insert(0, 'no')),
      ),
    )
    participant.setCanEdit(true)
    one.send(
      makeFrame(
        frameType.update,
        updateOf((doc) => doc.getText('b').insert(0, 'yes')),
      ),
    )
    expect(room.texts().get('b')).toBe('yes')
  })

  it('shows a picture to everybody and gives its bytes, until somebody takes it out', () => {
    const room = createRoom(document)
    const changed = vi.fn<(userId: string) => void>()
    room.onChange(changed)
    const pages = [page(), page()]
    for (const [index, one] of pages.entries()) room.join(one.socket, who(`${index}`))
    const logo = { picture, after: 'a', name: 'logo.png' }
    room.insertPicture('user-0', logo)
    room.insertPicture('user-0', { picture, after: 'nowhere', name: null })
    const shown = pages[1]!.doc.getArray<{ id: string }>(picturesName)
    expect(shown.toJSON()).toMatchObject([
      { after: 'a', alt: 'logo.png', width: 3, height: 2 },
      { after: null, alt: 'Picture' },
    ])
    expect(room.picture(shown.get(0).id)).toBe(picture)
    expect(room.pictures()).toEqual([logo, { picture, after: null, name: null }])
    expect(changed.mock.calls).toEqual([['user-0'], ['user-0']])
    shown.delete(1)
    expect(room.pictures()).toEqual([logo])
  })

  it('believes no picture that a page made up, and takes no more than its limit', () => {
    const room = createRoom(document, { updateBytes: 4096, caretBytes: 4096, totalBytes: 4096 })
    const one = page()
    room.join(one.socket, who('1'))
    room.insertPicture('user-1', { picture, after: null, name: null })
    const shared = one.doc.getArray<unknown>(picturesName)
    shared.push([{ id: 'made-up', after: null }, null, 'text', shared.get(0)])
    expect(room.pictures()).toEqual([{ picture, after: null, name: null }])
    expect(room.picture('made-up')).toBeUndefined()
    const large = { ...picture, bytes: new Uint8Array(4096) }
    expect(() => room.insertPicture('user-1', { picture: large, after: null, name: null })).toThrow(RangeError)
    expect(room.pictures()).toHaveLength(1)
  })

  it('finds the caret of a page where it is now, and none that a page made up', () => {
    const room = createRoom(document)
    const one = page()
    room.join(one.socket, who('1'))
    const place = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(one.doc.getText('a'), 4))
    room.insertText('robot', 'a', 'zero ', 0)
    expect(room.placeOf({ block: 'a', anchor: place, head: place })).toEqual({ block: 'a', at: 9 })
    for (const head of [place, {}, null, { item: { client: 1, clock: 'x' } }]) {
      expect(room.placeOf({ block: 'b', anchor: head, head })).toBeNull()
    }
    expect(room.placeOf({ block: 'nowhere', anchor: place, head: place })).toBeNull()
    expect(room.placeOf(null)).toBeNull()
  })

  it('shares carets under the name the server knows, and takes them away when their owner leaves', () => {
    const room = createRoom(document)
    const one = page()
    const two = page()
    room.join(one.socket, who('1'))
    room.join(two.socket, who('2'))
    const caret = { block: 'a', anchor: {}, head: {} }
    one.send(makeJsonFrame(frameType.caret, { ...caret, name: 'Somebody else' }))
    one.send(makeJsonFrame(frameType.caret, { ...caret, block: 'unknown' }))
    const late = page()
    room.join(late.socket, who('3'))
    one.drop()
    const shown = { connectionId: '1', userId: 'user-1', name: '1' }
    expect(two.carets).toEqual([
      { ...shown, caret },
      { ...shown, caret: null },
    ])
    expect(late.carets).toEqual([
      { ...shown, caret },
      { ...shown, caret: null },
    ])
  })

  it('closes the connection of who sends rubbish or too much, and keeps the text', () => {
    const room = createRoom(document, { updateBytes: 1000, caretBytes: 100, totalBytes: 2000 })
    const one = page()
    room.join(one.socket, who('1'))
    one.send(makeFrame(frameType.update, Uint8Array.from([255, 255, 255, 255, 3, 9])))
    one.send(makeFrame(frameType.update, new Uint8Array(1001)))
    one.send(new Uint8Array(0))
    one.send(Uint8Array.of(99))
    expect(one.closed).toEqual([1007, 1009])
    expect(room.texts().get('a')).toBe('one two')
  })

  it('closes everybody with the code it is given', () => {
    const room = createRoom(document)
    const pages = [page(), page()]
    for (const [index, one] of pages.entries()) room.join(one.socket, who(`${index}`))
    room.close(4001)
    expect(pages.map((one) => one.closed)).toEqual([[4001], [4001]])
  })

  it('types as a person would, and refuses a block that does not exist', () => {
    const room = createRoom(document)
    const one = page()
    room.join(one.socket, who('1'))
    room.insertText('robot', 'a', 'X', 3)
    expect(one.text('a')).toBe('oneX two')
    expect(() => room.insertText('robot', 'nothing', 'x')).toThrow(RangeError)
  })
})

function updateOf(change: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc()
  change(doc)
  return Y.encodeStateAsUpdate(doc)
}

import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CollaborationRoom, EditableDocument, Rooms } from '../src/rooms.ts'

/** Rooms without Office formats: the whole file is one text block. They let tests look at the protocol alone. */
export const plainRooms: Rooms = {
  async openEditable(bytes) {
    const text = Buffer.from(bytes).toString('utf8')
    if (text.startsWith('DAMAGED')) throw new Error('Damaged')
    return {
      kind: 'word',
      blocks: [{ id: 'all', label: 'Text', text }],
      save: async (texts) => Buffer.from(texts.get('all') ?? ''),
    }
  },
  createRoom: createPlainRoom,
  editorPage: (input) => `<!doctype html><title>Editor ${input.documentType}</title>`,
  pageAsset: (name) => (name === 'editor.js' ? { contentType: 'text/javascript', body: '' } : undefined),
  async convertDocument({ input, to, password, workDirectory }) {
    const text = await readFile(input, 'utf8')
    const fail = (code: number) => Object.assign(new Error(`Conversion error ${code}`), { code })
    if (text.startsWith('DAMAGED')) throw fail(-3)
    if (text.startsWith('LOCKED') && password !== 'open') throw fail(-5)
    const extension = to === 'pdfa' ? 'pdf' : to
    const path = join(workDirectory, `result.${extension}`)
    if (to === 'docx') await copyFile(input, path)
    else await writeFile(path, `${to}:${text}`)
    return { path, extension }
  },
}

function createPlainRoom(document: EditableDocument): CollaborationRoom {
  const texts = new Map(document.blocks.map((block) => [block.id, block.text]))
  const listeners = new Set<(userId: string) => void>()
  const closers = new Set<(code: number) => void>()
  return {
    join(socket) {
      const closer = (code: number) => socket.close(code)
      closers.add(closer)
      return { setCanEdit: () => {}, leave: () => closers.delete(closer) }
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    texts: () => new Map(texts),
    insertText(userId, blockId, text) {
      texts.set(blockId, `${texts.get(blockId)}${text}`)
      for (const listener of listeners) listener(userId)
    },
    insertPicture: () => {},
    pictures: () => [],
    picture: () => undefined,
    placeOf: () => null,
    close(code) {
      for (const closer of [...closers]) closer(code)
    },
  }
}

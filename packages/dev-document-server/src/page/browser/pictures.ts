import type { ServerMessage, ShownPicture } from '../../rooms.ts'
import type { Connection } from './connection.ts'
import { element } from './element.ts'

/** The bytes of the document's pictures, asked for once each. */
export interface PictureStore {
  /** Resolves when the server gave the picture. */
  url(id: string): Promise<string>
  receive(message: Extract<ServerMessage, { type: 'picture' }>): void
  /** The connection is back: what was asked for meanwhile has no answer. */
  askAgain(): void
  close(): void
}

export function pictureStore(connection: Pick<Connection, 'send'>): PictureStore {
  const urls = new Map<string, Promise<string>>()
  const waiting = new Map<string, (url: string) => void>()
  const made: string[] = []
  const ask = (id: string) => connection.send({ type: 'picture', id })
  return {
    url(id) {
      const known = urls.get(id)
      if (known) return known
      const { promise, resolve } = Promise.withResolvers<string>()
      urls.set(id, promise)
      waiting.set(id, resolve)
      ask(id)
      return promise
    },
    receive({ id, contentType, data }) {
      const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0))
      const url = URL.createObjectURL(new Blob([bytes], { type: contentType }))
      made.push(url)
      waiting.get(id)?.(url)
      waiting.delete(id)
    },
    askAgain() {
      for (const id of waiting.keys()) ask(id)
    },
    close() {
      for (const url of made) URL.revokeObjectURL(url)
    },
  }
}

/** The picture at its size, as far as there is room. */
export function showPicture(
  { id, alt, width, height }: ShownPicture,
  store: PictureStore,
  ...beside: HTMLElement[]
): HTMLElement {
  const image = element('img', { alt, width, height, 'data-picture': id })
  void store.url(id).then((url) => {
    image.src = url
  })
  return element('figure', { class: 'picture' }, image, ...beside)
}

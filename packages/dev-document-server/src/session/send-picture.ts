import type { EditorConnection } from './editor-connection.ts'

/** Gives a page the bytes of a picture that its document shows; without an answer for one that it does not. */
export function sendPicture({ peer, loaded }: EditorConnection, id: unknown): void {
  const picture = typeof id === 'string' ? loaded?.room.picture(id) : undefined
  if (typeof id !== 'string' || picture === undefined) return
  const { bytes, contentType } = picture
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  peer.send({ type: 'picture', id, contentType, data })
}

/**
 * Binary frames of an editor connection. The first byte says what follows:
 * - `state` (server to page): 16 bytes that name the room, then a Yjs update with the whole document.
 * - `update` (both ways): a Yjs update.
 * - `stored` (server to page): one update of this page is in. Nothing follows.
 * - `caret` (page to server): JSON `Caret | null`; (server to page): JSON `RemoteCaret`.
 */
export const frameType = { state: 0, update: 1, caret: 2, stored: 3 } as const

export const roomIdBytes = 16

/** A selection in one block, as Yjs relative positions in JSON, so that it moves with the text. */
export interface Caret {
  readonly block: string
  readonly anchor: unknown
  readonly head: unknown
}

/** `caret: null`: that connection has no caret any more. */
export interface RemoteCaret {
  readonly connectionId: string
  readonly userId: string
  readonly name: string
  readonly caret: Caret | null
}

/** Name of the Yjs array of {@link SharedPicture}; block ids, which name the texts, have a `#`. */
export const picturesName = 'pictures'

/** A picture that was put in since the document was opened, as everybody's document holds it. The server keeps the bytes. */
export interface SharedPicture {
  readonly id: string
  /** Block behind which it stands; `null`: at the end. */
  readonly after: string | null
  readonly alt: string
  /** In CSS pixels. */
  readonly width: number
  readonly height: number
}

/** Puts the type before the parts. */
export function makeFrame(type: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const frame = new Uint8Array(1 + parts.reduce((sum, part) => sum + part.length, 0))
  frame[0] = type
  let at = 1
  for (const part of parts) {
    frame.set(part, at)
    at += part.length
  }
  return frame
}

/** A frame whose body is JSON. */
export const makeJsonFrame = (type: number, value: unknown): Uint8Array =>
  makeFrame(type, new TextEncoder().encode(JSON.stringify(value)))

/** The JSON body of a frame; `undefined` when it is none. */
export function readJsonFrame(frame: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(frame.subarray(1)))
  } catch {
    return undefined
  }
}

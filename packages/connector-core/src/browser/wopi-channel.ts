/** A message as WOPI clients send it: JSON text with `MessageId`, `SendTime` and `Values`. */
export interface WopiMessage {
  id: string
  values: Readonly<Record<string, unknown>>
}

const longestMessage = 1 << 20

/**
 * Messages between this page and the frame of a WOPI client. Only what that frame's own window sends from the client's exact origin is heard, and only
 * that origin is told anything (WOPI, "Using PostMessage to interact with the application iframe"; Collabora Online SDK, "PostMessage API").
 */
export class WopiChannel {
  readonly #frame: HTMLIFrameElement
  readonly #origin: string
  readonly #handle: (message: WopiMessage) => void

  constructor(frame: HTMLIFrameElement, origin: string, handle: (message: WopiMessage) => void) {
    this.#frame = frame
    this.#origin = origin
    this.#handle = handle
    window.addEventListener('message', this.#receive)
  }

  send(id: string, values: Readonly<Record<string, unknown>> = {}): void {
    const text = JSON.stringify({ MessageId: id, SendTime: Date.now(), Values: values })
    this.#frame.contentWindow?.postMessage(text, this.#origin)
  }

  close(): void {
    window.removeEventListener('message', this.#receive)
  }

  readonly #receive = (event: MessageEvent<unknown>) => {
    if (event.origin !== this.#origin || event.source === null || event.source !== this.#frame.contentWindow) return
    const message = readMessage(event.data)
    if (message !== null) this.#handle(message)
  }
}

/** Null for whatever is no message. */
export function readMessage(data: unknown): WopiMessage | null {
  if (typeof data !== 'string' || data.length > longestMessage) return null
  try {
    const { MessageId, Values } = (JSON.parse(data) ?? {}) as Record<string, unknown>
    if (typeof MessageId !== 'string') return null
    // Views_List brings a list
    const values = Array.isArray(Values) ? { list: Values } : Values
    return { id: MessageId, values: typeof values === 'object' && values !== null ? { ...values } : {} }
  } catch {
    return null
  }
}

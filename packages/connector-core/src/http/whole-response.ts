/** On a `Request` that one of our bindings made: its answer goes to Node, and need not be a stream. */
const answeredByNode = Symbol('openwith.answeredByNode')

/** Says of a request that a {@link WholeResponse} may answer it. */
export function acceptWhole(request: Request): void {
  Object.defineProperty(request, answeredByNode, { value: true })
}

/**
 * A `Response` whose bytes are at hand. A stream is made of them only for who asks for one: that is dearer than all the rest of a small answer. Runtimes that
 * look behind `body` do not see the bytes, so it goes to Node only: see {@link plainUnlessWhole}.
 */
export class WholeResponse extends Response {
  readonly #bytes: Uint8Array<ArrayBuffer>
  #opened: Response | undefined

  constructor(bytes: Uint8Array<ArrayBuffer>, init: ResponseInit) {
    super(null, init)
    this.#bytes = bytes
  }

  /** Null once somebody has taken the body in another way. */
  get unread(): Uint8Array<ArrayBuffer> | null {
    return this.#opened === undefined ? this.#bytes : null
  }

  #open(): Response {
    this.#opened ??= new Response(this.#bytes)
    return this.#opened
  }

  /** The same as an ordinary `Response`. */
  plain(): Response {
    return new Response(this.body, { status: this.status, statusText: this.statusText, headers: this.headers })
  }

  override get body() {
    return this.#open().body
  }
  override get bodyUsed() {
    return this.#opened?.bodyUsed ?? false
  }
  override arrayBuffer() {
    return this.#open().arrayBuffer()
  }
  override blob() {
    return this.#open().blob()
  }
  override bytes() {
    return this.#open().bytes()
  }
  override formData() {
    return this.#open().formData()
  }
  override json() {
    return this.#open().json()
  }
  override text() {
    return this.#open().text()
  }
  override clone(): Response {
    const { status, statusText, headers } = this
    const init = { status, statusText, headers }
    return this.#opened === undefined
      ? new WholeResponse(this.#bytes, init)
      : new Response(this.#opened.clone().body, init)
  }
}

/** A {@link WholeResponse} only for requests that came through a binding of ours. */
export function plainUnlessWhole(request: Request, response: Response): Response {
  return response instanceof WholeResponse && !(answeredByNode in request) ? response.plain() : response
}

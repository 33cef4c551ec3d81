/** On a `Request` that one of our bindings made: its answer goes to Node, and need not be a stream. */
const answeredByNode = Symbol('openwith.answeredByNode')

/** Says of a request that a {@link WholeResponse} may answer it, and that `url` is its address. */
export function acceptWhole(request: Request, url: URL): void {
  Object.defineProperty(request, answeredByNode, { value: url })
}

/** The address of a request; one that our bindings have parsed is not parsed again. */
export function urlOf(request: Request): URL {
  return (request as { [answeredByNode]?: URL })[answeredByNode] ?? new URL(request.url)
}

/** Head of a {@link WholeResponse}; names in lower case, and no cookies. */
export interface WholeHead {
  status: number
  headers: Readonly<Record<string, string>>
}

/**
 * A `Response` whose bytes are at hand. A stream and a `Headers` are made only for who asks for them: they are dearer than all the rest of a small answer.
 * Runtimes that look behind `body` and `headers` find nothing there, so it goes to Node only: see {@link plainUnlessWhole}.
 */
export class WholeResponse extends Response {
  readonly #bytes: Uint8Array<ArrayBuffer>
  readonly #given: WholeHead['headers']
  #opened: Response | undefined
  #headers: Headers | undefined

  constructor(bytes: Uint8Array<ArrayBuffer>, { status, headers }: WholeHead) {
    super(null, { status })
    this.#bytes = bytes
    this.#given = headers
  }

  /** Null once somebody has asked for the headers, and may have changed them. */
  get givenHeaders(): WholeHead['headers'] | null {
    return this.#headers === undefined ? this.#given : null
  }

  /** Null once somebody has taken the body in another way. */
  get unread(): Uint8Array<ArrayBuffer> | null {
    return this.#opened === undefined ? this.#bytes : null
  }

  #open(): Response {
    this.#opened ??= new Response(this.#bytes.byteLength === 0 ? null : this.#bytes)
    return this.#opened
  }

  /** The same as an ordinary `Response`. */
  plain(): Response {
    return new Response(this.body, { status: this.status, headers: this.headers })
  }

  override get headers() {
    this.#headers ??= new Headers(this.#given)
    return this.#headers
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
    const { status, headers } = this
    return this.#opened === undefined
      ? new WholeResponse(this.#bytes, { status, headers: Object.fromEntries(headers) })
      : new Response(this.#opened.clone().body, { status, headers })
  }
}

/** A {@link WholeResponse} only for requests that came through a binding of ours. */
export function plainUnlessWhole(request: Request, response: Response): Response {
  return response instanceof WholeResponse && !(answeredByNode in request) ? response.plain() : response
}

import { isPathBelow, parseRequestUrl } from './request-url.ts'
import { sendResponse } from './send-response.ts'
import { type NodeRequest, type NodeResponse, toRequest } from './to-request.ts'

export { isBelow, requestUrl } from './request-url.ts'
export { sendResponse } from './send-response.ts'
export { type NodeRequest, type NodeResponse, type ToRequestOptions, toRequest } from './to-request.ts'

/** Where a door hangs. */
export interface DoorOptions {
  /** Address of this server as a browser sees it, such as `https://cms.example.com/site`. Requests get their origin from it, never from `Host`. */
  publicUrl: string | (() => string)
  /** Answer only at and below this path of `publicUrl`; other requests go to the next middleware. Default: every request that gets here. */
  path?: string
}

/** What a door calls. `Origin` is the host's own request, such as Express's `req` or Koa's `ctx`. Null: not mine, ask the next middleware. */
export type DoorHandler<Origin> = (request: Request, origin: Origin) => Promise<Response | null>

/** A request of the host's server, and what its answer goes to. */
export interface DoorCall<Origin> {
  req: NodeRequest
  res: NodeResponse
  /** Of the request line, before any router cut it. */
  target: string
  parsedBody: unknown
  origin: Origin
}

/**
 * What answers calls of this door. False: it is not for this door, and nothing was read or written. Rejects with nothing sent, or after breaking off.
 */
export function doorAnswerer<Origin>({ publicUrl, path }: DoorOptions) {
  let known: { text: string; url: URL } | undefined
  /** Parsed once for as long as it stays the same. */
  const parsedPublicUrl = (): URL => {
    const text = typeof publicUrl === 'string' ? publicUrl : publicUrl()
    if (known?.text !== text) known = { text, url: new URL(text) }
    return known.url
  }
  return async (handler: DoorHandler<Origin>, call: DoorCall<Origin>): Promise<boolean> => {
    let base: URL
    try {
      base = parsedPublicUrl()
    } catch (error) {
      // A wrong public address in the settings must fail our requests and nobody else's.
      if (path !== undefined && !call.target.includes(path)) return false
      throw error
    }
    const url = parseRequestUrl(base, call.target)
    if (path !== undefined && !isPathBelow(url, base, path)) return false
    const request = toRequest(call.req, call.res, { url, parsedBody: call.parsedBody })
    const response = await handler(request, call.origin)
    if (response === null) return false
    await sendResponse(response, call.res)
    return true
  }
}

/** A listener for `createServer` of `node:http`, `node:https` or `node:http2`: `createServer(nodeDoor(connector.fetch, { publicUrl }))`. */
export function nodeDoor(
  handler: DoorHandler<NodeRequest>,
  options: DoorOptions,
): (req: NodeRequest, res: NodeResponse) => void {
  const answer = doorAnswerer<NodeRequest>(options)
  return (req, res) => {
    const call = { req, res, target: req.url ?? '/', parsedBody: undefined, origin: req }
    answer(handler, call)
      .then((answered) => (answered ? undefined : sendResponse(plain(404, 'There is nothing at this address.'), res)))
      .catch(async (error: unknown) => {
        if (res.headersSent) return
        const status =
          error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500
        await sendResponse(plain(status, status === 500 ? 'The server failed.' : (error as Error).message), res)
      })
      .catch(() => res.req.destroy())
  }
}

function plain(status: number, message: string): Response {
  return Response.json({ error: { message } }, { status, headers: { 'cache-control': 'no-store' } })
}

import { isBelow, requestUrl } from './request-url.ts'
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

/** Answers through `handler`. False: it is not for this door, and nothing was read or written. Rejects with nothing sent, or after breaking off. */
export async function answerDoor<Origin>(
  handler: DoorHandler<Origin>,
  options: DoorOptions,
  call: { req: NodeRequest; res: NodeResponse; target: string; parsedBody: unknown; origin: Origin },
): Promise<boolean> {
  const publicUrl = typeof options.publicUrl === 'string' ? options.publicUrl : options.publicUrl()
  const url = requestUrl(publicUrl, call.target)
  if (options.path !== undefined && !isBelow(url, publicUrl, options.path)) return false
  const response = await handler(toRequest(call.req, call.res, { url, parsedBody: call.parsedBody }), call.origin)
  if (response === null) return false
  await sendResponse(response, call.res)
  return true
}

/** A listener for `createServer` of `node:http`, `node:https` or `node:http2`: `createServer(nodeDoor(connector.fetch, { publicUrl }))`. */
export function nodeDoor(
  handler: DoorHandler<NodeRequest>,
  options: DoorOptions,
): (req: NodeRequest, res: NodeResponse) => void {
  return (req, res) => {
    const call = { req, res, target: req.url ?? '/', parsedBody: undefined, origin: req }
    answerDoor(handler, options, call)
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

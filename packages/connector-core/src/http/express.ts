import type { IncomingMessage, ServerResponse } from 'node:http'
import { type DoorHandler, type DoorOptions, doorAnswerer } from './node.ts'

/** The part of Express's request that a door needs. Its `body` is left out: other packages declare it in ways that do not unite. */
export interface ExpressRequest extends IncomingMessage {
  originalUrl: string
}

/**
 * A door as Express middleware (5 and 4): `app.use('/onlyoffice', expressDoor(connector.fetch, { publicUrl }))`. Works before and after
 * `express.json()`; bodies stream. The handler also gets Express's request, to say who is logged in. Failures go to `next`.
 */
export function expressDoor<Req extends ExpressRequest>(
  handler: DoorHandler<Req>,
  options: DoorOptions,
): (req: Req, res: ServerResponse, next: (error?: unknown) => void) => void {
  const answer = doorAnswerer<Req>(options)
  return (req, res, next) => {
    const { body: parsedBody } = req as { body?: unknown }
    answer(handler, { req, res, target: req.originalUrl, parsedBody, origin: req })
      .then((answered) => {
        if (!answered) next()
      })
      // once broken off, there is nothing that an error page could be written to
      .catch((error: unknown) => {
        if (!res.headersSent && !res.destroyed) next(error)
      })
  }
}

import type { IncomingMessage, ServerResponse } from 'node:http'
import { type DoorHandler, type DoorOptions, doorAnswerer } from './node.ts'

/** The part of Koa's context that a door needs. */
export interface KoaContext {
  req: IncomingMessage
  res: ServerResponse
  originalUrl: string
  request: { body?: unknown }
  respond?: boolean
}

/**
 * A door as Koa middleware (3 and 2): `app.use(koaDoor(connector.fetch, { publicUrl, path: '/onlyoffice' }))`. Works before and after a body
 * parser; bodies stream. The handler also gets Koa's context, to say who is logged in. Failures before the first byte are thrown.
 */
export function koaDoor<Context extends KoaContext>(
  handler: DoorHandler<Context>,
  options: DoorOptions,
): (ctx: Context, next: () => Promise<unknown>) => Promise<void> {
  const answerDoor = doorAnswerer<Context>(options)
  return async (ctx, next) => {
    const { req, res } = ctx
    const call = { req, res, target: ctx.originalUrl, parsedBody: ctx.request.body, origin: ctx }
    const answer: DoorHandler<Context> = async (request, origin) => {
      const response = await handler(request, origin)
      // from here on the answer is ours: Koa must not write a body of its own
      if (response !== null) ctx.respond = false
      return response
    }
    let answered: boolean
    try {
      answered = await answerDoor(answer, call)
    } catch (error) {
      // once broken off, there is nothing that Koa could write an error to
      if (res.headersSent || res.destroyed) return
      ctx.respond = true
      throw error
    }
    if (!answered) await next()
  }
}

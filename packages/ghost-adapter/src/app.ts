import { createConnector } from '@openwith/connector-core'
import type { Ghost, GhostRequest } from './ghost.ts'
import { createHost } from './host.ts'
import { createMount } from './mount.ts'

export interface AppOptions {
  /** Folder with the scripts for browsers. */
  browserDirectory: string
}

/** The connector of one Ghost, with its routes. */
export interface OpenWithApp {
  /** Makes the tables and finishes interrupted saves. Never throws: what fails is logged and tried again by the first request. */
  start(): Promise<void>
  /** Answers a request below our path. Never throws. */
  answer(request: GhostRequest): void
  close(): Promise<void>
}

const sweepMilliseconds = 60 * 60 * 1000

export function createApp(ghost: Ghost, options: AppOptions): OpenWithApp {
  const host = createHost(ghost)
  const connector = createConnector(host)
  const mount = createMount({ ghost, host, connector, ...options })
  let sweeper: NodeJS.Timeout | undefined

  const sweep = () =>
    host
      .sweep()
      .catch((cause: unknown) =>
        host.log({ level: 'warn', code: 'sweep.failed', message: 'Expired state could not be removed.', cause }),
      )

  return {
    async start() {
      try {
        await host.ready()
        sweeper = setInterval(sweep, sweepMilliseconds).unref()
        await sweep()
        await connector.start()
      } catch (cause) {
        host.log({ level: 'error', code: 'start.failed', message: 'Interrupted saves could not be finished.', cause })
      }
    },
    answer: mount,
    async close() {
      clearInterval(sweeper)
      await connector.close()
    },
  }
}

/** Whether a request is ours, wherever in its site Ghost lies: Ghost hands on what is below `/ghost`, and names that place in `baseUrl`. */
export function isOurs({ baseUrl, originalUrl }: GhostRequest): boolean {
  return baseUrl.endsWith('/ghost') && /^\/openwith(?:[/?]|$)/.test(originalUrl.slice(baseUrl.length))
}

/** Says in one sentence why nothing works. */
export function answerFailure(request: GhostRequest, message: string): void {
  const body = JSON.stringify({ error: { code: 'unavailable', message } })
  request.res?.writeHead(503, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(body)
}

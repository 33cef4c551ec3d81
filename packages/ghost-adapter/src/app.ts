import { createConnector } from '@openwith/connector-core'
import type { Ghost, GhostRequest } from './ghost.ts'
import { createHost } from './host.ts'
import { createMount } from './mount.ts'
import { canAskFromSite, siteScriptLine, siteScriptMarker } from './site-script.ts'

export interface AppOptions {
  /** Folder with the scripts for browsers. */
  browserDirectory: string
  /** Until a failed start is tried again; longer with each try. Default: 5000. */
  againMilliseconds?: number
}

/** The connector of one Ghost, with its routes. */
export interface OpenWithApp {
  /** Makes the tables, finishes interrupted saves, and begins what runs beside requests. Never throws: what fails is logged and tried again. */
  start(): Promise<void>
  /** Answers a request below our path. Never throws. */
  answer(request: GhostRequest): void
  close(): Promise<void>
}

const sweepMilliseconds = 60 * 60 * 1000

export function createApp(ghost: Ghost, options: AppOptions): OpenWithApp {
  const host = createHost(ghost)
  const connector = createConnector(host)
  const mount = createMount({ ghost, host, connector, browserDirectory: options.browserDirectory })
  const againMilliseconds = options.againMilliseconds ?? 5000
  let sweeper: NodeJS.Timeout | undefined
  let closed = false
  const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds).unref())

  const sweep = () =>
    host
      .sweep()
      .catch((cause: unknown) =>
        host.log({ level: 'warn', code: 'sweep.failed', message: 'Expired state could not be removed.', cause }),
      )

  /** What the configuration fixes, nobody switches on by hand. */
  async function placeSiteScript(): Promise<void> {
    try {
      const { siteScript, fixedBy } = await host.settings.options()
      if (fixedBy === null) return
      const { publicUrl } = host.mount()
      const possible = canAskFromSite(ghost, publicUrl)
      if (siteScript && !possible)
        host.log({
          level: 'warn',
          code: 'site_script.not_supported',
          message: `siteScript is left out: the site and its admin (${new URL(publicUrl).origin}) have different origins, so the script cannot ask who reads.`,
        })
      await ghost.setSiteScript(null, siteScript && possible ? siteScriptLine(publicUrl) : null, siteScriptMarker)
    } catch (cause) {
      const message = "The script for readers could not be put into the site's code injection, or taken out of it."
      host.log({ level: 'warn', code: 'site_script.failed', message, cause })
    }
  }

  return {
    async start() {
      sweeper = setInterval(sweep, sweepMilliseconds).unref()
      // The database may be away for a moment just when Ghost starts; nothing else begins the work that runs beside requests.
      for (let attempt = 1; !closed; attempt += 1) {
        try {
          await host.ready()
          await connector.start()
          break
        } catch (cause) {
          const message = 'Interrupted saves could not be finished yet; it is tried again.'
          host.log({ level: attempt === 1 ? 'error' : 'warn', code: 'start.failed', message, cause })
          await wait(Math.min(attempt * againMilliseconds, sweepMilliseconds))
        }
      }
      if (closed) return
      await placeSiteScript()
      await sweep()
    },
    answer: mount,
    async close() {
      closed = true
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

import { setTimeout as sleep } from 'node:timers/promises'
import { type Connector, createConnector } from '@openwith/connector-core'
import type { LogEntry } from '@openwith/connector-core/host'
import type { DirectusContext } from './directus.ts'
import { createHost, type DirectusHost } from './host.ts'
import { addOpenField } from './open-field.ts'

/** The one connector of a Directus process. */
export interface Running {
  host: DirectusHost
  connector: Connector
  /** Whether it was told to start, and to be taken over by one that starts. */
  isStarted: boolean
  /** Begins once `before`, the end of the connector that it takes over from, is done. */
  start(before?: Promise<void>): Promise<void>
  /** Lets saves that run end first, for {@link closingMilliseconds} at most; the rest is left to what a start does with interrupted saves. */
  close(): Promise<void>
}

const closingMilliseconds = 20_000

const sweepMilliseconds = 60 * 60 * 1000
/** A database may be away for a moment when Directus starts. */
const againMilliseconds = 10_000

/** Where a process's connector is found again by a bundle that Directus has loaded anew: at the database handle, of which a process has one. */
const place: unique symbol = Symbol.for('@openwith/directus-extension')
type Holder = { [place]?: Running }
const holderOf = (context: Pick<DirectusContext, 'database'>): Holder => context.database as unknown as Holder

/** Makes the connector. A bundle that is loaded again while Directus runs takes over from the one before. */
export function createRunning(context: DirectusContext): void {
  const before = holderOf(context)[place]
  const running = make(context)
  holderOf(context)[place] = running
  if (before?.isStarted !== true) return
  running.start(before.close()).catch((cause: unknown) =>
    running.host.log({
      level: 'error',
      code: 'start.failed',
      message: 'The extension that was loaded anew could not be started. Restart Directus.',
      cause,
    }),
  )
}

/** Throws when the hook of this bundle is switched off. */
export function runningOf(context: Pick<DirectusContext, 'database'>): Running {
  const running = holderOf(context)[place]
  if (running === undefined)
    throw new Error('The hook of the OpenWith extension is not loaded. Enable it in the settings.')
  return running
}

function make(context: DirectusContext): Running {
  const host = createHost(context)
  const saves = new Set<Promise<unknown>>()
  const made = createConnector(host)
  const connector: Connector = { ...made, fetch: (request) => noted(made.fetch(request)) }
  let sweeper: NodeJS.Timeout | undefined
  let again: NodeJS.Timeout | undefined
  let isClosed = false
  let predecessor: Promise<void> | undefined

  const logged = (work: () => Promise<unknown>, entry: Pick<LogEntry, 'level' | 'code' | 'message'>) =>
    work().catch((cause: unknown) => host.log({ ...entry, cause }))
  const sweep = () =>
    logged(() => host.sweep(), { level: 'warn', code: 'sweep.failed', message: 'Expired state could not be removed.' })

  /** Document Server's callbacks, and the writes of WOPI clients, are saves until they are answered. */
  function noted(answer: Promise<Response>): Promise<Response> {
    const settled = answer.then(
      () => {},
      () => {},
    )
    saves.add(settled)
    settled.then(() => saves.delete(settled))
    return answer
  }

  async function bringUp(): Promise<void> {
    if (isClosed) return
    try {
      await host.prepare()
    } catch (cause) {
      const message = `The connector could not be prepared. It is tried again in ${againMilliseconds / 1000} s.`
      host.log({ level: 'error', code: 'start.later', message, cause })
      if (!isClosed) again = setTimeout(bringUp, againMilliseconds).unref()
      return
    }
    if (isClosed) return
    await logged(() => addOpenField(context, host.state), {
      level: 'error',
      code: 'field.missing',
      message:
        'The field for "Open with ONLYOFFICE" could not be added to the file library. The next start tries again.',
    })
    if (isClosed) return
    // Saves that a stopped process left behind may take long; Directus need not wait, the doors do.
    void logged(() => connector.start(), {
      level: 'error',
      code: 'start.failed',
      message: 'Interrupted saves could not be finished.',
    })
  }

  return {
    host,
    connector,
    isStarted: false,
    async start(before) {
      this.isStarted = true
      predecessor = before
      await before
      if (isClosed) return
      sweeper = setInterval(sweep, sweepMilliseconds).unref()
      await bringUp()
    },
    async close() {
      isClosed = true
      clearInterval(sweeper)
      clearTimeout(again)
      await Promise.race([Promise.all(saves), sleep(closingMilliseconds, undefined, { ref: false })])
      await made.close()
      await predecessor?.catch(() => {})
    },
  }
}

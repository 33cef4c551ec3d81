import { type Connector, createConnector } from '@openwith/connector-core'
import type { Payload } from 'payload'
import { warnOfAdministrators } from './administer.ts'
import { createHost, type PayloadHost } from './host.ts'
import { prefix } from './names.ts'
import type { OpenWithOptions } from './options.ts'

/** The one connector of a Payload. */
export interface Running {
  host: PayloadHost
  connector: Connector
}

const sweepMilliseconds = 60 * 60 * 1000
/** Longer than a write of another process may take; see `writingMilliseconds` of the core's storage. */
const abandonedMilliseconds = 3 * 60 * 1000

/** Next loads this module once for routes and once for pages; the Payload instance is what they share. */
const runningKey = Symbol.for('@openwith/payload-plugin')

/** Where the options are in `config.custom`. */
export const optionsKey = 'openwith'

/** The connector over this Payload; made and started when it is first asked for. */
export function runningOf(payload: Payload, options: OpenWithOptions): Running {
  const holder = payload as Payload & { [runningKey]?: Running }
  const held = holder[runningKey]
  if (held !== undefined) return held
  const host = createHost(payload, options)
  const running = { host, connector: createConnector(host) }
  holder[runningKey] = running
  warnOfCollections(running, payload, options)
  void warnOfAdministrators(payload, options, host.log).catch(() => {})
  start(running)
  return running
}

/** The same for the application's own pages. Throws when the plugin is not in the configuration. */
export function connectorOf(payload: Payload): Running {
  const { config } = payload as Payload & { config: { custom?: { [optionsKey]?: OpenWithOptions } } }
  const options = config.custom?.[optionsKey]
  if (options === undefined)
    throw new Error('The plugin openwith() is not in the configuration of this Payload, or not enabled.')
  return runningOf(payload, options)
}

function start({ host, connector }: Running): void {
  const sweep = () =>
    host
      .sweep()
      .catch((cause: unknown) =>
        host.log({ level: 'warn', code: 'sweep.failed', message: 'Expired state could not be removed.', cause }),
      )
  setInterval(sweep, sweepMilliseconds).unref()
  void sweep()
  // What the process before this one left is finished only when nobody else can be at it any more.
  setTimeout(sweep, abandonedMilliseconds).unref()
  // Saves that a stopped process left behind may take long; Payload need not wait, the doors do.
  void connector
    .start()
    .catch((cause: unknown) =>
      host.log({ level: 'error', code: 'start.failed', message: 'Interrupted saves could not be finished.', cause }),
    )
}

/** A slug that a later plugin adds, or a wrong one: its documents would open by their address and have no buttons. */
function warnOfCollections({ host }: Running, payload: Payload, { collections = [] }: OpenWithOptions): void {
  for (const slug of collections) {
    if (payload.collections[slug]?.config.fields.some((field) => 'name' in field && field.name === prefix)) continue
    const message = `There is no upload collection "${slug}" when openwith() is applied. List openwith() after the plugin that adds it.`
    host.log({ level: 'warn', code: 'collections.unknown', message })
  }
}

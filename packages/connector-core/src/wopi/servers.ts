import type { FormatChoices } from '../formats/index.ts'
import type { Host } from '../host.ts'
import { type Settings, type WopiServer, wopiServers } from '../settings/index.ts'
import { type FormatOffer, offerOf } from './action-url.ts'
import { createDiscoverySource, type DiscoverySource, type LoadedDiscovery } from './discovery.ts'

/** The WOPI servers of the settings, each with its discovery. */
export interface WopiServers {
  /** Those that are set up now. */
  list(): Promise<WopiServer[]>
  /** One by its id; `wopi` is the first that is set up. Null: there is none. */
  find(id: string): Promise<WopiServer | null>
  /** The one of exactly this id, as it was within the last second: settings need not be read for each of a client's many requests. */
  recent(id: string): Promise<WopiServer | null>
  /** The same, as it was last known here while the settings cannot be read. Null also: it never was. */
  lastKnown(id: string): Promise<WopiServer | null>
  source(server: WopiServer): DiscoverySource
  /** Discovery as far as it is known or can be had soon; null when not. Never throws. */
  known(server: WopiServer): Promise<LoadedDiscovery | null>
}

export interface WopiServersOptions {
  host: Pick<Host, 'dataDirectory' | 'log'>
  settings(): Promise<Settings>
  now(): Date
}

/** A list of documents does not wait longer for a server that is down. */
const patienceMilliseconds = 3_000
/** A change of settings reaches running sessions so soon. */
const recentMilliseconds = 1_000
/** Nor asks it again for so long. */
const pauseMilliseconds = 60_000

export function createWopiServers({ host, settings, now }: WopiServersOptions): WopiServers {
  const sources = new Map<string, DiscoverySource>()
  const failedAt = new Map<string, number>()

  function source(server: WopiServer): DiscoverySource {
    const url = addressOf(server)
    const present = sources.get(url) ?? createDiscoverySource({ url, host, settings, now })
    sources.set(url, present)
    return present
  }

  const list = async (): Promise<WopiServer[]> => wopiServers(await settings())

  const noted = new Map<string, { at: number; found: Promise<WopiServer | null> }>()
  const readLast = new Map<string, WopiServer | null>()

  return {
    list,
    source,

    recent(id) {
      const at = performance.now()
      const before = noted.get(id)
      if (before !== undefined && at - before.at < recentMilliseconds) return before.found
      const found = list().then((servers) => servers.find((server) => server.id === id) ?? null)
      // ids come from tokens that we have signed, so there are few
      noted.set(id, { at, found })
      found.then(
        (server) => readLast.set(id, server),
        () => noted.delete(id),
      )
      return found
    },

    lastKnown(id) {
      return this.recent(id).catch(() => readLast.get(id) ?? null)
    },

    async find(id) {
      const servers = await list()
      return servers.find((server) => server.id === id) ?? (id === 'wopi' ? (servers[0] ?? null) : null)
    },

    async known(server) {
      const url = addressOf(server)
      const failed = failedAt.get(url)
      if (failed !== undefined && now().getTime() - failed < pauseMilliseconds) return null
      const loaded = source(server)
        .current()
        .then(
          (found) => {
            failedAt.delete(url)
            return found
          },
          (cause: unknown) => {
            failedAt.set(url, now().getTime())
            host.log({
              level: 'warn',
              code: 'wopi.discovery',
              message: `The discovery of the WOPI server at ${new URL(url).host} could not be read; its editor is not offered.`,
              cause,
            })
            return null
          },
        )
      // a server that keeps silent is slow for nobody but the first asker
      return await within(loaded, patienceMilliseconds, () => failedAt.set(url, now().getTime()))
    },
  }
}

/** What a server may do with an extension: what its discovery, the connector's table and the administrator's list allow. */
export function serverOffer(
  server: Pick<WopiServer, 'formats'>,
  { discovery }: Pick<LoadedDiscovery, 'discovery'>,
  extension: string,
  choices: FormatChoices,
): FormatOffer {
  if (server.formats.length > 0 && !server.formats.includes(extension))
    return { view: { refusedBy: 'formats' }, edit: { refusedBy: 'formats' } }
  return offerOf(discovery, extension, choices)
}

/**
 * True when every call of the server is proved to be its own. Otherwise whoever has an editor's token, as the person in front of it does, gets the whole file
 * with it: the right to download cannot be withheld there, whatever the editor's menus hide.
 */
export function provesItself(server: Pick<WopiServer, 'proof'>, loaded: Pick<LoadedDiscovery, 'keys'> | null): boolean {
  return server.proof !== 'off' && loaded !== null && loaded.keys !== null
}

/** An address of discovery as browsers reach it: a server that is asked by its internal address may name that one. */
export function browserAddress(server: Pick<WopiServer, 'discoveryUrl' | 'internalUrl'>, address: string): string {
  if (server.internalUrl === '') return address
  if (new URL(address).origin !== new URL(server.internalUrl).origin) return address
  // the rest holds placeholders, which a parser would encode
  return address.replace(/^https?:\/\/[^/?#]*/i, new URL(server.discoveryUrl).origin)
}

/** What people read in "Open with ...". */
export function serverName(server: WopiServer, loaded: LoadedDiscovery | null): string {
  return server.name || (loaded?.capabilities.productName ?? new URL(server.discoveryUrl).host)
}

const addressOf = (server: WopiServer): string => server.internalUrl || server.discoveryUrl

async function within<Value>(work: Promise<Value>, milliseconds: number, late: () => void): Promise<Value | null> {
  let timer: NodeJS.Timeout | undefined
  const end = new Promise<null>((resolve) => {
    timer = setTimeout(() => {
      late()
      resolve(null)
    }, milliseconds)
  })
  try {
    return await Promise.race([work, end])
  } finally {
    clearTimeout(timer)
  }
}

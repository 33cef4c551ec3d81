import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createAgent } from '../document-server/agent.ts'
import { exchange } from '../document-server/exchange.ts'
import { ConnectorError } from '../errors.ts'
import type { Host } from '../host.ts'
import type { Settings } from '../settings/settings.ts'
import { noCapabilities, readCapabilities, type WopiCapabilities } from './capabilities.ts'
import { type Discovery, maxDiscoveryBytes, parseDiscovery } from './parse-discovery.ts'
import { type ProofKeys, readProofKeys } from './proof.ts'

/** Discovery of one WOPI client as it was last read. */
export interface LoadedDiscovery {
  discovery: Discovery
  /** Null: the client has no proof keys, so there is nothing to check. */
  keys: ProofKeys | null
  capabilities: WopiCapabilities
  fetchedAt: Date
}

/** Discovery of one WOPI client: fetched when first needed, looked after in the background, the last good copy kept over failures and restarts. */
export interface DiscoverySource {
  /** Throws `document_server_*` when it could never be read. */
  current(): Promise<LoadedDiscovery>
  /** Reads it anew, as after a proof that failed; at most every few seconds. What there is now, whether it could be read or not. */
  refresh(): Promise<LoadedDiscovery>
}

export interface DiscoveryOptions {
  /** The client's address, with or without `/hosting/discovery`. */
  url: string
  host: Pick<Host, 'dataDirectory' | 'log'>
  settings(): Promise<Pick<Settings, 'caBundle' | 'tlsVerify' | 'connectTimeoutSeconds' | 'requestTimeoutSeconds'>>
  now(): Date
}

const refreshMilliseconds = 12 * 3_600_000
/** After a failure the next look comes sooner. */
const retryMilliseconds = 60_000
const forcedMilliseconds = 5_000

/** The address of the discovery document for whatever form of the server's address an administrator enters. */
export function discoveryUrl(address: string): string {
  const url = new URL(address)
  if (!/\/hosting\/discovery\/?$/.test(url.pathname))
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/hosting/discovery`
  return url.href
}

export function createDiscoverySource(options: DiscoveryOptions): DiscoverySource {
  const { host, now } = options
  const url = discoveryUrl(options.url)
  const copy = join(host.dataDirectory, 'wopi', `${createHash('sha256').update(url).digest('hex').slice(0, 32)}.xml`)
  let loaded: LoadedDiscovery | null = null
  let loading: Promise<LoadedDiscovery> | null = null
  let nextLook = 0
  let lastForced = Number.NEGATIVE_INFINITY

  async function read(address: string, maxBytes: number): Promise<{ status: number; text: string }> {
    const settings = await options.settings()
    const { origin, pathname, search } = new URL(address)
    const agent = createAgent(settings)
    try {
      return await exchange(agent, {
        method: 'GET',
        target: { origin, path: `${pathname}${search}` },
        setting: 'wopi',
        headers: { accept: 'application/xml, application/json, */*' },
        timeoutSeconds: settings.requestTimeoutSeconds,
        maxBytes,
      })
    } finally {
      await agent.close()
    }
  }

  async function fetchDiscovery(): Promise<LoadedDiscovery> {
    const { status, text } = await read(url, maxDiscoveryBytes)
    if (status !== 200)
      throw new ConnectorError(
        'document_server_answer',
        `The WOPI server answers its discovery address ${url} with status ${status}. Check the address.`,
      )
    const discovery = parseDiscovery(text)
    await keep(text)
    return {
      discovery,
      keys: readProofKeys(discovery.proofKey),
      capabilities: await fetchCapabilities(discovery.capabilitiesUrl),
      fetchedAt: now(),
    }
  }

  /** From the server that was configured, wherever its discovery points: that may be an address for browsers only. */
  async function fetchCapabilities(address: string | null): Promise<WopiCapabilities> {
    if (address === null) return noCapabilities
    try {
      const { status, text } = await read(new URL('capabilities', url).href, 1 << 20)
      return status === 200 ? readCapabilities(text) : noCapabilities
    } catch {
      return noCapabilities
    }
  }

  async function keep(text: string): Promise<void> {
    try {
      await mkdir(join(host.dataDirectory, 'wopi'), { recursive: true, mode: 0o700 })
      await writeFile(`${copy}.part`, text, { mode: 0o600 })
      await rename(`${copy}.part`, copy)
    } catch (cause) {
      host.log({
        level: 'warn',
        code: 'wopi.discovery_copy',
        message: 'The copy of a WOPI discovery document could not be kept; it is fetched again after a restart.',
        cause,
      })
    }
  }

  async function keptCopy(): Promise<LoadedDiscovery | null> {
    try {
      const discovery = parseDiscovery(await readFile(copy, 'utf8'))
      return {
        discovery,
        keys: readProofKeys(discovery.proofKey),
        capabilities: noCapabilities,
        fetchedAt: new Date(0),
      }
    } catch {
      return null
    }
  }

  /** One fetch at a time; a failure leaves what there is. */
  function load(): Promise<LoadedDiscovery> {
    loading ??= fetchDiscovery()
      .then(
        (fresh) => {
          nextLook = now().getTime() + refreshMilliseconds
          loaded = fresh
          return fresh
        },
        async (error: unknown) => {
          nextLook = now().getTime() + retryMilliseconds
          loaded ??= await keptCopy()
          if (loaded === null) throw error
          host.log({
            level: 'warn',
            code: 'wopi.discovery',
            message: `The WOPI discovery document at ${url} could not be read; the last good copy is used.`,
            cause: error,
          })
          return loaded
        },
      )
      .finally(() => {
        loading = null
      })
    return loading
  }

  return {
    async current() {
      if (loaded === null) return await load()
      if (now().getTime() >= nextLook) void load().catch(() => {})
      return loaded
    },
    async refresh() {
      const at = now().getTime()
      if (loaded !== null && loading === null && Math.abs(at - lastForced) < forcedMilliseconds) return loaded
      lastForced = at
      return await load()
    },
  }
}

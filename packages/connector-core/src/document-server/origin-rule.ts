import { ConnectorError } from '../errors.ts'
import type { Settings } from '../settings/settings.ts'

/** An address as it goes on the wire: nothing of `path` was decoded, normalised or re-encoded. */
export interface Target {
  /** Scheme, host and port, such as `http://docs.internal:8080`. */
  origin: string
  /** Path and query. */
  path: string
}

/** Which addresses are Document Server's, and how its public and its internal address translate into each other. */
export interface OriginRule {
  /** The address by which this server reaches what `url` names. Throws `download_origin`, `not_configured`. */
  internal(url: string): Target
  /** The address by which a browser reaches what `url` names. Throws the same. */
  public(url: string): Target
  /** One of Document Server's services, `path` with its leading slash. Throws `not_configured`, `settings_invalid`. */
  service(path: string, address: 'internal' | 'public'): Target
}

interface Base {
  origin: string
  /** Without trailing slash. */
  path: string
  /** Matches the path of this base at the start of another one. */
  prefix: RegExp
}

/**
 * Document Server names its files by the address that the browser used, and writes `_` in host and path as `%5f`. An address is its own only when scheme,
 * host, port and path prefix are those of `documentServerUrl` or `documentServerInternalUrl`; path and query behind the prefix are then replayed
 * unchanged, for the query is signed. User names, dot segments, encoded slashes and fragments are refused.
 * Source: ONLYOFFICE docs, "Callback handler > url"; ONLYOFFICE/server, `Common/sources/utils.js` (base address).
 */
export function createOriginRule(
  settings: Pick<Settings, 'documentServerUrl' | 'documentServerInternalUrl'>,
): OriginRule {
  const bases = () => {
    const seen = readBase(settings.documentServerUrl, 'documentServerUrl')
    if (settings.documentServerInternalUrl === '') return { seen, reached: seen }
    return { seen, reached: readBase(settings.documentServerInternalUrl, 'documentServerInternalUrl') }
  }
  const translate = (url: string, to: 'seen' | 'reached'): Target => {
    const both = bases()
    const rest = restBehind(url, both.seen, both.reached)
    const { origin, path } = both[to]
    return { origin, path: path + (rest.startsWith('/') ? rest : `/${rest}`) }
  }
  return {
    internal: (url) => translate(url, 'reached'),
    public: (url) => translate(url, 'seen'),
    service(path, address) {
      const { seen, reached } = bases()
      const base = address === 'public' ? seen : reached
      return { origin: base.origin, path: base.path + path }
    },
  }
}

/** `http(s)://authority`, path, query; a fragment or anything that is no visible ASCII character makes it fail. */
const shape = /^(https?):\/\/([^/?#@\\]+)(\/[^?#\\]*)?(\?[^#]*)?$/i
const visibleAscii = /^[\x21-\x7e]+$/

function restBehind(url: string, seen: Base, reached: Base): string {
  const parts = url.length <= 8192 && visibleAscii.test(url) ? shape.exec(url) : null
  if (!parts) throw refuse('The download address is not one that Document Server makes.', seen, reached)
  const [, scheme = '', authority = '', path = '/', query = ''] = parts
  const origin = readOrigin(`${scheme}://${authority}`)
  if (origin === null || climbs(path))
    throw refuse('The download address is not one that Document Server makes.', seen, reached)
  // With both bases on one origin the longer path is meant.
  const candidates = [seen, reached].sort((a, b) => b.path.length - a.path.length)
  for (const base of candidates) {
    const match = base.origin === origin ? base.prefix.exec(path) : null
    if (match) return path.slice(match[0].length) + query
  }
  throw refuse(`The download address is at ${origin}, which is not Document Server's.`, seen, reached, origin)
}

function refuse(what: string, seen: Base, reached: Base, origin?: string): ConnectorError {
  const own =
    seen === reached ? seen.origin + seen.path : `${seen.origin}${seen.path} or ${reached.origin}${reached.path}`
  return new ConnectorError(
    'download_origin',
    `${what} Document Server is expected at ${own}: check documentServerUrl and documentServerInternalUrl, and the forwarded host, protocol and prefix of a proxy before it.`,
    { detail: { ...(origin === undefined ? {} : { origin }), setting: 'documentServerInternalUrl' } },
  )
}

/** Scheme, host and port in the one way of writing them, or null. Host names are decoded, so `%5f` becomes `_`. */
function readOrigin(text: string): string | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  return url.username === '' && url.password === '' ? url.origin : null
}

/** A segment that means another folder, or hides a slash, after any number of decodings that a proxy might do. */
function climbs(path: string): boolean {
  return path.split('/').some((segment) => {
    let text = segment
    for (let round = 0; round < 4; round += 1) {
      // `;` starts a path parameter for some servers, which then see `..;x` as `..`.
      if (/^\.\.?(;.*)?$/.test(text) || /[/\\\0]/.test(text)) return true
      const decoded = decode(text)
      if (decoded === text) return false
      text = decoded
    }
    return true
  })
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function readBase(address: string, setting: 'documentServerUrl' | 'documentServerInternalUrl'): Base {
  if (address === '')
    throw new ConnectorError(
      'not_configured',
      'The address of Document Server is not set. Enter it in the connector settings (documentServerUrl).',
      { detail: { setting } },
    )
  const url = URL.canParse(address) ? new URL(address) : null
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '' || url.search !== '')
    throw new ConnectorError(
      'settings_invalid',
      `The address of Document Server in ${setting} is not a plain http or https address. Correct it in the connector settings.`,
      { detail: { setting } },
    )
  const path = url.pathname.replace(/\/+$/, '')
  return { origin: url.origin, path, prefix: new RegExp(`^${prefixSource(path)}(?=/|$)`) }
}

function prefixSource(path: string): string {
  return path
    .replace(/%([0-9a-f]{2})|[\\^$.*+?()[\]{}|]/gi, (text, hex?: string) =>
      hex === undefined ? `\\${text}` : `%(?:${hex.toLowerCase()}|${hex.toUpperCase()})`,
    )
    .replaceAll('_', '(?:_|%5[fF])')
}

import { XMLParser } from 'fast-xml-parser'
import { ConnectorError } from '../errors.ts'
import type { ProofKeyAttributes } from './proof.ts'

/** One thing that a WOPI client can do with one kind of file. */
export interface DiscoveryAction {
  /** `Word`, `writer`, or a media type: then `extension` may be empty. */
  app: string
  /** `view`, `edit`, `editnew`, `convert`, `view_comment`, ... */
  name: string
  /** Lower case, no dot. */
  extension: string
  /** Address with placeholders in angle brackets; see `actionUrl`. */
  urlsrc: string
  /** The client's preferred action for this extension. */
  preferred: boolean
  /** What the host must offer, such as `update`, `locks`, `containers`. */
  requires: readonly string[]
  /** Of `convert`: the extension that comes out. */
  target: string | null
}

/** What `/hosting/discovery` of a WOPI client says. */
export interface Discovery {
  /** Empty for one that names nothing but its keys. */
  actions: readonly DiscoveryAction[]
  proofKey: ProofKeyAttributes
  /** Where its `/hosting/capabilities` are. Null: it has none. */
  capabilitiesUrl: string | null
  /** Favicons by app name. */
  icons: ReadonlyMap<string, string>
}

/** The largest known ones, of servers that speak every format, have some 400 KB. */
export const maxDiscoveryBytes = 4 << 20
const maxDepth = 16
const maxTags = 20_000

/** Net zones by preference: clients name them as they like, so none is demanded (WOPI, "WOPI discovery"). */
const zonePreference = ['external-https', 'external-http', 'internal-https', 'internal-http']

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  htmlEntities: false,
  isArray: (_name, _path, _leaf, isAttribute) => !isAttribute,
})

type Element = Record<string, unknown>

/**
 * Reads a discovery document. Hostile ones are refused before a parser sees them: size, depth, number of tags, DOCTYPE and entities of their own. Actions
 * whose address is not http or https are left out. Throws `document_server_answer`.
 */
export function parseDiscovery(xml: string): Discovery {
  checkShape(xml)
  const root = children(parse(xml), 'wopi-discovery')[0]
  if (root === undefined) throw wrong('is not a WOPI discovery document')
  const zones = children(root, 'net-zone').map((zone) => ({ name: text(zone, 'name'), apps: children(zone, 'app') }))
  const rank = (name: string): number =>
    (zonePreference.indexOf(name) + zonePreference.length + 1) % (zonePreference.length + 1)
  const zone = zones.filter(({ apps }) => apps.length > 0).sort((a, b) => rank(a.name) - rank(b.name))[0]
  const key = children(root, 'proof-key')[0] ?? {}
  const proofKey: ProofKeyAttributes = {}
  for (const name of ['modulus', 'exponent', 'oldmodulus', 'oldexponent', 'value', 'oldvalue'] as const) {
    if (text(key, name) !== '') proofKey[name] = text(key, name)
  }
  // keys alone are enough to check a proof
  if (zone === undefined && Object.keys(proofKey).length === 0) throw wrong('lists no applications')

  const actions: DiscoveryAction[] = []
  const icons = new Map<string, string>()
  let capabilitiesUrl: string | null = null
  for (const app of zone?.apps ?? []) {
    const appName = text(app, 'name')
    const icon = text(app, 'favIconUrl')
    if (isWebAddress(icon)) icons.set(appName, icon)
    for (const element of children(app, 'action')) {
      const urlsrc = text(element, 'urlsrc')
      if (!isWebAddress(urlsrc)) continue
      const action = {
        app: appName,
        name: text(element, 'name'),
        extension: text(element, 'ext').toLowerCase().replace(/^\./, ''),
        urlsrc,
        preferred: text(element, 'default').toLowerCase() === 'true',
        requires: text(element, 'requires').split(',').filter(Boolean),
        target: text(element, 'targetext').toLowerCase() || null,
      }
      if (appName.toLowerCase() === 'capabilities' && action.name === 'getinfo') capabilitiesUrl = urlsrc
      else actions.push(action)
    }
  }
  return { actions, proofKey, capabilitiesUrl, icons }
}

function parse(xml: string): Element {
  try {
    return parser.parse(xml) as Element
  } catch (cause) {
    throw wrong('is not XML', cause)
  }
}

/** Walks over the tags once, without understanding them. */
function checkShape(xml: string): void {
  if (xml.length > maxDiscoveryBytes) throw wrong('is too large')
  if (/<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST)/i.test(xml)) throw wrong('brings a document type of its own')
  let depth = 0
  let tags = 0
  for (let at = xml.indexOf('<'); at >= 0; at = xml.indexOf('<', at)) {
    if (xml.startsWith('<!--', at)) at = after(xml, '-->', at)
    else if (xml.startsWith('<?', at)) at = after(xml, '?>', at)
    else if (xml.startsWith('<![CDATA[', at)) at = after(xml, ']]>', at)
    else {
      const end = endOfTag(xml, at)
      if (xml[at + 1] === '/') depth -= 1
      else if (xml[end - 2] !== '/') depth += 1
      tags += 1
      if (depth > maxDepth || tags > maxTags) throw wrong('is nested too deep or too long')
      at = end
    }
  }
}

function after(xml: string, mark: string, from: number): number {
  const at = xml.indexOf(mark, from)
  if (at < 0) throw wrong('is cut short')
  return at + mark.length
}

/** Behind the `>` that ends the tag; one inside quotes does not. */
function endOfTag(xml: string, from: number): number {
  let quote = ''
  for (let at = from; at < xml.length; at += 1) {
    const sign = xml.charAt(at)
    if (quote !== '') quote = sign === quote ? '' : quote
    else if (sign === '"' || sign === "'") quote = sign
    else if (sign === '>') return at + 1
  }
  throw wrong('is cut short')
}

function children(element: unknown, name: string): Element[] {
  const found = isElement(element) && Object.hasOwn(element, name) ? element[name] : undefined
  return Array.isArray(found) ? found.filter(isElement) : []
}

const isElement = (value: unknown): value is Element => typeof value === 'object' && value !== null

function text(element: Element, name: string): string {
  const value = Object.hasOwn(element, name) ? element[name] : undefined
  return typeof value === 'string' ? value.trim() : ''
}

const isWebAddress = (value: string): boolean => /^https?:\/\//i.test(value) && URL.canParse(value)

function wrong(what: string, cause?: unknown): ConnectorError {
  return new ConnectorError(
    'document_server_answer',
    `What the server answers at its discovery address ${what}. Check that the address leads to a WOPI server, such as https://office.example.com/hosting/discovery.`,
    { cause, transient: false },
  )
}

import { DocumentError } from './document-error.ts'

/** An element of a parsed part. Offsets are UTF-16 positions in the part's text. */
export interface XmlElement {
  /** As written, prefix included. */
  readonly name: string
  readonly local: string
  readonly namespace: string
  readonly parent: XmlElement | null
  readonly children: XmlElement[]
  /** From `<` of the start tag ... */
  readonly start: number
  /** ... to behind its `>`. */
  readonly openEnd: number
  /** `<` of the end tag; equals `openEnd` when the element closes itself. */
  closeStart: number
  end: number
  readonly selfClosing: boolean
}

/** A part as text, with the way back to bytes in the same encoding. */
export interface XmlText {
  readonly text: string
  encode(text: string): Uint8Array
}

const deepest = 256

const broken = (what: string, cause?: unknown) =>
  new DocumentError('damaged', `The file is damaged: ${what}. Open a good copy of it.`, { cause })

/** Reads a part as UTF-8 or UTF-16, the only encodings that Office packages may use (ECMA-376-2, section 8.1.4). */
export function decodeXml(bytes: Uint8Array): XmlText {
  const wide =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : bytes[0] === 0x3c && bytes[1] === 0
          ? 'utf-16le'
          : bytes[0] === 0 && bytes[1] === 0x3c
            ? 'utf-16be'
            : null
  let text: string
  try {
    text = new TextDecoder(wide ?? 'utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw broken('a part has bytes that are no text', error)
  }
  const declared = /^\uFEFF?<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']/.exec(text)?.[1]?.toLowerCase()
  const isAscii = !wide && bytes.every((byte) => byte < 0x80)
  if (declared && !wide && declared !== 'utf-8' && declared !== 'utf8' && !(isAscii && declared !== 'utf-16')) {
    throw new DocumentError(
      'not_supported',
      `A part of the file is encoded as ${declared}, which Office packages may not use.`,
    )
  }
  const encode = (changed: string): Uint8Array => {
    if (!wide) return Buffer.from(changed, 'utf8')
    const encoded = Buffer.from(changed, 'utf16le')
    return wide === 'utf-16be' ? encoded.swap16() : encoded
  }
  return { text, encode }
}

/** Parses well-formed XML into elements with offsets. Throws `DocumentError` for anything else, and for a DTD. */
export function parseXml(text: string): XmlElement {
  const roots: XmlElement[] = []
  let current: XmlElement | null = null
  let depth = 0
  const scopes: Map<string, string>[] = [new Map([['xml', 'http://www.w3.org/XML/1998/namespace']])]
  let at = 0
  while (at < text.length) {
    const open = text.indexOf('<', at)
    if (open < 0) break
    if (text.startsWith('<!--', open)) at = after(text, '-->', open + 4)
    else if (text.startsWith('<![CDATA[', open)) at = after(text, ']]>', open + 9)
    else if (text.startsWith('<?', open)) at = after(text, '?>', open + 2)
    else if (text.startsWith('<!', open)) throw broken('it declares a document type, which is not allowed')
    else if (text[open + 1] === '/') {
      at = after(text, '>', open + 2)
      if (!current || text.slice(open + 2, at - 1).trimEnd() !== current.name) throw broken('its tags do not match')
      current.closeStart = open
      current.end = at
      current = current.parent
      scopes.pop()
      depth--
    } else {
      at = endOfTag(text, open + 1)
      const selfClosing = text[at - 2] === '/'
      const name = /^[^\s/>]+/.exec(text.slice(open + 1, Math.min(at, open + 200)))?.[0]
      if (!name || (!current && roots.length > 0)) throw broken('a part is not well-formed')
      const scope = scopeOf(text, open, at, scopes.at(-1)!)
      const colon = name.indexOf(':')
      const element: XmlElement = {
        name,
        local: colon < 0 ? name : name.slice(colon + 1),
        namespace: scope.get(colon < 0 ? '' : name.slice(0, colon)) ?? '',
        parent: current,
        children: [],
        start: open,
        openEnd: at,
        closeStart: at,
        end: at,
        selfClosing,
      }
      if (current) current.children.push(element)
      else roots.push(element)
      if (!selfClosing) {
        if (++depth > deepest) throw broken('its elements are nested too deeply')
        scopes.push(scope)
        current = element
      }
    }
  }
  const root = roots[0]
  if (!root || current) throw broken('a part ends too early')
  return root
}

function after(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from)
  if (found < 0) throw broken('a part ends too early')
  return found + mark.length
}

/** Behind the `>` that ends a start tag; a `>` inside an attribute value does not. */
function endOfTag(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const char = text[at]
    if (char === '>') return at + 1
    if (char === '<') break
    if (char === '"' || char === "'") at = after(text, char, at + 1) - 1
  }
  throw broken('a part is not well-formed')
}

function scopeOf(text: string, start: number, end: number, outer: Map<string, string>): Map<string, string> {
  const tag = text.slice(start, end)
  if (!tag.includes('xmlns')) return outer
  const scope = new Map(outer)
  for (const [, prefix, double, single] of tag.matchAll(/\sxmlns(?::([^\s=]+))?\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    scope.set(prefix ?? '', unescapeXml(double ?? single ?? ''))
  }
  return scope
}

/** Value of an attribute by its local name, decoded; prefixes are not looked at. */
export function attributeOf(text: string, element: XmlElement, local: string): string | undefined {
  const found = attributeSpan(text, element, local)
  return found && unescapeXml(text.slice(found.valueStart, found.valueEnd))
}

/** Where an attribute stands: from the space before its name to behind its closing quote. */
export function attributeSpan(text: string, element: XmlElement, local: string) {
  const tag = text.slice(element.start, element.openEnd)
  for (const match of tag.matchAll(/\s+(?:([^\s=:"'/>]+):)?([^\s=:"'/>]+)\s*=\s*("[^"]*"|'[^']*')/g)) {
    if (match[2] !== local || match[1] === 'xmlns') continue
    const start = element.start + match.index
    const end = start + match[0].length
    return { start, end, valueStart: end - match[3]!.length + 1, valueEnd: end - 1 }
  }
  return undefined
}

/** Decoded character data directly inside an element, without that of its children. */
export function textOf(text: string, element: XmlElement): string {
  let at = element.openEnd
  let result = ''
  for (const child of element.children) {
    result += characterData(text.slice(at, child.start))
    at = child.end
  }
  return result + characterData(text.slice(at, element.closeStart))
}

function characterData(raw: string): string {
  if (raw === '') return ''
  if (!raw.includes('<')) return unescapeXml(raw)
  return raw
    .split(/(<!\[CDATA\[[\s\S]*?\]\]>|<!--[\s\S]*?-->|<\?[\s\S]*?\?>)/)
    .map((piece) =>
      piece.startsWith('<![CDATA[') ? piece.slice(9, -3) : piece.startsWith('<') ? '' : unescapeXml(piece),
    )
    .join('')
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function unescapeXml(raw: string): string {
  const lines = raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw
  if (!lines.includes('&')) return lines
  return lines.replace(/&(#x[0-9a-fA-F]+|#[0-9]+|\w+);/g, (whole, body: string) => {
    if (!body.startsWith('#')) return entities[body] ?? whole
    const code = body[1] === 'x' ? Number.parseInt(body.slice(2), 16) : Number.parseInt(body.slice(1), 10)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })
}

/** Text as XML character data. Characters that XML 1.0 cannot hold are left out. */
export function escapeXml(text: string): string {
  return (
    text
      .replace(/\p{Surrogate}/gu, '\ufffd')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters XML forbids
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('\r', '&#13;')
  )
}

/** Text as the value of a double-quoted attribute. */
export function escapeAttribute(text: string): string {
  return escapeXml(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')
}

/** First child with this local name. */
export function childOf(element: XmlElement | undefined, local: string): XmlElement | undefined {
  return element?.children.find((child) => child.local === local)
}

/** All elements below `element` with this local name, in document order. */
export function* descendantsOf(element: XmlElement, local: string): Generator<XmlElement> {
  for (const child of element.children) {
    if (child.local === local) yield child
    yield* descendantsOf(child, local)
  }
}

/** One replacement in a part's text: `[start, end)` becomes `text`. */
export interface Splice {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Namespace prefix of an element's name, colon included. */
export function prefixOf(element: XmlElement): string {
  return element.name.slice(0, -element.local.length)
}

/** The splice that puts `xml` at the end of an element's content. */
export function appended(text: string, element: XmlElement, xml: string): Splice {
  if (!element.selfClosing) return { start: element.closeStart, end: element.closeStart, text: xml }
  const open = text.slice(element.start, element.end).replace(/\s*\/>$/, '>')
  return { start: element.start, end: element.end, text: `${open}${xml}</${element.name}>` }
}

/** Applies replacements that do not overlap; two insertions at one place keep the order given. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  let at = 0
  let result = ''
  for (const splice of splices.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (splice.start < at) throw new RangeError('replacements overlap')
    result += text.slice(at, splice.start) + splice.text
    at = splice.end
  }
  return result + text.slice(at)
}

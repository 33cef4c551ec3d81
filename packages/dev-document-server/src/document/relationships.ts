import { DocumentError } from './document-error.ts'
import { attributeOf, decodeXml, parseXml, type XmlElement } from './xml.ts'
import type { ZipPackage } from './zip-package.ts'

/** One relationship of a part to another part of the package. */
export interface Relationship {
  readonly id: string
  /** Last segment of the type URI: "styles", "slideLayout". The same word in the transitional and the strict form. */
  readonly type: string
  /** Part name as stored in the package. */
  readonly target: string
}

/** A parsed part: its name, its text and its root element. */
export interface XmlPart {
  readonly name: string
  readonly text: string
  readonly root: XmlElement
  encode(text: string): Uint8Array
}

/** Reads and parses a part. */
export function readXmlPart(zip: ZipPackage, name: string): XmlPart {
  const { text, encode } = decodeXml(zip.read(name))
  return { name, text, root: parseXml(text), encode }
}

/** Internal relationships of a part, or of the package for `''`. Targets that are not in the package are left out. */
export function relationshipsOf(zip: ZipPackage, part: string): Relationship[] {
  const { folder, name } = relationshipsPart(part)
  const stored = storedName(zip, name)
  if (!stored) return []
  const { text, root } = readXmlPart(zip, stored)
  const found: Relationship[] = []
  for (const element of root.children) {
    if (attributeOf(text, element, 'TargetMode') === 'External') continue
    const target = storedName(zip, resolve(folder, attributeOf(text, element, 'Target') ?? ''))
    const type = (attributeOf(text, element, 'Type') ?? '').split('/').at(-1) ?? ''
    if (target) found.push({ id: attributeOf(text, element, 'Id') ?? '', type, target })
  }
  return found
}

/** Name of the part that holds a part's relationships, and the folder from which their targets count (ECMA-376-2, section 6.5.2). */
export function relationshipsPart(part: string): { folder: string; name: string } {
  const slash = part.lastIndexOf('/')
  const folder = part.slice(0, slash + 1)
  return { folder, name: `${folder}_rels/${part.slice(slash + 1)}.rels` }
}

/** The part that the package relationship `officeDocument` names. Throws `DocumentError` when there is none. */
export function mainPart(zip: ZipPackage): string {
  const main = relationshipsOf(zip, '').find((relationship) => relationship.type === 'officeDocument')
  if (!main) throw new DocumentError('damaged', 'The file is damaged: it does not say which part is the document.')
  return main.target
}

function resolve(folder: string, target: string): string {
  const segments: string[] = []
  for (const segment of (target.startsWith('/') ? target : `${folder}${target}`).split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(segment)
  }
  return segments.join('/')
}

/** Part names are compared without case (ECMA-376-2, section 6.2.2); some producers write backslashes. */
export function storedName(zip: ZipPackage, wanted: string): string | undefined {
  if (zip.has(wanted)) return wanted
  const lower = wanted.toLowerCase()
  return zip.names.find((name) => name.replaceAll('\\', '/').toLowerCase() === lower)
}

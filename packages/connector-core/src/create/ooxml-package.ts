import { strToU8, zipSync } from 'fflate'

/** One part of an Open Packaging Conventions package (ECMA-376 part 2). */
export interface Part {
  /** Name without the leading slash, such as `word/document.xml`. */
  name: string
  /** Media type below `application/vnd.openxmlformats-`, or a full one. */
  type: string
  /** XML without the declaration. */
  xml: string
  /** Parts that this one refers to, as `rId1`, `rId2`, ... in this order. Targets are part names. */
  related?: readonly Relationship[]
}

export interface Relationship {
  /** Below {@link relationshipBase}, or a full URI. */
  type: string
  target: string
}

export const relationshipBase = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const packageBase = 'http://schemas.openxmlformats.org/package/2006'
const coreProperties = `${packageBase}/relationships/metadata/core-properties`

/** Escapes text for an element or a double-quoted attribute. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}

/**
 * A package with these parts, the first of them the main document, and document properties in the language `tag`.
 * Content types and relationships follow from the parts, so they cannot disagree. Equal input gives equal bytes.
 */
export function composePackage(parts: readonly [Part, ...Part[]], tag: string): Uint8Array {
  const all = [...parts, ...propertyParts(tag)]
  const root: Relationship[] = [
    { type: 'officeDocument', target: parts[0].name },
    { type: coreProperties, target: 'docProps/core.xml' },
    { type: 'extended-properties', target: 'docProps/app.xml' },
  ]
  const files: Record<string, Uint8Array> = {
    '[Content_Types].xml': encode(contentTypes(all)),
    '_rels/.rels': encode(relationships('', root)),
  }
  for (const part of all) {
    files[part.name] = encode(part.xml)
    if (part.related !== undefined) files[relationshipsName(part.name)] = encode(relationships(part.name, part.related))
  }
  // ZIP keeps local time; a local date gives the same bytes in every zone.
  return zipSync(files, { level: 9, mtime: new Date(1980, 0, 1) })
}

function encode(xml: string): Uint8Array {
  return strToU8(declaration + xml)
}

function propertyParts(tag: string): Part[] {
  return [
    {
      name: 'docProps/core.xml',
      type: 'application/vnd.openxmlformats-package.core-properties+xml',
      xml: `<cp:coreProperties xmlns:cp="${packageBase}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:language>${tag}</dc:language></cp:coreProperties>`,
    },
    {
      name: 'docProps/app.xml',
      type: 'officedocument.extended-properties+xml',
      xml: '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>OpenWith</Application></Properties>',
    },
  ]
}

function contentTypes(parts: readonly Part[]): string {
  const overrides = parts.map(({ name, type }) => {
    const full = type.startsWith('application/') ? type : `application/vnd.openxmlformats-${type}`
    return `<Override PartName="/${name}" ContentType="${full}"/>`
  })
  return `<Types xmlns="${packageBase}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${overrides.join('')}</Types>`
}

function relationships(source: string, related: readonly Relationship[]): string {
  const rows = related.map(({ type, target }, index) => {
    const full = type.includes(':') ? type : `${relationshipBase}/${type}`
    return `<Relationship Id="rId${index + 1}" Type="${full}" Target="${relativeTarget(source, target)}"/>`
  })
  return `<Relationships xmlns="${packageBase}/relationships">${rows.join('')}</Relationships>`
}

function relationshipsName(part: string): string {
  const slash = part.lastIndexOf('/') + 1
  return `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`
}

/** Relative to the folder of `source`: some readers do not take absolute targets. */
function relativeTarget(source: string, target: string): string {
  const from = source.split('/').slice(0, -1)
  const to = target.split('/')
  while (from.length > 0 && from[0] === to[0]) {
    from.shift()
    to.shift()
  }
  return [...from.map(() => '..'), ...to].join('/')
}

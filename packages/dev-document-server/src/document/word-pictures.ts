import type { PlacedPicture, ShownPicture } from '../rooms.ts'
import { contentTypeSplices } from './content-types.ts'
import { readXmlPart, relationshipsOf, relationshipsPart, storedName, type XmlPart } from './relationships.ts'
import {
  appended,
  applySplices,
  attributeOf,
  childOf,
  descendantsOf,
  escapeAttribute,
  prefixOf,
  type Splice,
  type XmlElement,
} from './xml.ts'
import type { ZipPackage } from './zip-package.ts'

/** Picture kinds that browsers show. */
const shownTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  bmp: 'image/bmp',
  webp: 'image/webp',
}
/** English Metric Units: 914400 to the inch, at 96 pixels to the inch (ECMA-376-1, section 20.1.2.1). */
const emuOfPixel = 9525
/** A twentieth of a point. */
const emuOfTwip = 635
const letterPage = { w: 12_240, h: 15_840, margin: 1440 }

const strictWord = 'http://purl.oclc.org/ooxml/wordprocessingml/main'
const transitional = {
  drawing: 'http://schemas.openxmlformats.org/drawingml/2006/main',
  picture: 'http://schemas.openxmlformats.org/drawingml/2006/picture',
  placed: 'http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing',
  relationships: 'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
}
const strict: typeof transitional = {
  drawing: 'http://purl.oclc.org/ooxml/drawingml/main',
  picture: 'http://purl.oclc.org/ooxml/drawingml/picture',
  placed: 'http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing',
  relationships: 'http://purl.oclc.org/ooxml/officeDocument/relationships',
}

/** A picture of the package as a page shows it. */
export interface FoundPicture extends ShownPicture {
  readonly part: string
  readonly contentType: string
}

/** Gives the pictures of paragraphs of one part, as far as browsers show such files. */
export function findPictures(zip: ZipPackage, part: XmlPart): (paragraph: XmlElement) => FoundPicture[] {
  const targets = new Map(relationshipsOf(zip, part.name).map(({ id, target }) => [id, target]))
  let count = 0
  return (paragraph) => {
    const found: FoundPicture[] = []
    for (const drawing of descendantsOf(paragraph, 'drawing')) {
      const blip = descendantsOf(drawing, 'blip').next().value
      const target = blip && targets.get(attributeOf(part.text, blip, 'embed') ?? '')
      const contentType = target && shownTypes[target.slice(target.lastIndexOf('.') + 1).toLowerCase()]
      if (!contentType) continue
      const extent = descendantsOf(drawing, 'extent').next().value
      const properties = descendantsOf(drawing, 'docPr').next().value
      const pixels = (name: string) => {
        const emu = Number(extent && attributeOf(part.text, extent, name))
        return emu > 0 ? Math.max(1, Math.round(emu / emuOfPixel)) : 1
      }
      const words = (name: string) => (properties && attributeOf(part.text, properties, name)) || undefined
      found.push({
        id: `${part.name}#picture${++count}`,
        alt: words('descr') ?? words('name') ?? 'Picture',
        width: pixels('cx'),
        height: pixels('cy'),
        part: target,
        contentType,
      })
    }
    return found
  }
}

/** What inserted pictures change in the package, besides the splices of the main part. */
export interface PictureParts {
  readonly splices: readonly Splice[]
  readonly parts: ReadonlyMap<string, Uint8Array>
  readonly added: ReadonlyMap<string, Uint8Array>
}

/**
 * Puts each picture as an inline drawing into a paragraph of its own: the media part, its relationship and its content
 * type. ECMA-376-1, sections 17.3.3.9 (drawing) and 20.4.2.8 (inline); ECMA-376-2, section 6.2.3 (content types).
 */
export function placePictures(
  zip: ZipPackage,
  main: XmlPart,
  paragraphOf: (blockId: string) => XmlElement | undefined,
  pictures: readonly PlacedPicture[],
): PictureParts {
  const added = new Map<string, Uint8Array>()
  const types = new Map<string, string>()
  const links: { id: string; target: string }[] = []
  const splices: Splice[] = []
  const namespaces = main.root.namespace === strictWord ? strict : transitional
  const { folder, name: linksName } = relationshipsPart(main.name)
  const linksPart = readLinks(zip, linksName)
  const nextLink = unused('rId', linksPart.ids)
  const nextMedia = unused(`${folder}media/image`, new Set(zip.names.map(stem)))
  let drawingId = highestDrawingId(main)
  for (const { picture, after, name } of pictures) {
    const part = `${nextMedia()}.${picture.extension}`
    const link = nextLink()
    added.set(part, picture.bytes)
    types.set(picture.extension, picture.contentType)
    links.push({ id: link, target: part.slice(folder.length) })
    const paragraph = after === null ? undefined : paragraphOf(after)
    const place = placeAfter(main, paragraph)
    const size = fit(picture, textArea(main, place.start))
    const xml = paragraphXml({ ...size, id: ++drawingId, link, name, namespaces, prefix: place.prefix })
    splices.push({ start: place.start, end: place.end, text: `${place.before}${xml}${place.after}` })
  }
  const parts = new Map<string, Uint8Array>()
  const typesPart = readXmlPart(zip, storedName(zip, '[Content_Types].xml') ?? '[Content_Types].xml')
  const typeSplices = contentTypeSplices(typesPart, types, [...added.keys()], linksPart.part === null)
  if (typeSplices.length > 0) parts.set(typesPart.name, typesPart.encode(applySplices(typesPart.text, typeSplices)))
  const linkXml = (prefix: string) =>
    links
      .map(
        ({ id, target }) =>
          `<${prefix}Relationship Id="${id}" Type="${namespaces.relationships}/image" Target="${escapeAttribute(target)}"/>`,
      )
      .join('')
  if (linksPart.part === null) {
    const xml = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${linkXml('')}</Relationships>`
    added.set(linksName, Buffer.from(xml, 'utf8'))
  } else {
    const { part } = linksPart
    parts.set(
      part.name,
      part.encode(applySplices(part.text, [appended(part.text, part.root, linkXml(prefixOf(part.root)))])),
    )
  }
  return { splices, parts, added }
}

function readLinks(zip: ZipPackage, name: string): { part: XmlPart | null; ids: Set<string> } {
  const stored = storedName(zip, name)
  if (stored === undefined) return { part: null, ids: new Set() }
  const part = readXmlPart(zip, stored)
  return { part, ids: new Set(part.root.children.map((child) => attributeOf(part.text, child, 'Id') ?? '')) }
}

/** Names that nothing has yet: `rId1`, `rId2`, ... */
function unused(start: string, taken: Set<string>): () => string {
  const isTaken = new Set([...taken].map((name) => name.toLowerCase()))
  let count = 0
  return () => {
    do count++
    while (isTaken.has(`${start}${count}`.toLowerCase()))
    return `${start}${count}`
  }
}

const stem = (name: string) => name.replaceAll('\\', '/').replace(/\.[^./]*$/, '')

function highestDrawingId({ text, root }: XmlPart): number {
  let highest = 0
  for (const properties of descendantsOf(root, 'docPr')) {
    const id = Number(attributeOf(text, properties, 'id'))
    if (Number.isSafeInteger(id) && id < 0x7fff_0000) highest = Math.max(highest, id)
  }
  return highest
}

/** Behind the paragraph, outside of a content control that may hold just one; without a paragraph before the last section's end. */
function placeAfter({ text, root }: XmlPart, paragraph: XmlElement | undefined) {
  if (paragraph !== undefined) {
    let target = paragraph
    while (target.parent?.local === 'sdtContent' && target.parent.parent) target = target.parent.parent
    return { start: target.end, end: target.end, prefix: prefixOf(paragraph), before: '', after: '' }
  }
  const body = childOf(root, 'body') ?? root
  const prefix = prefixOf(body)
  const section = body.children.at(-1)?.local === 'sectPr' ? body.children.at(-1) : undefined
  if (section) return { start: section.start, end: section.start, prefix, before: '', after: '' }
  const { start, end, text: open } = appended(text, body, '\0')
  const [before = '', after = ''] = open.split('\0')
  return { start, end, prefix, before, after }
}

/** Space for text, in EMU, of the section that ends next (ECMA-376-1, section 17.6). */
function textArea({ text, root }: XmlPart, place: number): { width: number; height: number } {
  const sections = [...descendantsOf(root, 'sectPr')].filter((section) => section.parent?.local !== 'sectPrChange')
  const section = sections.find(({ start }) => start >= place) ?? sections.at(-1)
  const number = (child: string, name: string, otherwise: number) => {
    const element = childOf(section, child)
    const value = Number(element && attributeOf(text, element, name))
    return Number.isFinite(value) && value > 0 ? value : otherwise
  }
  const margin = (name: string) => number('pgMar', name, letterPage.margin)
  const columns = Math.floor(number('cols', 'num', 1))
  const wide = number('pgSz', 'w', letterPage.w) - margin('left') - margin('right')
  const width = (wide - (columns - 1) * number('cols', 'space', 720)) / columns
  const height = number('pgSz', 'h', letterPage.h) - margin('top') - margin('bottom')
  return { width: Math.max(width, 720) * emuOfTwip, height: Math.max(height, 720) * emuOfTwip }
}

/** The real size in EMU, made smaller where it does not fit. */
function fit(picture: { width: number; height: number }, area: { width: number; height: number }) {
  const width = picture.width * emuOfPixel
  const height = picture.height * emuOfPixel
  const scale = Math.min(1, area.width / width, area.height / height)
  return { cx: Math.max(1, Math.floor(width * scale)), cy: Math.max(1, Math.floor(height * scale)) }
}

function paragraphXml(input: {
  cx: number
  cy: number
  id: number
  link: string
  name: string | null
  namespaces: typeof transitional
  prefix: string
}): string {
  const { cx, cy, id, link, name, namespaces, prefix: w } = input
  const description = name === null ? '' : ` descr="${escapeAttribute(name)}"`
  const title = `name="Picture ${id}"${description}`
  return (
    `<${w}p><${w}r><${w}drawing>` +
    `<wp:inline xmlns:wp="${namespaces.placed}" distT="0" distB="0" distL="0" distR="0">` +
    `<wp:extent cx="${cx}" cy="${cy}"/><wp:docPr id="${id}" ${title}/>` +
    `<wp:cNvGraphicFramePr><a:graphicFrameLocks xmlns:a="${namespaces.drawing}" noChangeAspect="1"/></wp:cNvGraphicFramePr>` +
    `<a:graphic xmlns:a="${namespaces.drawing}"><a:graphicData uri="${namespaces.picture}">` +
    `<pic:pic xmlns:pic="${namespaces.picture}">` +
    `<pic:nvPicPr><pic:cNvPr id="${id}" ${title}/><pic:cNvPicPr/></pic:nvPicPr>` +
    `<pic:blipFill><a:blip xmlns:r="${namespaces.relationships}" r:embed="${link}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>` +
    `<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="${cx}" cy="${cy}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>` +
    `</pic:pic></a:graphicData></a:graphic></wp:inline></${w}drawing></${w}r></${w}p>`
  )
}

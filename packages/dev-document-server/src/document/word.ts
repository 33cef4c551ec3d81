import type { BlockLook, DocumentBlock, EditableDocument } from '../rooms.ts'
import { DocumentError } from './document-error.ts'
import { editParagraph, type Paragraph, readParagraph, textRunsOf } from './paragraph.ts'
import { mainPart, readXmlPart, relationshipsOf, type XmlPart } from './relationships.ts'
import { type FoundPicture, findPictures, placePictures } from './word-pictures.ts'
import { applySplices, attributeOf, childOf, descendantsOf, type Splice, type XmlElement } from './xml.ts'
import type { ZipPackage } from './zip-package.ts'

const wordNamespaces = new Set([
  'http://schemas.openxmlformats.org/wordprocessingml/2006/main',
  'http://purl.oclc.org/ooxml/wordprocessingml/main',
])

const groupOfPart: Readonly<Record<string, string>> = {
  header: 'Header',
  footer: 'Footer',
  footnotes: 'Footnotes',
  endnotes: 'Endnotes',
}
// Their text exists twice (a drawing and its fallback), or belongs to somebody else.
const closedElements = new Set(['AlternateContent', 'drawing', 'pict', 'object', 'del', 'moveFrom'])
const mostBlocks = 20_000

/** Opens a WordprocessingML package: one block per paragraph of the body, then of headers, footers and notes. */
export function openWord(zip: ZipPackage): EditableDocument {
  const main = mainPart(zip)
  const relationships = relationshipsOf(zip, main)
  const partOfType = (type: string) => {
    const found = relationships.find((relationship) => relationship.type === type)
    return found && readXmlPart(zip, found.target)
  }
  const styles = readStyles(partOfType('styles'))
  const markers = listMarkers(partOfType('numbering'))
  const owners = new Map<string, { part: XmlPart; paragraph: Paragraph }>()
  const blocks: DocumentBlock[] = []
  const pictures = new Map<string, FoundPicture>()

  const addPart = (part: XmlPart, group: string | undefined) => {
    let count = 0
    const picturesOf = findPictures(zip, part)
    for (const { element, table } of paragraphsOf(part.root)) {
      count++
      if (blocks.length >= mostBlocks) return
      const paragraph = readParagraph(part.text, element, 'word')
      const id = `${part.name}#${count}`
      owners.set(id, { part, paragraph })
      const runs = textRunsOf(part.text, paragraph)
      const shown = picturesOf(element)
      for (const picture of shown) pictures.set(picture.id, picture)
      const look = {
        ...paragraphLook(part.text, element, styles, markers),
        ...(table && { table }),
        ...holdings(element, shown.length),
        ...(shown.length > 0 && {
          pictures: shown.map(({ id: pictureId, alt, width, height }) => ({ id: pictureId, alt, width, height })),
        }),
      }
      blocks.push({
        id,
        label: `${group ?? 'Paragraph'} ${count}`,
        text: paragraph.text,
        ...(group && { group }),
        ...(runs.some((run) => Object.keys(run).length > 1) && { runs }),
        ...(Object.keys(look).length > 0 && { look }),
      })
    }
  }

  const document = readXmlPart(zip, main)
  if (!wordNamespaces.has(document.root.namespace)) {
    throw new DocumentError('damaged', 'The file is damaged: its main part is no text document.')
  }
  addPart(document, undefined)
  const seen = new Set<string>()
  for (const { type, target } of relationships) {
    const group = groupOfPart[type]
    if (!group || seen.has(target)) continue
    seen.add(target)
    addPart(readXmlPart(zip, target), group)
  }

  const save: EditableDocument['save'] = async (texts, placed = []) => {
    const splices = new Map<XmlPart, Splice[]>()
    for (const [id, text] of texts) {
      const owner = owners.get(id)
      const wanted = text.replace(/\r\n?|[\v\f]/g, '\n')
      if (!owner || owner.paragraph.text === wanted) continue
      const changed = editParagraph(owner.part.text, owner.paragraph, wanted)
      splices.set(owner.part, [...(splices.get(owner.part) ?? []), ...changed])
    }
    if (placed.length === 0) return zip.replace(rewriteParts(splices))
    const paragraphOf = (id: string) => {
      const owner = owners.get(id)
      return owner?.part === document ? owner.paragraph.element : undefined
    }
    const put = placePictures(zip, document, paragraphOf, placed)
    splices.set(document, [...(splices.get(document) ?? []), ...put.splices])
    return zip.replace(new Map([...rewriteParts(splices), ...put.parts]), put.added)
  }
  const picture = (id: string) => {
    const found = pictures.get(id)
    return found && { bytes: zip.read(found.part), contentType: found.contentType }
  }
  return { kind: 'word', blocks, save, picture }
}

/** Applies the collected replacements, part by part. */
export function rewriteParts(splices: ReadonlyMap<XmlPart, readonly Splice[]>): Map<string, Uint8Array> {
  const parts = new Map<string, Uint8Array>()
  for (const [part, list] of splices) {
    if (list.length > 0) parts.set(part.name, part.encode(applySplices(part.text, list)))
  }
  return parts
}

interface PlacedParagraph {
  readonly element: XmlElement
  readonly table?: NonNullable<BlockLook['table']>
}

function* paragraphsOf(root: XmlElement): Generator<PlacedParagraph> {
  let tables = 0
  function* visit(parent: XmlElement, table: PlacedParagraph['table'] | undefined): Generator<PlacedParagraph> {
    for (const child of parent.children) {
      if (closedElements.has(child.local)) continue
      if (child.local === 'p' && child.namespace === root.namespace) yield { element: child, ...(table && { table }) }
      else if (child.local === 'tbl' && !table) yield* visitTable(child, ++tables)
      else yield* visit(child, table)
    }
  }
  // The cells of a table inside a cell are shown in the outer cell.
  function* visitTable(tableElement: XmlElement, id: number): Generator<PlacedParagraph> {
    let row = 0
    for (const rowElement of rowsOf(tableElement, 'tr')) {
      let column = 0
      for (const cell of rowsOf(rowElement, 'tc')) yield* visit(cell, { id, row, column: column++, span: 1 })
      row++
    }
  }
  yield* visit(root, undefined)
}

/** Rows or cells, also those wrapped in content controls or tracked insertions. */
function* rowsOf(parent: XmlElement, local: string): Generator<XmlElement> {
  for (const child of parent.children) {
    if (child.local === local) yield child
    else if (['sdt', 'sdtContent', 'ins', 'customXml'].includes(child.local)) yield* rowsOf(child, local)
  }
}

interface ParagraphStyle {
  readonly heading?: number
  readonly align?: string
  readonly numbering?: { readonly id: string; readonly level: number }
}

function readStyles(part: XmlPart | undefined): ReadonlyMap<string, ParagraphStyle> {
  const styles = new Map<string, ParagraphStyle>()
  for (const style of part?.root.children ?? []) {
    if (style.local !== 'style' || !part) continue
    const value = (element: XmlElement | undefined) => element && attributeOf(part.text, element, 'val')
    const properties = childOf(style, 'pPr')
    const name = value(childOf(style, 'name'))?.toLowerCase() ?? ''
    const outline = value(childOf(properties, 'outlineLvl'))
    const heading = /^heading (\d)$/.exec(name)?.[1] ?? (name === 'title' ? '0' : outline && `${Number(outline) + 1}`)
    const align = value(childOf(properties, 'jc'))
    const numbering = numberingOf(part.text, properties)
    styles.set(attributeOf(part.text, style, 'styleId') ?? '', {
      ...(heading && Number(heading) < 7 && { heading: Number(heading) }),
      ...(align && { align }),
      ...(numbering && { numbering }),
    })
  }
  return styles
}

function numberingOf(xml: string, properties: XmlElement | undefined) {
  const numbering = childOf(properties, 'numPr')
  const id = childOf(numbering, 'numId')
  const level = childOf(numbering, 'ilvl')
  const number = id && attributeOf(xml, id, 'val')
  return number && { id: number, level: Number((level && attributeOf(xml, level, 'val')) ?? 0) }
}

type NextMarker = (
  xml: string,
  paragraph: XmlElement,
  style: ParagraphStyle | undefined,
) => Pick<BlockLook, 'marker' | 'indent'>

/** Gives list items their bullet or number, counting as the paragraphs pass by. */
function listMarkers(part: XmlPart | undefined): NextMarker {
  const lists = new Map<string, { abstract: string; formats: Map<number, string> }>()
  for (const list of part?.root.children ?? []) {
    if (!part || list.local !== 'num') continue
    const link = childOf(list, 'abstractNumId')
    const abstract = (link && attributeOf(part.text, link, 'val')) ?? ''
    const definition = part.root.children.find(
      (child) => child.local === 'abstractNum' && attributeOf(part.text, child, 'abstractNumId') === abstract,
    )
    const formats = new Map<number, string>()
    for (const level of definition?.children ?? []) {
      const format = childOf(level, 'numFmt')
      if (format)
        formats.set(Number(attributeOf(part.text, level, 'ilvl') ?? 0), attributeOf(part.text, format, 'val') ?? '')
    }
    lists.set(attributeOf(part.text, list, 'numId') ?? '', { abstract, formats })
  }
  const counters = new Map<string, number[]>()
  return (xml, paragraph, style) => {
    const numbering = numberingOf(xml, childOf(paragraph, 'pPr')) || style?.numbering
    const list = numbering ? lists.get(numbering.id) : undefined
    if (!numbering || !list) return {}
    const format = list.formats.get(numbering.level) ?? 'bullet'
    const indent = numbering.level + 1
    if (format === 'none') return { indent }
    if (format === 'bullet') return { marker: '•', indent }
    const counter = counters.get(list.abstract) ?? []
    counter.length = Math.max(counter.length, numbering.level)
    counter[numbering.level] = (counter[numbering.level] ?? 0) + 1
    counter.length = numbering.level + 1
    counters.set(list.abstract, counter)
    return { marker: `${formatNumber(counter[numbering.level]!, format)}.`, indent }
  }
}

function formatNumber(number: number, format: string): string {
  const letter = String.fromCharCode(97 + ((number - 1) % 26)).repeat(Math.ceil(number / 26))
  if (format === 'lowerLetter') return letter
  if (format === 'upperLetter') return letter.toUpperCase()
  if (format === 'lowerRoman') return roman(number)
  if (format === 'upperRoman') return roman(number).toUpperCase()
  return `${number}`
}

function roman(number: number): string {
  const digits = [
    ['m', 1000],
    ['cm', 900],
    ['d', 500],
    ['cd', 400],
    ['c', 100],
    ['xc', 90],
    ['l', 50],
    ['xl', 40],
    ['x', 10],
    ['ix', 9],
    ['v', 5],
    ['iv', 4],
    ['i', 1],
  ] as const
  let rest = number
  let result = ''
  for (const [letters, value] of digits) {
    while (rest >= value) {
      result += letters
      rest -= value
    }
  }
  return result
}

const alignments: Readonly<Record<string, NonNullable<BlockLook['align']>>> = {
  center: 'center',
  right: 'right',
  end: 'right',
  both: 'justify',
  distribute: 'justify',
}

function paragraphLook(
  xml: string,
  paragraph: XmlElement,
  styles: ReadonlyMap<string, ParagraphStyle>,
  markers: NextMarker,
): BlockLook {
  const properties = childOf(paragraph, 'pPr')
  const styleElement = childOf(properties, 'pStyle')
  const style = styleElement && styles.get(attributeOf(xml, styleElement, 'val') ?? '')
  const jc = childOf(properties, 'jc')
  const align = alignments[(jc && attributeOf(xml, jc, 'val')) ?? style?.align ?? '']
  return {
    ...(style?.heading !== undefined && { heading: style.heading }),
    ...(align && { align }),
    ...markers(xml, paragraph, style),
  }
}

const holdingNames: Readonly<Record<string, string>> = {
  drawing: 'image',
  pict: 'image',
  object: 'object',
  footnoteReference: 'footnote',
  endnoteReference: 'endnote',
  oMath: 'formula',
}

function holdings(paragraph: XmlElement, shownPictures: number): Pick<BlockLook, 'holds'> {
  const isThere = (local: string) =>
    [...descendantsOf(paragraph, local)].length > (local === 'drawing' ? shownPictures : 0)
  const holds = Object.entries(holdingNames)
    .filter(([local]) => isThere(local))
    .map(([, name]) => name)
  return holds.length > 0 ? { holds: [...new Set(holds)] } : {}
}

import type { BlockLook, DocumentBlock, EditableDocument } from '../rooms.ts'
import { DocumentError } from './document-error.ts'
import { editParagraph, type Paragraph, readParagraph, textRunsOf } from './paragraph.ts'
import { mainPart, readXmlPart, relationshipsOf, type XmlPart } from './relationships.ts'
import { rewriteParts } from './word.ts'
import { attributeOf, childOf, descendantsOf, type Splice, type XmlElement } from './xml.ts'
import type { ZipPackage } from './zip-package.ts'

const mostBlocks = 20_000
// English Metric Units: 914,400 to the inch, 12,700 to the point (ECMA-376-1, section 20.1.10.16).
const emuPerPoint = 12_700

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

interface Shape {
  readonly element: XmlElement
  readonly placeholder: { readonly type: string; readonly index: string } | undefined
  readonly box: Box | undefined
}

/** Opens a PresentationML package: one block per paragraph, slides in order, shapes in drawing order. */
export function openSlides(zip: ZipPackage): EditableDocument {
  const presentation = readXmlPart(zip, mainPart(zip))
  if (presentation.root.local !== 'presentation') {
    throw new DocumentError('damaged', 'The file is damaged: its main part is no presentation.')
  }
  const sizeElement = childOf(presentation.root, 'sldSz')
  const size = {
    width: Number((sizeElement && attributeOf(presentation.text, sizeElement, 'cx')) || 9_144_000),
    height: Number((sizeElement && attributeOf(presentation.text, sizeElement, 'cy')) || 6_858_000),
  }
  const targets = new Map(relationshipsOf(zip, presentation.name).map(({ id, target }) => [id, target]))
  const owners = new Map<string, { part: XmlPart; paragraph: Paragraph }>()
  const blocks: DocumentBlock[] = []
  const layouts = new Map<string, readonly Shape[]>()
  let number = 0
  for (const entry of childOf(presentation.root, 'sldIdLst')?.children ?? []) {
    const target = targets.get(relationshipId(presentation.text, entry))
    if (!target) continue
    number++
    const part = readXmlPart(zip, target)
    const inherited = inheritedShapes(zip, target, layouts)
    let count = 0
    const shapes = shapesOf(part.text, childOf(childOf(part.root, 'cSld'), 'spTree'), (box) => box)
    for (const [shapeIndex, shape] of shapes.entries()) {
      for (const element of descendantsOf(shape.element, 'p')) {
        if (blocks.length >= mostBlocks) break
        const paragraph = readParagraph(part.text, element, 'drawing')
        const id = `${part.name}#${++count}`
        owners.set(id, { part, paragraph })
        const runs = textRunsOf(part.text, paragraph)
        blocks.push({
          id,
          label: `Slide ${number}, text ${count}`,
          text: paragraph.text,
          group: `Slide ${number}`,
          ...(runs.some((run) => Object.keys(run).length > 1) && { runs }),
          look: {
            shape: `${number}.${shapeIndex}`,
            slideRatio: size.height / size.width,
            slideWidth: size.width / emuPerPoint,
            ...shapeLook(shape, inherited, size),
            ...paragraphLook(part.text, element, shape),
          },
        })
      }
    }
    if (count === 0) {
      const look = { slideRatio: size.height / size.width, slideWidth: size.width / emuPerPoint }
      const label = `Slide ${number}`
      blocks.push({ id: `${part.name}#0`, label, text: '', group: label, fixed: 'This slide has no text.', look })
    }
  }

  const save = async (texts: ReadonlyMap<string, string>): Promise<Uint8Array> => {
    const splices = new Map<XmlPart, Splice[]>()
    for (const [id, text] of texts) {
      const owner = owners.get(id)
      const wanted = text.replace(/\r\n?|[\v\f]/g, '\n')
      if (!owner || owner.paragraph.text === wanted) continue
      const changed = editParagraph(owner.part.text, owner.paragraph, wanted)
      splices.set(owner.part, [...(splices.get(owner.part) ?? []), ...changed])
    }
    return zip.replace(rewriteParts(splices))
  }
  return { kind: 'slide', blocks, save }
}

/** `r:id` beside the element's own `id`. */
function relationshipId(xml: string, element: XmlElement): string {
  const tag = xml.slice(element.start, element.openEnd)
  return /\s[^\s=:"']+:id\s*=\s*["']([^"']*)["']/.exec(tag)?.[1] ?? ''
}

/** Shapes with text and tables, groups opened, with boxes in slide units. */
function shapesOf(xml: string, tree: XmlElement | undefined, place: (box: Box) => Box): Shape[] {
  const shapes: Shape[] = []
  for (const element of tree?.children ?? []) {
    if (element.local === 'grpSp') shapes.push(...shapesOf(xml, element, groupPlace(xml, element, place)))
    if (element.local !== 'sp' && element.local !== 'graphicFrame' && element.local !== 'cxnSp') continue
    const transform = childOf(childOf(element, 'spPr'), 'xfrm') ?? childOf(element, 'xfrm')
    const box = boxOf(xml, transform, 'off', 'ext')
    const ph = descendantsOf(childOf(element, 'nvSpPr') ?? element, 'ph').next().value
    const placeholder = ph && { type: attributeOf(xml, ph, 'type') ?? 'body', index: attributeOf(xml, ph, 'idx') ?? '' }
    shapes.push({ element, placeholder: placeholder || undefined, box: box && place(box) })
  }
  return shapes
}

function boxOf(xml: string, transform: XmlElement | undefined, offset: string, extent: string): Box | undefined {
  const off = childOf(transform, offset)
  const ext = childOf(transform, extent)
  if (!off || !ext) return undefined
  const value = (element: XmlElement, name: string) => Number(attributeOf(xml, element, name)) || 0
  return { x: value(off, 'x'), y: value(off, 'y'), width: value(ext, 'cx'), height: value(ext, 'cy') }
}

function groupPlace(xml: string, group: XmlElement, outer: (box: Box) => Box): (box: Box) => Box {
  const transform = childOf(childOf(group, 'grpSpPr'), 'xfrm')
  const own = boxOf(xml, transform, 'off', 'ext')
  const inner = boxOf(xml, transform, 'chOff', 'chExt')
  if (!own || !inner || inner.width === 0 || inner.height === 0) return outer
  const scaleX = own.width / inner.width
  const scaleY = own.height / inner.height
  return (box) =>
    outer({
      x: own.x + (box.x - inner.x) * scaleX,
      y: own.y + (box.y - inner.y) * scaleY,
      width: box.width * scaleX,
      height: box.height * scaleY,
    })
}

/** Placeholders of the slide's layout, then of its master. */
function inheritedShapes(zip: ZipPackage, slide: string, known: Map<string, readonly Shape[]>): readonly Shape[] {
  const layout = relationshipsOf(zip, slide).find(({ type }) => type === 'slideLayout')?.target
  if (!layout) return []
  const found = known.get(layout)
  if (found) return found
  const shapes: Shape[] = []
  const master = relationshipsOf(zip, layout).find(({ type }) => type === 'slideMaster')?.target
  for (const name of [layout, master]) {
    if (!name) continue
    const part = readXmlPart(zip, name)
    shapes.push(...shapesOf(part.text, childOf(childOf(part.root, 'cSld'), 'spTree'), (box) => box))
  }
  known.set(layout, shapes)
  return shapes
}

const titleTypes = new Set(['title', 'ctrTitle'])

function shapeLook(shape: Shape, inherited: readonly Shape[], size: { width: number; height: number }): BlockLook {
  const wanted = shape.placeholder
  const matches = (other: Shape) =>
    other.placeholder !== undefined &&
    (wanted?.index !== '' && other.placeholder.index === wanted?.index
      ? true
      : other.placeholder.type === wanted?.type ||
        (titleTypes.has(other.placeholder.type) && titleTypes.has(wanted?.type ?? '')))
  const box = shape.box ?? (wanted && inherited.find((other) => other.box && matches(other))?.box)
  return {
    ...(box && {
      box: {
        x: box.x / size.width,
        y: box.y / size.height,
        width: box.width / size.width,
        height: box.height / size.height,
      },
    }),
    ...(wanted && {
      placeholder: titleTypes.has(wanted.type) ? 'title' : wanted.type === 'subTitle' ? 'subtitle' : wanted.type,
    }),
    size: titleTypes.has(wanted?.type ?? '') ? 44 : wanted ? 24 : 18,
  }
}

const alignments: Readonly<Record<string, NonNullable<BlockLook['align']>>> = {
  ctr: 'center',
  r: 'right',
  just: 'justify',
}

function paragraphLook(xml: string, paragraph: XmlElement, shape: Shape): BlockLook {
  const properties = childOf(paragraph, 'pPr')
  const level = Number((properties && attributeOf(xml, properties, 'lvl')) ?? 0)
  const align = alignments[(properties && attributeOf(xml, properties, 'algn')) ?? '']
  const isList = ['body', 'obj'].includes(shape.placeholder?.type ?? '') && !childOf(properties, 'buNone')
  const cell = tableCellOf(paragraph)
  return {
    ...(align
      ? { align }
      : ['ctrTitle', 'subTitle'].includes(shape.placeholder?.type ?? '') && { align: 'center' as const }),
    ...(isList || childOf(properties, 'buChar') || childOf(properties, 'buAutoNum') ? { marker: '•' } : {}),
    ...(level > 0 && { indent: level }),
    ...(cell && { table: cell }),
  }
}

function tableCellOf(paragraph: XmlElement): BlockLook['table'] {
  const cell = paragraph.parent?.parent
  const row = cell?.local === 'tc' ? cell.parent : undefined
  if (!cell || !row?.parent) return undefined
  const siblings = (parent: XmlElement, local: string) => parent.children.filter((child) => child.local === local)
  return { id: 1, row: siblings(row.parent, 'tr').indexOf(row), column: siblings(row, 'tc').indexOf(cell), span: 1 }
}

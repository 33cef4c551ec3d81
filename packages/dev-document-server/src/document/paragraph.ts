import type { TextRun } from '../rooms.ts'
import { textChanges } from './text-changes.ts'
import { attributeOf, childOf, escapeXml, type Splice, textOf, type XmlElement } from './xml.ts'

/** Whose paragraphs: WordprocessingML (`w:p`), DrawingML (`a:p`), or a SpreadsheetML string (`si`, `is`). */
export type TextDialect = 'word' | 'drawing' | 'sheet'

/** A stretch of a paragraph's text. What stands between segments (images, fields, notes, bookmarks) has no width here and is never touched. */
export interface TextSegment {
  /** `text`: a `t` element. `char`: an element that stands for one character, such as a tab. */
  readonly kind: 'text' | 'char'
  readonly text: string
  /** The whole element in the part. */
  readonly start: number
  readonly end: number
  readonly run: XmlElement | null
  /** A new paragraph may begin inside this segment. */
  readonly splittable: boolean
  /** Inside a hyperlink: text typed behind it stays outside. */
  readonly linked: boolean
}

export interface Paragraph {
  readonly element: XmlElement
  readonly dialect: TextDialect
  readonly segments: readonly TextSegment[]
  readonly text: string
}

const charOfElement: Readonly<Record<string, string>> = {
  tab: '\t',
  br: '\n',
  cr: '\n',
  noBreakHyphen: '\u2011',
  softHyphen: '\u00ad',
}
const wordContainers = new Set([
  'hyperlink',
  'ins',
  'moveTo',
  'smartTag',
  'sdt',
  'sdtContent',
  'fldSimple',
  'customXml',
  'dir',
  'bdo',
])

/** Reads the text of a paragraph. Deleted text of tracked changes is not part of it. */
export function readParagraph(xml: string, element: XmlElement, dialect: TextDialect): Paragraph {
  const segments = { word: wordSegments, drawing: drawingSegments, sheet: sheetSegments }[dialect](xml, element)
  return { element, dialect, segments, text: segments.map((segment) => segment.text).join('') }
}

function wordSegments(xml: string, paragraph: XmlElement): TextSegment[] {
  const segments: TextSegment[] = []
  const canSplit = isPlainParagraph(xml, paragraph)
  let fields = 0
  const visit = (parent: XmlElement, linked: boolean) => {
    for (const child of parent.children) {
      if (wordContainers.has(child.local))
        visit(child, linked || child.local === 'hyperlink' || child.local === 'fldSimple')
      if (child.local !== 'r' || child.namespace !== paragraph.namespace) continue
      for (const item of child.children) {
        if (item.local === 'fldChar') {
          const type = attributeOf(xml, item, 'fldCharType')
          fields += type === 'begin' ? 1 : type === 'end' ? -1 : 0
        }
        const char = item.local === 'br' && attributeOf(xml, item, 'type') ? undefined : charOfElement[item.local]
        if (item.namespace !== paragraph.namespace || (item.local !== 't' && !char)) continue
        segments.push({
          kind: char ? 'char' : 'text',
          text: char ?? wordText(xml, item),
          start: item.start,
          end: item.end,
          run: child,
          splittable: canSplit && parent === paragraph && fields === 0,
          linked: linked || fields > 0,
        })
      }
    }
  }
  visit(paragraph, false)
  return segments
}

/** False where a second paragraph would repeat what may exist once: a section break, a tracked mark, a content control. */
function isPlainParagraph(xml: string, paragraph: XmlElement): boolean {
  const properties = childOf(paragraph, 'pPr')
  if (
    properties &&
    /[:<](sectPr|pPrChange|ins|del|moveFrom|moveTo)[\s/>]/.test(xml.slice(properties.start, properties.end))
  ) {
    return false
  }
  for (let at = paragraph.parent; at; at = at.parent) if (at.local === 'sdtContent') return false
  return true
}

/** White space as Word shows it: line ends are spaces, and only `xml:space="preserve"` keeps the outer ones. */
function wordText(xml: string, element: XmlElement): string {
  const text = textOf(xml, element).replace(/[\n\t]/g, ' ')
  return attributeOf(xml, element, 'space') === 'preserve' ? text : text.replace(/^ +| +$/g, '')
}

function drawingSegments(xml: string, paragraph: XmlElement): TextSegment[] {
  const segments: TextSegment[] = []
  for (const child of paragraph.children) {
    if (child.local === 'br') {
      segments.push({
        kind: 'char',
        text: '\n',
        start: child.start,
        end: child.end,
        run: child,
        splittable: true,
        linked: false,
      })
    }
    const text = child.local === 'r' ? childOf(child, 't') : undefined
    if (!text) continue
    const linked = childOf(childOf(child, 'rPr'), 'hlinkClick') !== undefined
    const value = textOf(xml, text).replaceAll('\n', ' ')
    segments.push({ kind: 'text', text: value, start: text.start, end: text.end, run: child, splittable: true, linked })
  }
  return segments
}

function sheetSegments(xml: string, item: XmlElement): TextSegment[] {
  const segments: TextSegment[] = []
  for (const child of item.children) {
    const text = child.local === 't' ? child : child.local === 'r' ? childOf(child, 't') : undefined
    if (!text) continue
    const value = decodeSheetText(textOf(xml, text))
    segments.push({
      kind: 'text',
      text: value,
      start: text.start,
      end: text.end,
      run: child,
      splittable: false,
      linked: false,
    })
  }
  return segments
}

/** `_x000D_` escapes of SpreadsheetML (ECMA-376-1, section 22.9.2.19). */
function decodeSheetText(text: string): string {
  if (!text.includes('_x')) return text
  const decoded = text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
  return decoded.replace(/\r\n?/g, '\n')
}

/** Text for a `t` or `v` element of SpreadsheetML. */
export function escapeSheetText(text: string): string {
  return escapeXml(text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_'))
}

/** Formatting of the paragraph's text, for showing it. */
export function textRunsOf(xml: string, paragraph: Paragraph): TextRun[] {
  const runs: TextRun[] = []
  for (const segment of paragraph.segments) {
    if (segment.text === '') continue
    const look = segment.run ? runLook(xml, segment.run, paragraph.dialect) : {}
    runs.push({ length: segment.text.length, ...look, ...(segment.linked && { link: true }) })
  }
  return runs
}

/** Formatting of one run, as far as the page shows it. */
export function runLook(xml: string, run: XmlElement, dialect: TextDialect): Omit<TextRun, 'length'> {
  const properties = childOf(run, 'rPr')
  if (!properties) return {}
  const value = (name: string) => {
    const element = childOf(properties, name)
    return element && (attributeOf(xml, element, 'val') ?? '1')
  }
  const isOn = (text: string | undefined) =>
    text !== undefined && !['0', 'false', 'off', 'none', 'noStrike'].includes(text)
  if (dialect === 'drawing') {
    const size = Number(attributeOf(xml, properties, 'sz'))
    const color = childOf(childOf(properties, 'solidFill'), 'srgbClr')
    return {
      ...(isOn(attributeOf(xml, properties, 'b')) && { bold: true }),
      ...(isOn(attributeOf(xml, properties, 'i')) && { italic: true }),
      ...(isOn(attributeOf(xml, properties, 'u')) && { underline: true }),
      ...(isOn(attributeOf(xml, properties, 'strike')) && { strike: true }),
      ...(size > 0 && { size: size / 100 }),
      ...hexColor(color && attributeOf(xml, color, 'val')),
    }
  }
  const half = Number(value('sz'))
  return {
    ...(isOn(value('b')) && { bold: true }),
    ...(isOn(value('i')) && { italic: true }),
    ...(isOn(value('u')) && { underline: true }),
    ...(isOn(value('strike')) && { strike: true }),
    ...(half > 0 && dialect === 'word' && { size: half / 2 }),
    ...hexColor(value('color')),
  }
}

function hexColor(value: string | undefined) {
  return value && /^[0-9a-f]{6}$/i.test(value) && { color: `#${value.toLowerCase()}` }
}

interface EditedSegment {
  readonly segment: TextSegment
  readonly at: number
  text: string
  gone: boolean
  /** Text put beside a `char` segment. */
  before: string
  after: string
}

/** The replacements that give the paragraph `wanted` as its text. New line ends become paragraphs where they can, line breaks elsewhere. */
export function editParagraph(xml: string, paragraph: Paragraph, wanted: string): Splice[] {
  const edited: EditedSegment[] = []
  let at = 0
  for (const segment of paragraph.segments) {
    edited.push({ segment, at, text: segment.text, gone: false, before: '', after: '' })
    at += segment.text.length
  }
  let orphan = ''
  for (const change of textChanges(paragraph.text, wanted).toReversed()) {
    const home = change.insert === '' ? undefined : homeOf(edited, change)
    if (home?.segment.kind === 'text') {
      const local = Math.max(0, change.from - home.at)
      home.text = home.text.slice(0, local) + change.insert + home.text.slice(local)
    } else if (home) {
      if (change.from > home.at) home.after = change.insert + home.after
      else home.before = change.insert + home.before
    } else orphan = change.insert + orphan
    remove(edited, change, home)
  }
  const splices = edited.flatMap((one) => spliceOf(xml, paragraph, one))
  if (orphan !== '') splices.push(newRun(xml, paragraph, orphan))
  return splices
}

/** The segment that takes an insertion: the one typed over, else the one typed behind, else the one typed before. */
function homeOf(edited: readonly EditedSegment[], change: { from: number; to: number }): EditedSegment | undefined {
  const end = (one: EditedSegment) => one.at + one.segment.text.length
  const over = edited.filter((one) => one.at < change.to && end(one) > change.from)
  const overText = over.find((one) => one.segment.kind === 'text')
  if (change.to > change.from && overText) return overText
  const inside = edited.find((one) => one.at < change.from && end(one) > change.from)
  if (inside) return inside
  const behind = edited.findLast((one) => end(one) === change.from)
  const before = edited.find((one) => one.at === change.from && one !== behind)
  const isText = (one: EditedSegment | undefined) => one?.segment.kind === 'text'
  if (isText(behind) && !(behind!.segment.linked && isText(before) && !before!.segment.linked)) return behind
  if (isText(before)) return before
  return behind ?? before ?? over[0]
}

/** Takes `[from, to)` out. In the home segment the insertion stands at `from` already: the removal begins behind it. */
function remove(
  edited: readonly EditedSegment[],
  change: { from: number; to: number; insert: string },
  home: EditedSegment | undefined,
): void {
  for (const one of edited) {
    const from = Math.max(change.from, one.at)
    const to = Math.min(change.to, one.at + one.segment.text.length)
    if (to <= from) continue
    if (one.segment.kind === 'char') one.gone = true
    else {
      const local = from - one.at + (one === home ? change.insert.length : 0)
      one.text = one.text.slice(0, local) + one.text.slice(local + to - from)
    }
  }
}

function spliceOf(xml: string, paragraph: Paragraph, one: EditedSegment): Splice[] {
  const { segment } = one
  const { start, end } = segment
  if (segment.kind === 'text') {
    if (one.text === segment.text) return []
    return [{ start, end, text: textElements(xml, paragraph, segment, one.text) }]
  }
  if (!one.gone && one.before === '' && one.after === '') return []
  const beside = (text: string) => (text === '' ? '' : besideChar(xml, paragraph, segment, text))
  return [{ start, end, text: beside(one.before) + (one.gone ? '' : xml.slice(start, end)) + beside(one.after) }]
}

/** In Word a tab stands inside a run; in DrawingML a line break is a run's sibling. */
function besideChar(xml: string, paragraph: Paragraph, segment: TextSegment, text: string): string {
  const elements = textElements(xml, paragraph, segment, text)
  if (paragraph.dialect === 'word') return elements
  const prefix = prefixOf(paragraph)
  return `<${prefix}r>${runProperties(xml, segment.run, prefix)}${elements}</${prefix}r>`
}

function newRun(xml: string, paragraph: Paragraph, text: string): Splice {
  const { element, dialect } = paragraph
  const prefix = prefixOf(paragraph)
  const last = dialect === 'drawing' ? childOf(element, 'endParaRPr') : undefined
  const mark = dialect === 'word' ? childOf(childOf(element, 'pPr'), 'rPr') : last
  const properties = mark ? propertiesFrom(xml, mark, prefix) : ''
  const splittable = dialect === 'drawing' || (dialect === 'word' && isPlainParagraph(xml, element))
  const segment = { splittable, run: null } as const
  const elements = textElements(xml, paragraph, segment, text, properties)
  const run = dialect === 'sheet' ? elements : `<${prefix}r>${properties}${elements}</${prefix}r>`
  if (element.selfClosing) {
    const open = xml.slice(element.start, element.end).replace(/\s*\/>$/, '>')
    return { start: element.start, end: element.end, text: `${open}${run}</${element.name}>` }
  }
  const place = last?.start ?? element.closeStart
  return { start: place, end: place, text: run }
}

const prefixOf = (paragraph: Paragraph) => paragraph.element.name.slice(0, -paragraph.element.local.length)

function textElements(
  xml: string,
  paragraph: Paragraph,
  segment: Pick<TextSegment, 'splittable' | 'run'>,
  text: string,
  properties?: string,
): string {
  const prefix = prefixOf(paragraph)
  if (paragraph.dialect === 'sheet') return `<${prefix}t xml:space="preserve">${escapeSheetText(text)}</${prefix}t>`
  const space = paragraph.dialect === 'word' ? ' xml:space="preserve"' : ''
  const element = (piece: string) => `<${prefix}t${space}>${escapeXml(piece)}</${prefix}t>`
  if (text === '') return element('')
  const runXml = properties ?? runProperties(xml, segment.run, prefix)
  const newline = segment.splittable ? splitXml(xml, paragraph, runXml) : `<${prefix}br/>`
  if (paragraph.dialect === 'drawing') {
    // A DrawingML run holds exactly one text.
    return text
      .split('\n')
      .map((line) => element(line))
      .join(newline)
  }
  return text
    .split(/([\n\t])/)
    .map((piece) =>
      piece === '\n' ? newline : piece === '\t' ? `<${prefix}tab/>` : piece === '' ? '' : element(piece),
    )
    .join('')
}

/** Ends this run and paragraph and begins the next with the same properties. */
function splitXml(xml: string, paragraph: Paragraph, runXml: string): string {
  const { element } = paragraph
  const prefix = prefixOf(paragraph)
  const properties = childOf(element, 'pPr')
  const paragraphXml = properties ? xml.slice(properties.start, properties.end) : ''
  return `</${prefix}r></${element.name}><${element.name}>${paragraphXml}<${prefix}r>${runXml}`
}

function runProperties(xml: string, run: XmlElement | null, prefix: string): string {
  const properties = run ? childOf(run, 'rPr') : undefined
  return properties ? propertiesFrom(xml, properties, prefix) : ''
}

const trackedMarks = new Set(['ins', 'del', 'moveFrom', 'moveTo', 'rPrChange'])

/** Copies run properties (also those of a paragraph's mark) without what tracked changes noted there. */
function propertiesFrom(xml: string, properties: XmlElement, prefix: string): string {
  const attributes = xml
    .slice(properties.start + 1 + properties.name.length, properties.openEnd)
    .replace(/\s*\/?>$/, '')
  const inner = properties.children
    .filter((child) => !trackedMarks.has(child.local))
    .map((child) => xml.slice(child.start, child.end))
    .join('')
  if (inner === '') return attributes === '' ? '' : `<${prefix}rPr${attributes}/>`
  return `<${prefix}rPr${attributes}>${inner}</${prefix}rPr>`
}

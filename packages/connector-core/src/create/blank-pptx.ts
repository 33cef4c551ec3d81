import type { BlankLocale } from './locale.ts'
import { composePackage, type Part, relationshipBase } from './ooxml-package.ts'
import { themePart } from './theme.ts'

const namespaces = `xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="${relationshipBase}" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"`

/** Left, top, width, height in English Metric Units (360,000 a centimetre). */
type Box = readonly [left: number, top: number, width: number, height: number]

interface Placeholder {
  name: string
  /** `type`, `idx` and `sz` of the placeholder. */
  kind: string
  /** Absent: where the master has it. */
  box?: Box
  /** Style of the first level, where it differs from the master's: size in hundredths of a point, and alignment. */
  text?: { size: number; centred?: boolean }
  anchor?: 'b'
}

const slideSize = { width: 12192000, height: 6858000 }
const title: Placeholder = { name: 'Title', kind: 'type="title"' }
const content: Placeholder = { name: 'Content', kind: 'idx="1"' }

const layouts: readonly { name: string; type: string; placeholders: readonly Placeholder[] }[] = [
  {
    name: 'Title Slide',
    type: 'title',
    placeholders: [
      {
        name: 'Title',
        kind: 'type="ctrTitle"',
        box: [1524000, 1122363, 9144000, 2387600],
        text: { size: 6000, centred: true },
        anchor: 'b',
      },
      {
        name: 'Subtitle',
        kind: 'type="subTitle" idx="1"',
        box: [1524000, 3602038, 9144000, 1655762],
        text: { size: 2400, centred: true },
      },
    ],
  },
  { name: 'Title and Content', type: 'obj', placeholders: [title, content] },
  {
    name: 'Section Header',
    type: 'secHead',
    placeholders: [
      { ...title, box: [831850, 1709738, 10515600, 2852737], text: { size: 6000 }, anchor: 'b' },
      { name: 'Text', kind: 'type="body" idx="1"', box: [831850, 4589463, 10515600, 1500187], text: { size: 2400 } },
    ],
  },
  {
    name: 'Two Content',
    type: 'twoObj',
    placeholders: [
      title,
      { name: 'Content', kind: 'sz="half" idx="1"', box: [838200, 1825625, 5181600, 4351338] },
      { name: 'Content', kind: 'sz="half" idx="2"', box: [6172200, 1825625, 5181600, 4351338] },
    ],
  },
  { name: 'Title Only', type: 'titleOnly', placeholders: [title] },
  { name: 'Blank', type: 'blank', placeholders: [] },
]

/** An empty presentation, 16:9, with the usual layouts and one title slide. */
export function blankPptx(locale: BlankLocale): Uint8Array {
  const layoutParts = layouts.map((_layout, index) => `ppt/slideLayouts/slideLayout${index + 1}.xml`)
  const master = 'ppt/slideMasters/slideMaster1.xml'
  const slide = 'ppt/slides/slide1.xml'
  const theme = themePart('ppt/theme/theme1.xml', locale.fonts)
  return composePackage(
    [
      {
        name: 'ppt/presentation.xml',
        type: 'officedocument.presentationml.presentation.main+xml',
        xml: presentation(locale),
        related: [
          { type: 'slideMaster', target: master },
          { type: 'slide', target: slide },
          { type: 'presProps', target: 'ppt/presProps.xml' },
          { type: 'viewProps', target: 'ppt/viewProps.xml' },
          { type: 'theme', target: theme.name },
          { type: 'tableStyles', target: 'ppt/tableStyles.xml' },
        ],
      },
      {
        name: slide,
        type: 'officedocument.presentationml.slide+xml',
        xml: `<p:sld ${namespaces}>${tree(layouts[0]?.placeholders.map(({ name, kind }) => ({ name, kind })) ?? [], locale)}${inheritColors}</p:sld>`,
        related: [{ type: 'slideLayout', target: layoutParts[0] as string }],
      },
      {
        name: master,
        type: 'officedocument.presentationml.slideMaster+xml',
        xml: slideMaster(locale),
        related: [
          ...layoutParts.map((target) => ({ type: 'slideLayout', target })),
          { type: 'theme', target: theme.name },
        ],
      },
      ...layouts.map(
        ({ name, type, placeholders }, index): Part => ({
          name: layoutParts[index] as string,
          type: 'officedocument.presentationml.slideLayout+xml',
          xml: `<p:sldLayout ${namespaces} type="${type}" preserve="1">${tree([...placeholders, ...footers(locale)], locale, name)}${inheritColors}</p:sldLayout>`,
          related: [{ type: 'slideMaster', target: master }],
        }),
      ),
      theme,
      property('presProps', `<p:presentationPr ${namespaces}/>`),
      property('viewProps', `<p:viewPr ${namespaces}/>`),
      property('tableStyles', `<a:tblStyleLst ${namespaces} def="{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}"/>`),
    ],
    locale.tag,
  )
}

const inheritColors = '<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr>'

function property(name: string, xml: string): Part {
  return { name: `ppt/${name}.xml`, type: `officedocument.presentationml.${name}+xml`, xml }
}

/** Slide masters and layouts share one range of ids from 2^31 on; slides start at 256 (ECMA-376 part 1, 19.7.13 to 19.7.15). */
const firstMasterId = 2147483648

function presentation(locale: BlankLocale): string {
  const levels = nineLevels((level) => ({ left: (level - 1) * 457200, indent: 0, size: 1800 }), locale)
  const direction = locale.rightToLeft ? ' rtl="1"' : ''
  return `<p:presentation ${namespaces}${direction} saveSubsetFonts="1"><p:sldMasterIdLst><p:sldMasterId id="${firstMasterId}" r:id="rId1"/></p:sldMasterIdLst><p:sldIdLst><p:sldId id="256" r:id="rId2"/></p:sldIdLst><p:sldSz cx="${slideSize.width}" cy="${slideSize.height}"/><p:notesSz cx="${slideSize.height}" cy="9144000"/><p:defaultTextStyle><a:defPPr><a:defRPr ${language(locale)}/></a:defPPr>${levels}</p:defaultTextStyle></p:presentation>`
}

function slideMaster(locale: BlankLocale): string {
  const placeholders: Placeholder[] = [
    { ...title, box: [838200, 365125, 10515600, 1325563] },
    { name: 'Text', kind: 'type="body" idx="1"', box: [838200, 1825625, 10515600, 4351338] },
    ...footers(locale, 6356350),
  ]
  const colorMap = ['bg1="lt1"', 'tx1="dk1"', 'bg2="lt2"', 'tx2="dk2"']
  for (const slot of ['accent1', 'accent2', 'accent3', 'accent4', 'accent5', 'accent6', 'hlink', 'folHlink']) {
    colorMap.push(`${slot}="${slot}"`)
  }
  const ids = layouts.map(
    (_layout, index) => `<p:sldLayoutId id="${firstMasterId + index + 1}" r:id="rId${index + 1}"/>`,
  )
  const bodySizes = [2800, 2400, 2000, 1800]
  const body = nineLevels(
    (level) => ({
      left: 228600 + (level - 1) * 457200,
      indent: -228600,
      size: bodySizes[level - 1] ?? 1800,
      bullet: true,
      before: level === 1 ? 1000 : 500,
    }),
    locale,
  )
  const other = nineLevels((level) => ({ left: (level - 1) * 457200, indent: 0, size: 1800 }), locale)
  const heading = levelStyle(1, { left: 0, indent: 0, size: 4400, major: true, before: 0 }, locale)
  const background = '<p:bg><p:bgRef idx="1001"><a:schemeClr val="bg1"/></p:bgRef></p:bg>'
  return `<p:sldMaster ${namespaces}>${tree(placeholders, locale, undefined, background)}<p:clrMap ${colorMap.join(' ')}/><p:sldLayoutIdLst>${ids.join('')}</p:sldLayoutIdLst><p:txStyles><p:titleStyle>${heading}</p:titleStyle><p:bodyStyle>${body}</p:bodyStyle><p:otherStyle>${other}</p:otherStyle></p:txStyles></p:sldMaster>`
}

/** Date, footer and slide number; right-to-left slides have the date on the right. */
function footers({ rightToLeft }: BlankLocale, top?: number): Placeholder[] {
  const left = rightToLeft ? [8610600, 838200] : [838200, 8610600]
  const box = (x: number | undefined, width: number): Box | undefined =>
    top === undefined || x === undefined ? undefined : [x, top, width, 365125]
  return [
    { name: 'Date', kind: 'type="dt" sz="half" idx="10"', box: box(left[0], 2743200) },
    { name: 'Footer', kind: 'type="ftr" sz="quarter" idx="11"', box: box(4038600, 4114800) },
    { name: 'Slide Number', kind: 'type="sldNum" sz="quarter" idx="12"', box: box(left[1], 2743200) },
  ]
}

function tree(placeholders: readonly Placeholder[], locale: BlankLocale, name?: string, background = ''): string {
  const shapes = placeholders.map((placeholder, index) => shape(placeholder, index + 2, locale))
  return `<p:cSld${name === undefined ? '' : ` name="${name}"`}>${background}<p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>${shapes.join('')}</p:spTree></p:cSld>`
}

function shape(placeholder: Placeholder, id: number, locale: BlankLocale): string {
  const { name, kind, box, anchor } = placeholder
  const place =
    box === undefined
      ? '<p:spPr/>'
      : `<p:spPr><a:xfrm><a:off x="${box[0]}" y="${box[1]}"/><a:ext cx="${box[2]}" cy="${box[3]}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>`
  const field = kind.includes('sldNum')
    ? `<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum"><a:rPr ${language(locale)}/><a:t>‹#›</a:t></a:fld>`
    : ''
  return `<p:sp><p:nvSpPr><p:cNvPr id="${id}" name="${name} ${id - 1}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph ${kind}/></p:nvPr></p:nvSpPr>${place}<p:txBody>${bodyProperties(kind, box, anchor)}${listStyle(placeholder, locale)}<a:p>${field}<a:endParaRPr ${language(locale)}/></a:p></p:txBody></p:sp>`
}

function bodyProperties(kind: string, box: Box | undefined, anchor: 'b' | undefined): string {
  if (anchor !== undefined) return `<a:bodyPr anchor="${anchor}"/>`
  if (box === undefined || !isFooter(kind)) return '<a:bodyPr><a:normAutofit/></a:bodyPr>'
  return '<a:bodyPr anchor="ctr"/>'
}

function listStyle({ kind, box, text }: Placeholder, { rightToLeft }: BlankLocale): string {
  if (text !== undefined) {
    const [indent, bullet] = isTitle(kind) ? ['', ''] : [' marL="0" indent="0"', '<a:buNone/>']
    const centred = text.centred ? ' algn="ctr"' : ''
    return `<a:lstStyle><a:lvl1pPr${indent}${centred}>${bullet}<a:defRPr sz="${text.size}"/></a:lvl1pPr></a:lstStyle>`
  }
  if (box === undefined || !isFooter(kind)) return '<a:lstStyle/>'
  const [start, end] = rightToLeft ? ['r', 'l'] : ['l', 'r']
  const side = kind.includes('"ftr"') ? 'ctr' : kind.includes('"dt"') ? start : end
  return `<a:lstStyle><a:lvl1pPr algn="${side}"><a:defRPr sz="1200"/></a:lvl1pPr></a:lstStyle>`
}

function isTitle(kind: string): boolean {
  return /"(?:title|ctrTitle)"/.test(kind)
}

function isFooter(kind: string): boolean {
  return /"(?:dt|ftr|sldNum)"/.test(kind)
}

interface LevelStyle {
  left: number
  indent: number
  /** Hundredths of a point. */
  size: number
  bullet?: boolean
  major?: boolean
  /** Space before, hundredths of a point. */
  before?: number
}

function nineLevels(styleOf: (level: number) => LevelStyle, locale: BlankLocale): string {
  return [1, 2, 3, 4, 5, 6, 7, 8, 9].map((level) => levelStyle(level, styleOf(level), locale)).join('')
}

function levelStyle(level: number, style: LevelStyle, locale: BlankLocale): string {
  const direction = locale.rightToLeft ? 'algn="r" defTabSz="914400" rtl="1"' : 'algn="l" defTabSz="914400" rtl="0"'
  const slot = style.major ? 'mj' : 'mn'
  const faces = ['latin', 'ea', 'cs']
    .map((face) => `<a:${face} typeface="+${slot}-${face === 'latin' ? 'lt' : face}"/>`)
    .join('')
  const spacing =
    style.before === undefined
      ? ''
      : `<a:lnSpc><a:spcPct val="90000"/></a:lnSpc><a:spcBef><a:spcPts val="${style.before}"/></a:spcBef>`
  const bullet = style.bullet ? '<a:buFont typeface="Arial"/><a:buChar char="•"/>' : '<a:buNone/>'
  return `<a:lvl${level}pPr marL="${style.left}" indent="${style.indent}" ${direction} eaLnBrk="1" latinLnBrk="0" hangingPunct="1">${spacing}${bullet}<a:defRPr sz="${style.size}" kern="1200"><a:solidFill><a:schemeClr val="tx1"/></a:solidFill>${faces}</a:defRPr></a:lvl${level}pPr>`
}

function language({ tag, fonts }: BlankLocale): string {
  return fonts.eastAsian === '' ? `lang="${tag}"` : `lang="${tag}" altLang="en-US"`
}

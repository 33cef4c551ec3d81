import type { BlankLocale } from './locale.ts'
import { composePackage } from './ooxml-package.ts'
import { themePart } from './theme.ts'

const namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

/** An empty text document: one page of the locale's paper, with headings and the other usual styles. */
export function blankDocx(locale: BlankLocale): Uint8Array {
  return composePackage(
    [
      {
        name: 'word/document.xml',
        type: 'officedocument.wordprocessingml.document.main+xml',
        xml: `<w:document ${namespace}><w:body><w:p/>${section(locale)}</w:body></w:document>`,
        related: [
          { type: 'styles', target: 'word/styles.xml' },
          { type: 'settings', target: 'word/settings.xml' },
          { type: 'fontTable', target: 'word/fontTable.xml' },
          { type: 'theme', target: 'word/theme/theme1.xml' },
        ],
      },
      {
        name: 'word/styles.xml',
        type: 'officedocument.wordprocessingml.styles+xml',
        xml: `<w:styles ${namespace}>${defaults(locale)}${styles(locale)}</w:styles>`,
      },
      { name: 'word/settings.xml', type: 'officedocument.wordprocessingml.settings+xml', xml: settings(locale) },
      { name: 'word/fontTable.xml', type: 'officedocument.wordprocessingml.fontTable+xml', xml: fontTable(locale) },
      themePart('word/theme/theme1.xml', locale.fonts),
    ],
    locale.tag,
  )
}

/** Margins of an inch on Letter and of 25 mm on A4, in twips. */
function section({ paper, rightToLeft }: BlankLocale): string {
  const margin = paper.code === 1 ? 1440 : 1417
  const sides = ['top', 'right', 'bottom', 'left'].map((side) => `w:${side}="${margin}"`).join(' ')
  return `<w:sectPr><w:pgSz w:w="${paper.widthTwips}" w:h="${paper.heightTwips}"/><w:pgMar ${sides} w:header="708" w:footer="708" w:gutter="0"/><w:cols w:space="708"/>${rightToLeft ? '<w:bidi/>' : ''}<w:docGrid w:linePitch="360"/></w:sectPr>`
}

/** `val` is the language of Latin and other simple text, `eastAsia` and `bidi` those of the other two classes of characters. */
function languages({ tag, rightToLeft, fonts }: BlankLocale): string {
  const eastAsian = fonts.eastAsian === '' ? 'en-US' : tag
  return `w:val="${rightToLeft ? 'en-US' : tag}" w:eastAsia="${eastAsian}" w:bidi="${rightToLeft ? tag : 'ar-SA'}"`
}

function defaults(locale: BlankLocale): string {
  const fonts = themeFonts('minor')
  return `<w:docDefaults><w:rPrDefault><w:rPr>${fonts}<w:sz w:val="22"/><w:szCs w:val="22"/><w:lang ${languages(locale)}/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="160" w:line="259" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>`
}

function themeFonts(slot: 'major' | 'minor'): string {
  return `<w:rFonts w:asciiTheme="${slot}HAnsi" w:eastAsiaTheme="${slot}EastAsia" w:hAnsiTheme="${slot}HAnsi" w:cstheme="${slot}Bidi"/>`
}

function styles(locale: BlankLocale): string {
  const normal = locale.rightToLeft ? '<w:pPr><w:bidi/></w:pPr>' : ''
  return [
    `<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>${normal}</w:style>`,
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/><w:unhideWhenUsed/></w:style>',
    `<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>${cellMargins}</w:tblCellMar></w:tblPr></w:style>`,
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/><w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/></w:style>',
    ...[32, 28, 26, 24, 22, 22].map((size, index) => heading(index + 1, size)),
    paragraphStyle(
      'Title',
      'Title',
      10,
      '<w:spacing w:after="240" w:line="240" w:lineRule="auto"/><w:contextualSpacing/>',
      themeFonts('major') + fontSize(56),
    ),
    paragraphStyle(
      'Subtitle',
      'Subtitle',
      11,
      '<w:spacing w:after="160"/>',
      `<w:color w:val="595959" w:themeColor="text1" w:themeTint="A6"/>${fontSize(28)}`,
    ),
    paragraphStyle(
      'Quote',
      'Quote',
      29,
      '<w:spacing w:before="200"/><w:ind w:left="864" w:right="864"/><w:jc w:val="center"/>',
      '<w:i/><w:iCs/>',
    ),
    paragraphStyle('ListParagraph', 'List Paragraph', 34, '<w:ind w:left="720"/><w:contextualSpacing/>', ''),
    plainStyle(
      'Header',
      'header',
      '<w:tabs><w:tab w:val="center" w:pos="4536"/><w:tab w:val="right" w:pos="9072"/></w:tabs>',
    ),
    plainStyle(
      'Footer',
      'footer',
      '<w:tabs><w:tab w:val="center" w:pos="4536"/><w:tab w:val="right" w:pos="9072"/></w:tabs>',
    ),
    '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:uiPriority w:val="99"/><w:unhideWhenUsed/><w:rPr><w:color w:val="0563C1" w:themeColor="hyperlink"/><w:u w:val="single"/></w:rPr></w:style>',
    `<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="39"/><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr><w:tblPr><w:tblBorders>${gridBorders}</w:tblBorders></w:tblPr></w:style>`,
  ].join('')
}

const cellMargins = [
  ['top', 0],
  ['left', 108],
  ['bottom', 0],
  ['right', 108],
]
  .map(([side, width]) => `<w:${side} w:w="${width}" w:type="dxa"/>`)
  .join('')

const gridBorders = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV']
  .map((side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>`)
  .join('')

function heading(level: number, halfPoints: number): string {
  const before = level === 1 ? 360 : 240
  return paragraphStyle(
    `Heading${level}`,
    `heading ${level}`,
    9,
    `<w:keepNext/><w:keepLines/><w:spacing w:before="${before}" w:after="80"/><w:outlineLvl w:val="${level - 1}"/>`,
    `${themeFonts('major')}<w:b/><w:bCs/>${fontSize(halfPoints)}`,
  )
}

function paragraphStyle(id: string, name: string, priority: number, paragraph: string, run: string): string {
  return `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:uiPriority w:val="${priority}"/><w:qFormat/><w:pPr>${paragraph}</w:pPr>${run === '' ? '' : `<w:rPr>${run}</w:rPr>`}</w:style>`
}

function plainStyle(id: string, name: string, paragraph: string): string {
  return `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/><w:basedOn w:val="Normal"/><w:uiPriority w:val="99"/><w:unhideWhenUsed/><w:pPr>${paragraph}<w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr></w:style>`
}

function fontSize(halfPoints: number): string {
  return `<w:sz w:val="${halfPoints}"/><w:szCs w:val="${halfPoints}"/>`
}

/** Compatibility mode 15 keeps Word from opening the document in its compatibility view ([MS-DOCX] section 2.3.2). */
function settings(locale: BlankLocale): string {
  const slots = [
    ['bg1', 'light1'],
    ['t1', 'dark1'],
    ['bg2', 'light2'],
    ['t2', 'dark2'],
    ...[1, 2, 3, 4, 5, 6].map((n) => [`accent${n}`, `accent${n}`]),
    ['hyperlink', 'hyperlink'],
    ['followedHyperlink', 'followedHyperlink'],
  ].map(([slot, color]) => `w:${slot}="${color}"`)
  return `<w:settings ${namespace}><w:zoom w:percent="100"/><w:defaultTabStop w:val="708"/><w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang ${languages(locale)}/><w:clrSchemeMapping ${slots.join(' ')}/></w:settings>`
}

function fontTable({ fonts }: BlankLocale): string {
  const names = new Set([fonts.latin, fonts.eastAsian, fonts.complex].filter((name) => name !== ''))
  const rows = [...names].map(
    (name) => `<w:font w:name="${name}"><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>`,
  )
  return `<w:fonts ${namespace}>${rows.join('')}</w:fonts>`
}

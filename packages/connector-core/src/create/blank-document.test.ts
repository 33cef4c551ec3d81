import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { ConnectorError } from '../errors.ts'
import { matchesContainer } from '../formats/index.ts'
import { type BlankKind, blankDocument, blankKinds, checkFileName, defaultName, isBlankKind } from './index.ts'
import { translatedTags } from './texts.ts'

/** Every locale that the official connectors have a blank for. */
const officialLocales =
  'ar az-Latn bg ca cs da de default el en en-GB en-US es eu fi fr gl he hu hy id it ja ko lv ms nb no nl pl pt pt-BR ro ru si sk sl sq sr-Cyrl sr-Latn sv tr uk ur vi zh-CN zh-TW'.split(
    ' ',
  )
const locales = [...new Set([...officialLocales, ...translatedTags, 'fr-CA', 'es-MX', 'zh-HK'])]
const packages = ['docx', 'xlsx', 'pptx'] as const

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  isArray: (_name, _path, _leaf, attribute) => !attribute,
})

type Row = Record<string, string>

function rows(xml: string, root: string, name: string): Row[] {
  return parser.parse(xml)[root][0][name] ?? []
}

/** The parts of a package as text; throws unless each is well-formed XML. */
function openPackage(bytes: Uint8Array): Map<string, string> {
  const parts = new Map<string, string>()
  for (const [name, content] of Object.entries(unzipSync(bytes))) {
    const xml = strFromU8(content)
    const checked = XMLValidator.validate(xml)
    if (checked !== true) throw new Error(`${name}: ${checked.err.msg}`)
    parts.set(name, xml)
  }
  return parts
}

/** What a strict reader complains of: parts without a content type, types without a part, relationships without a target or an owner. */
function complaintsOf(parts: Map<string, string>): string[] {
  const complaints: string[] = []
  const types = parts.get('[Content_Types].xml') ?? ''
  const overrides = rows(types, 'Types', 'Override').map((row) => row.PartName?.slice(1) ?? '')
  const reached = new Set<string>()
  for (const [name, xml] of parts) {
    if (name === '[Content_Types].xml') continue
    const relations = /^(.*?)_rels\/(.*)\.rels$/.exec(name)
    if (relations === null) {
      if (!overrides.includes(name)) complaints.push(`${name} has no content type`)
      for (const [, id] of xml.matchAll(/ r:(?:id|embed)="([^"]*)"/g)) {
        const owned = parts.get(name.replace(/([^/]*)$/, '_rels/$1.rels')) ?? ''
        if (!owned.includes(`Id="${id}"`)) complaints.push(`${name} refers to ${id}, which is not there`)
      }
      continue
    }
    const [, folder = '', owner = ''] = relations
    if (owner !== '' && !parts.has(folder + owner)) complaints.push(`${name} belongs to nothing`)
    const ids = new Set<string>()
    for (const row of rows(xml, 'Relationships', 'Relationship')) {
      const target = new URL(row.Target ?? '', `http://package/${folder}`).pathname.slice(1)
      if (!parts.has(target)) complaints.push(`${name} refers to ${target}, which is not there`)
      if (ids.has(row.Id ?? '')) complaints.push(`${name} has ${row.Id} twice`)
      ids.add(row.Id ?? '')
      reached.add(target)
    }
  }
  for (const override of overrides) {
    if (!parts.has(override)) complaints.push(`a content type is given for ${override}, which is not there`)
    if (!reached.has(override)) complaints.push(`nothing refers to ${override}`)
  }
  return complaints
}

async function partOf(kind: BlankKind, locale: string, name: string): Promise<string> {
  return openPackage(await blankDocument(kind, locale)).get(name) ?? ''
}

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')

describe('complaintsOf', () => {
  it('complains of each defect, so that the tests below mean something', async () => {
    const spoil = async (change: (parts: Map<string, string>) => void) => {
      const parts = openPackage(await blankDocument('docx', 'en'))
      change(parts)
      return complaintsOf(parts)
    }
    expect(await spoil(() => {})).toEqual([])
    expect(await spoil((parts) => parts.delete('word/styles.xml'))).toHaveLength(2)
    expect(await spoil((parts) => parts.delete('_rels/.rels'))).toHaveLength(3)
    expect(await spoil((parts) => parts.set('word/extra.xml', '<x/>'))).toEqual(['word/extra.xml has no content type'])
    expect(await spoil((parts) => parts.set('word/document.xml', '<x r:id="rId9"/>'))).toHaveLength(1)
  })
})

describe('blankDocument', () => {
  it.each(packages)('makes %s packages whose parts all have types, relationships and well-formed XML', async (kind) => {
    for (const locale of locales) {
      const bytes = await blankDocument(kind, locale)
      expect([locale, complaintsOf(openPackage(bytes))]).toEqual([locale, []])
      expect(matchesContainer(bytes, kind)).toBe(true)
    }
  })

  it.each(blankKinds)('gives the same bytes for %s each time', async (kind) => {
    expect(await blankDocument(kind, 'de')).toEqual(await blankDocument(kind, 'de-DE'))
  })

  it('refuses a kind that it cannot make', async () => {
    for (const kind of ['doc', '__proto__', 'constructor', '']) {
      expect(isBlankKind(kind)).toBe(false)
      await expect(blankDocument(kind as BlankKind, 'en')).rejects.toSatisfy(
        (error) => error instanceof ConnectorError && error.code === 'format_unsupported',
      )
    }
  })

  it('stays small', async () => {
    for (const kind of blankKinds) expect((await blankDocument(kind, 'ja')).length).toBeLessThan(20_000)
  })
})

describe('a blank docx', () => {
  it('has the paper, the language and the typeface of the locale', async () => {
    expect(await partOf('docx', 'en-US', 'word/document.xml')).toContain('w:w="12240" w:h="15840"')
    expect(await partOf('docx', 'de', 'word/document.xml')).toContain('w:w="11906" w:h="16838"')
    expect(await partOf('docx', 'de', 'word/styles.xml')).toContain('<w:lang w:val="de-DE"')
    expect(await partOf('docx', 'ja', 'word/styles.xml')).toContain('w:eastAsia="ja-JP"')
    expect(await partOf('docx', 'ja', 'word/theme/theme1.xml')).toContain('<a:ea typeface="Yu Gothic"/>')
    expect(await partOf('docx', 'pt-BR', 'docProps/core.xml')).toContain('<dc:language>pt-BR</dc:language>')
  })

  it.each(['ar', 'he', 'ur', 'fa'])('runs from right to left in %s', async (locale) => {
    const styles = await partOf('docx', locale, 'word/styles.xml')
    expect(styles).toMatch(/w:styleId="Normal">.*?<w:pPr><w:bidi\/><\/w:pPr><\/w:style>/)
    expect(styles).toMatch(new RegExp(`<w:lang [^>]*w:bidi="${locale}-`))
    expect(await partOf('docx', locale, 'word/document.xml')).toMatch(/<w:bidi\/>.*<\/w:sectPr>/)
    expect(await partOf('docx', 'de', 'word/styles.xml')).not.toContain('<w:bidi/>')
  })
})

describe('a blank xlsx', () => {
  it('has one sheet with a name that Excel takes, and the paper of the locale', async () => {
    for (const locale of locales) {
      const workbook = await partOf('xlsx', locale, 'xl/workbook.xml')
      const names = [...workbook.matchAll(/<sheet name="([^"]*)"/g)].map((match) => match[1] ?? '')
      expect(names).toHaveLength(1)
      expect(names[0]).toMatch(/^[^[\]:*?/\\&<]{1,31}$/)
    }
    expect(await partOf('xlsx', 'es', 'xl/workbook.xml')).toContain('name="Hoja1"')
    expect(await partOf('xlsx', 'es-MX', 'xl/worksheets/sheet1.xml')).toContain('paperSize="1"')
    expect(await partOf('xlsx', 'es-ES', 'xl/worksheets/sheet1.xml')).toContain('paperSize="9"')
  })

  it('runs from right to left where the script does', async () => {
    expect(await partOf('xlsx', 'he', 'xl/worksheets/sheet1.xml')).toContain('rightToLeft="1"')
    expect(await partOf('xlsx', 'de', 'xl/worksheets/sheet1.xml')).not.toContain('rightToLeft')
  })
})

describe('a blank pptx', () => {
  it('is 16:9 and starts with a slide of the title layout', async () => {
    const parts = openPackage(await blankDocument('pptx', 'de'))
    const [, width, height] = /<p:sldSz cx="(\d+)" cy="(\d+)"/.exec(parts.get('ppt/presentation.xml') ?? '') ?? []
    expect(Number(width) / Number(height)).toBeCloseTo(16 / 9, 5)
    expect(parts.get('ppt/slides/_rels/slide1.xml.rels')).toContain('../slideLayouts/slideLayout1.xml')
    expect(parts.get('ppt/slideLayouts/slideLayout1.xml')).toContain('type="title"')
    expect(parts.get('ppt/slides/slide1.xml')).toMatch(/type="ctrTitle".*type="subTitle"/)
    expect(parts.get('ppt/slides/slide1.xml')).toContain('lang="de-DE"')
  })

  it('gives master and layouts ids that do not meet', async () => {
    const parts = openPackage(await blankDocument('pptx', 'de'))
    const xml = `${parts.get('ppt/presentation.xml')}${parts.get('ppt/slideMasters/slideMaster1.xml')}`
    const ids = [...xml.matchAll(/<p:sld(?:Master|Layout)Id id="(\d+)"/g)].map((match) => Number(match[1]))
    expect(ids).toHaveLength(7)
    expect(new Set(ids).size).toBe(7)
    expect(Math.min(...ids)).toBeGreaterThanOrEqual(2 ** 31)
  })

  it('runs from right to left where the script does', async () => {
    expect(await partOf('pptx', 'ar', 'ppt/presentation.xml')).toMatch(/<p:presentation [^>]*rtl="1"/)
    expect(await partOf('pptx', 'ar', 'ppt/slideMasters/slideMaster1.xml')).toMatch(
      /<p:titleStyle><a:lvl1pPr [^>]*rtl="1"/,
    )
    expect(await partOf('pptx', 'de', 'ppt/presentation.xml')).not.toContain('rtl="1"')
  })
})

describe('a blank pdf', () => {
  it('carries the form marker where Document Server looks for it', async () => {
    for (const locale of locales) {
      const bytes = await blankDocument('pdf', locale)
      expect(latin1(bytes.subarray(0, 300))).toMatch(
        /^%PDF-1\.7\r%\xcd\xca\xd2\xa9\r1 0 obj\n<<\n[^>]*>\n\/Length \d+\n\/ONLYOFFICEFORM \[ 0 \d+ \]\n[^>]*>>\nstream\r\n/,
      )
    }
  })

  it('holds the text document that the form is edited as', async () => {
    const bytes = await blankDocument('pdf', 'de')
    const [head = '', length] = /^.*?\[ 0 (\d+) \].*?stream\r\n/s.exec(latin1(bytes)) ?? []
    const source = bytes.subarray(head.length, head.length + Number(length))
    expect(new Uint8Array(source)).toEqual(await blankDocument('docx', 'de'))
    expect(latin1(bytes.subarray(head.length + Number(length))).startsWith('\r\nendstream')).toBe(true)
  })

  it('has a cross-reference table that points at each object and at itself', async () => {
    for (const locale of ['de', 'en-US', 'ar', 'zh-TW']) {
      const text = latin1(await blankDocument('pdf', locale))
      const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1])
      expect(text.startsWith('xref\n', start)).toBe(true)
      const entries = text.slice(text.indexOf('\n', start + 5) + 1, text.indexOf('trailer', start))
      expect(entries.length % 20).toBe(0)
      for (let index = 1; index < entries.length / 20; index += 1) {
        const offset = Number(entries.slice(index * 20, index * 20 + 10))
        expect(text.startsWith(`${index} 0 obj\n`, offset)).toBe(true)
      }
      expect(text).toContain(`/Size ${entries.length / 20} `)
      expect(text).toContain('/AcroForm 5 0 R')
    }
  })

  it('has the paper, the language and the direction of the locale', async () => {
    expect(latin1(await blankDocument('pdf', 'en-US'))).toContain('/MediaBox [ 0 0 612 792 ]')
    expect(latin1(await blankDocument('pdf', 'de'))).toContain('/MediaBox [ 0 0 595.3 841.9 ]')
    expect(latin1(await blankDocument('pdf', 'de'))).toContain('/Lang (de-DE)')
    expect(latin1(await blankDocument('pdf', 'ar'))).toContain('/Direction /R2L')
  })
})

describe('defaultName', () => {
  it.each([
    ['docx', 'en', 'New document.docx'],
    ['xlsx', 'de-CH', 'Neue Tabelle.xlsx'],
    ['pptx', 'pt-BR', 'Nova apresentação.pptx'],
    ['xlsx', 'pt-BR', 'Nova planilha.xlsx'],
    ['xlsx', 'pt', 'Nova folha de cálculo.xlsx'],
    ['docx', 'sr', 'Нови документ.docx'],
    ['docx', 'sr-Latn', 'Novi dokument.docx'],
    ['docx', 'zh-HK', '新文件.docx'],
    ['docx', 'no', 'Nytt dokument.docx'],
    ['pdf', 'ja', '新規フォーム.pdf'],
    ['docx', 'default', 'New document.docx'],
    ['docx', 'cy', 'New document.docx'],
  ] as const)('calls a %s in %s "%s"', (kind, locale, name) => {
    expect(defaultName(kind, locale)).toBe(name)
  })

  it('gives every locale four different names that are valid file names', () => {
    expect(translatedTags.length).toBeGreaterThanOrEqual(43)
    for (const locale of locales) {
      const names = blankKinds.map((kind) => defaultName(kind, locale))
      expect(new Set(names).size).toBe(4)
      for (const name of names) {
        expect(name).toMatch(/\S\.(docx|xlsx|pptx|pdf)$/)
        expect(checkFileName(name)).toBe(name)
      }
    }
  })

  it('has names of its own for every official locale but the English ones', () => {
    for (const locale of officialLocales) {
      if (/^(en|default)/.test(locale)) continue
      expect([locale, defaultName('docx', locale)]).not.toEqual([locale, 'New document.docx'])
    }
  })
})

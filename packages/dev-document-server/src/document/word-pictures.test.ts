import { describe, expect, it } from 'vitest'
import type { PlacedPicture } from '../rooms.ts'
import { openEditable } from './index.ts'
import { readPicture } from './picture.ts'
import { pngPicture, sampleFile, wordPackage } from './sample-packages.ts'
import { decodeXml, parseXml } from './xml.ts'
import { readZipPackage } from './zip-package.ts'

const logo = pngPicture(320, 200)
const placed = (input: Partial<PlacedPicture> & { bytes?: Uint8Array } = {}): PlacedPicture => ({
  picture: readPicture(input.bytes ?? logo)!,
  after: input.after ?? null,
  name: input.name ?? null,
})
const paragraph = (text: string) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`

/** Puts pictures into the package and gives what was saved. */
async function insert(bytes: Uint8Array, pictures: readonly PlacedPicture[], texts = new Map<string, string>()) {
  const document = await openEditable(bytes, 'docx')
  const saved = await document.save(texts, pictures)
  const zip = readZipPackage(saved)
  const xml = (name: string) => {
    const { text } = decodeXml(zip.read(name))
    parseXml(text)
    return text
  }
  return { zip, xml, body: xml('word/document.xml'), reopened: await openEditable(saved, 'docx') }
}

/** `|` for each picture among the texts of the paragraphs. */
const outline = (xml: string) =>
  xml
    .replace(/.*<w:body>/s, '')
    .replace(/<wp:inline.*?<\/wp:inline>/gs, '|')
    .replace(/<\/w:p>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .trim()

describe('putting a picture into a docx', () => {
  it.each(['python-docx.docx', 'libreoffice.docx'])(
    'adds it to %s and leaves every other part as it was',
    async (name) => {
      const before = readZipPackage(sampleFile(name))
      const { zip, xml } = await insert(sampleFile(name), [placed()])
      expect(zip.names).toEqual([...before.names, 'word/media/image1.png'])
      expect(Buffer.from(zip.read('word/media/image1.png')).equals(logo)).toBe(true)
      const changed = before.names.filter((part) => !Buffer.from(zip.read(part)).equals(before.read(part)))
      const linkPart = 'word/_rels/document.xml.rels'
      // LibreOffice names the type of PNG files in every package.
      const mayChange = ['[Content_Types].xml', 'word/document.xml', linkPart]
      expect(changed.filter((part) => !mayChange.includes(part))).toEqual([])
      const [, link] = /r:embed="(\w+)"/.exec(xml('word/document.xml'))!
      expect(xml(linkPart)).toContain(
        `<Relationship Id="${link}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/image1.png"/>`,
      )
      expect(xml(linkPart).match(new RegExp(`Id="${link}"`, 'g'))).toHaveLength(1)
      expect(xml('[Content_Types].xml')).toContain('<Default Extension="png" ContentType="image/png"/>')
    },
  )

  it('shows it again when the saved file is opened, with its name and real size', async () => {
    const { reopened } = await insert(wordPackage(paragraph('one')), [placed({ name: 'a "logo" & more.png' })])
    const [picture] = reopened.blocks.at(-1)!.look!.pictures!
    expect(picture).toMatchObject({ alt: 'a "logo" & more.png', width: 320, height: 200 })
    expect(reopened.blocks.at(-1)!.look!.holds).toBeUndefined()
    const shown = reopened.picture!(picture!.id)!
    expect(shown.contentType).toBe('image/png')
    expect(Buffer.from(shown.bytes).equals(logo)).toBe(true)
    expect(reopened.picture!('word/document.xml')).toBeUndefined()
  })

  it('stands behind the block it was put to, in order, also while texts change', async () => {
    const bytes = wordPackage(`<w:p/>${paragraph('one')}${paragraph('two')}`)
    const first = placed({ after: 'word/document.xml#1' })
    const second = placed({ after: 'word/document.xml#2' })
    const texts = new Map([
      ['word/document.xml#1', 'zero'],
      ['word/document.xml#2', 'one\nand a half'],
    ])
    const { body } = await insert(bytes, [second, first, placed(), placed({ after: 'nowhere#1' })], texts)
    expect(outline(body)).toBe('zero | one and a half | two | |')
  })

  it('is made smaller than the text is wide and high, and keeps its proportions', async () => {
    const section =
      '<w:p><w:pPr><w:sectPr><w:pgSz w:w="6000" w:h="8000"/><w:pgMar w:left="1000" w:right="1000" w:top="500" w:bottom="500"/></w:sectPr></w:pPr></w:p>'
    const extent = async (bytes: Uint8Array, after: string | null) => {
      const { body } = await insert(wordPackage(`${paragraph('one')}${section}`), [placed({ bytes, after })])
      return /<wp:extent cx="(\d+)" cy="(\d+)"\/>/.exec(body)!.slice(1).map(Number)
    }
    expect(await extent(logo, 'word/document.xml#1')).toEqual([4000 * 635, 2500 * 635])
    expect(await extent(pngPicture(10, 2000), 'word/document.xml#1')).toEqual([22_225, 7000 * 635])
    expect(await extent(logo, null)).toEqual([320 * 9525, 200 * 9525])
    expect(await extent(pngPicture(2000, 10), null)).toEqual([9360 * 635, 29_718])
  })

  it('leaves a content control, which may hold one paragraph only', async () => {
    const control = `<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>${paragraph('held')}</w:sdtContent></w:sdt>`
    const { body } = await insert(wordPackage(control), [placed({ after: 'word/document.xml#1' })])
    expect(body).toMatch(/<\/w:sdt><w:p><w:r><w:drawing>/)
  })

  it('stays inside a table cell', async () => {
    const table = `<w:tbl><w:tr><w:tc>${paragraph('cell')}</w:tc></w:tr></w:tbl>`
    const { body } = await insert(wordPackage(`${table}${paragraph('end')}`), [
      placed({ after: 'word/document.xml#1' }),
    ])
    expect(body).toMatch(/<\/w:drawing><\/w:r><\/w:p><\/w:tc>/)
  })

  it('takes names and ids that nothing else has', async () => {
    const drawing =
      '<w:p><w:r><w:drawing><wp:inline xmlns:wp="x"><wp:docPr id="41" name="old"/></wp:inline></w:drawing></w:r></w:p>'
    const links =
      '<ns0:Relationships xmlns:ns0="http://schemas.openxmlformats.org/package/2006/relationships"><ns0:Relationship Id="RID1" Type="x" Target="http://example.com/" TargetMode="External"/></ns0:Relationships>'
    const { body, zip, xml } = await insert(
      wordPackage(drawing, { parts: [['word/_rels/document.xml.rels', links]] }),
      [placed(), placed({ bytes: Buffer.concat([Buffer.from('GIF89a'), Buffer.of(9, 0, 9, 0)]) })],
    )
    expect(body.match(/<wp:docPr id="\d+"/g)).toEqual(['41', '42', '43'].map((id) => `<wp:docPr id="${id}"`))
    expect(zip.names.slice(-2)).toEqual(['word/media/image2.png', 'word/media/image3.gif'])
    const saved = xml('word/_rels/document.xml.rels')
    expect(saved).toContain('<ns0:Relationship Id="rId2"')
    expect(saved).toContain('<ns0:Relationship Id="rId3"')
  })

  it('makes the part of relationships where there is none, and names its type', async () => {
    const { xml } = await insert(wordPackage(paragraph('one')), [placed()])
    expect(xml('word/_rels/document.xml.rels')).toContain('Target="media/image2.png"')
    expect(xml('[Content_Types].xml')).toContain('Extension="rels"')
  })

  it('names the type of its part where the extension stands for something else', async () => {
    const types =
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="PNG" ContentType="image/x-png"/></Types>'
    const { xml } = await insert(wordPackage(paragraph('one'), { parts: [['[Content_Types].xml', types]] }), [placed()])
    expect(xml('[Content_Types].xml')).toContain(
      '<Override PartName="/word/media/image2.png" ContentType="image/png"/>',
    )
  })

  it('writes the strict form into a strict document', async () => {
    const namespace = 'http://purl.oclc.org/ooxml/wordprocessingml/main'
    const { body, xml } = await insert(wordPackage(paragraph('one'), { namespace }), [placed()])
    expect(body).not.toContain('schemas.openxmlformats.org')
    expect(xml('word/_rels/document.xml.rels')).toContain(
      'http://purl.oclc.org/ooxml/officeDocument/relationships/image',
    )
  })

  it('is put into a body without any paragraph', async () => {
    const { reopened } = await insert(wordPackage(''), [placed()])
    expect(reopened.blocks).toHaveLength(1)
  })
})

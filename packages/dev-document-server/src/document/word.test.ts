import { describe, expect, it } from 'vitest'
import { openEditable } from './index.ts'
import { wordPackage } from './sample-packages.ts'
import { decodeXml, parseXml } from './xml.ts'
import { readZipPackage } from './zip-package.ts'

const run = (text: string, properties = '') => `<w:r>${properties}<w:t xml:space="preserve">${text}</w:t></w:r>`
const bold = '<w:rPr><w:b/></w:rPr>'

/** Opens the body, sets the first (or given) block's text, and gives the body XML that was saved, and the texts read back. */
async function edit(body: string, text: string, block = 0, options?: Parameters<typeof wordPackage>[1]) {
  const document = await openEditable(wordPackage(body, options), 'docx')
  const saved = await document.save(new Map([[document.blocks[block]!.id, text]]))
  const xml = decodeXml(readZipPackage(saved).read('word/document.xml')).text
  parseXml(xml)
  const reopened = await openEditable(saved, 'docx')
  const inner = /<w:body>(.*)<w:sectPr\/><\/w:body>/s.exec(xml)![1]!
  return { xml: inner, texts: reopened.blocks.map((one) => one.text), was: document.blocks.map((one) => one.text) }
}

describe('editing a docx', () => {
  it('puts typed text into the run at that place', async () => {
    const { xml } = await edit(`<w:p>${run('one ')}${run('two', bold)}${run(' three')}</w:p>`, 'one two! three')
    expect(xml).toBe(`<w:p>${run('one ')}${run('two!', bold)}${run(' three')}</w:p>`)
  })

  it('deletes across runs and keeps the formatting of what is left', async () => {
    const { xml, texts } = await edit(`<w:p>${run('one ')}${run('two', bold)}${run(' three')}</w:p>`, 'on ee')
    expect(texts).toEqual(['on ee'])
    expect(xml).toContain(bold)
  })

  it('leaves untouched runs exactly as they were written', async () => {
    const odd = `<w:r w:rsidR='00AB'><w:rPr ><w:i /></w:rPr><w:t>keep &#65; me</w:t></w:r>`
    const { xml } = await edit(`<w:p>${odd}${run(' and change')}</w:p>`, 'keep A me and changed')
    expect(xml).toBe(`<w:p>${odd}${run(' and changed')}</w:p>`)
  })

  it('escapes what is typed and keeps outer spaces', async () => {
    const { xml, texts } = await edit('<w:p><w:r><w:t>x</w:t></w:r></w:p>', ' <b> & "q" 日本😀\u0007 ')
    expect(texts).toEqual([' <b> & "q" 日本😀 '])
    expect(xml).toContain('xml:space="preserve"> &lt;b&gt; &amp;')
  })

  it('makes a run in an empty paragraph, with the formatting of its mark', async () => {
    const { xml } = await edit('<w:p w:rsidR="1"><w:pPr><w:rPr><w:ins w:id="1"/><w:b/></w:rPr></w:pPr></w:p>', 'new')
    expect(xml).toContain(`${run('new', bold)}</w:p>`)
    expect((await edit('<w:p w:rsidR="1"/>', 'new')).xml).toBe(`<w:p w:rsidR="1">${run('new')}</w:p>`)
  })

  it('makes a new paragraph of a typed line end, with the same properties', async () => {
    const properties = '<w:pPr><w:jc w:val="center"/></w:pPr>'
    const { xml, texts } = await edit(`<w:p>${properties}${run('onetwo', bold)}</w:p>`, 'one\ntwo')
    expect(xml).toBe(`<w:p>${properties}${run('one', bold)}</w:p><w:p>${properties}${run('two', bold)}</w:p>`)
    expect(texts).toEqual(['one', 'two'])
  })

  it.each([
    ['a section break', `<w:p><w:pPr><w:sectPr/></w:pPr>${run('ab')}</w:p>`],
    ['a hyperlink', `<w:p><w:hyperlink>${run('ab')}</w:hyperlink></w:p>`],
    ['a content control', `<w:sdt><w:sdtContent><w:p>${run('ab')}</w:p></w:sdtContent></w:sdt>`],
  ])('makes a line break of a typed line end beside %s', async (_, body) => {
    const { xml, texts } = await edit(body, 'a\nb')
    expect(xml).toContain('<w:br/>')
    expect(texts).toEqual(['a\nb'])
  })

  it('shows tabs and line breaks as characters that can be typed and deleted', async () => {
    const body = '<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>'
    const { xml, was, texts } = await edit(body, 'ab\tc')
    expect(was).toEqual(['a\tb\nc'])
    expect(texts).toEqual(['ab\tc'])
    expect(xml).not.toContain('<w:br/>')
  })

  it('keeps images, notes, fields and page breaks whatever is deleted around them', async () => {
    const kept = [
      '<w:drawing/>',
      '<w:footnoteReference w:id="2"/>',
      '<w:instrText>PAGE</w:instrText>',
      '<w:br w:type="page"/>',
    ]
    const body = `<w:p>${run('before')}${kept.map((one) => `<w:r>${one}</w:r>`).join('')}${run('after')}</w:p>`
    const { xml, texts } = await edit(body, '')
    for (const one of kept) expect(xml).toContain(one)
    expect(texts).toEqual([''])
  })

  it('neither shows nor touches deleted text of tracked changes', async () => {
    const deleted = '<w:del w:id="1"><w:r><w:delText>gone</w:delText></w:r></w:del>'
    const { xml, was } = await edit(`<w:p>${run('a')}${deleted}<w:ins w:id="2">${run('b')}</w:ins></w:p>`, 'abc')
    expect(was).toEqual(['ab'])
    expect(xml).toContain(deleted)
    expect(xml).toContain(`<w:ins w:id="2">${run('bc')}</w:ins>`)
  })

  it('leaves text boxes alone, which stand in the file twice', async () => {
    const box = `<w:r><mc:AlternateContent xmlns:mc="m"><mc:Choice><w:txbxContent><w:p>${run('box')}</w:p></w:txbxContent></mc:Choice></mc:AlternateContent></w:r>`
    const { xml, was } = await edit(`<w:p>${run('a')}${box}</w:p>`, 'b')
    expect(was).toEqual(['a'])
    expect(xml).toContain(box)
  })

  it('types outside of a link that ends where the caret is', async () => {
    const { xml } = await edit(`<w:p><w:hyperlink>${run('link')}</w:hyperlink>${run(' text')}</w:p>`, 'link, text')
    expect(xml).toBe(`<w:p><w:hyperlink>${run('link')}</w:hyperlink>${run(', text')}</w:p>`)
  })

  it('edits paragraphs in table cells and places them', async () => {
    const cell = (text: string) => `<w:tc><w:p>${run(text)}</w:p></w:tc>`
    const table = `<w:tbl><w:tr>${cell('a')}${cell('b')}</w:tr><w:tr>${cell('c')}${cell('d')}</w:tr></w:tbl>`
    expect((await edit(table, 'D', 3)).texts).toEqual(['a', 'b', 'c', 'D'])
    const { blocks } = await openEditable(wordPackage(table), 'docx')
    expect(blocks.map((block) => [block.look?.table?.row, block.look?.table?.column])).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ])
  })

  it('opens the strict form and foreign prefixes', async () => {
    const strict = 'http://purl.oclc.org/ooxml/wordprocessingml/main'
    expect((await edit(`<w:p>${run('a')}</w:p>`, 'b', 0, { namespace: strict })).texts).toEqual(['b'])
    const foreign = `<x:p xmlns:x="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><x:r><x:t>a</x:t></x:r></x:p>`
    expect((await edit(foreign, 'b\tc')).xml).toContain(
      '<x:t xml:space="preserve">b</x:t><x:tab/><x:t xml:space="preserve">c</x:t>',
    )
  })

  it('ignores texts of blocks it does not know', async () => {
    const bytes = wordPackage(`<w:p>${run('a')}</w:p>`)
    const document = await openEditable(bytes, 'docx')
    expect(await document.save(new Map([['nothing', 'x']]))).toBe(bytes)
  })
})

describe('opening', () => {
  it('says that a password is needed for a compound file', async () => {
    const bytes = Buffer.from('d0cf11e0a1b11ae1', 'hex')
    await expect(openEditable(bytes, 'docx')).rejects.toMatchObject({ reason: 'password' })
  })

  it('refuses a workbook that calls itself a docx', async () => {
    const bytes = wordPackage('', { namespace: 'urn:other' })
    await expect(openEditable(bytes, 'docx')).rejects.toMatchObject({ reason: 'damaged' })
  })

  it('opens other kinds read-only and gives their bytes back', async () => {
    const bytes = Buffer.from('%PDF-1.7')
    const document = await openEditable(bytes, 'pdf')
    expect(document.kind).toBe('readonly')
    expect(await document.save(new Map())).toBe(bytes)
  })
})

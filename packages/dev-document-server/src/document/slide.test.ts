import { describe, expect, it } from 'vitest'
import { openEditable } from './index.ts'
import { slidePackage, textBox } from './sample-packages.ts'
import { decodeXml, parseXml } from './xml.ts'
import { readZipPackage } from './zip-package.ts'

const run = (text: string) => `<a:r><a:rPr lang="en" b="1"/><a:t>${text}</a:t></a:r>`

async function edit(paragraphs: string, text: string) {
  const document = await openEditable(slidePackage([textBox(paragraphs)]), 'pptx')
  const saved = await document.save(new Map([[document.blocks[0]!.id, text]]))
  const xml = decodeXml(readZipPackage(saved).read('ppt/slides/slide1.xml')).text
  parseXml(xml)
  return { xml, texts: (await openEditable(saved, 'pptx')).blocks.map((block) => block.text) }
}

describe('editing a pptx', () => {
  it('shows slides in the order of the presentation, not of their names', async () => {
    const { blocks } = await openEditable(
      slidePackage([textBox(`<a:p>${run('one')}</a:p>`), textBox(`<a:p>${run('two')}</a:p>`)]),
      'pptx',
    )
    expect(blocks.map((block) => [block.group, block.text])).toEqual([
      ['Slide 1', 'one'],
      ['Slide 2', 'two'],
    ])
  })

  it('places boxes in fractions of the slide, through scaled groups', async () => {
    const group = `<p:grpSp><p:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="6096000" cy="3429000"/><a:chOff x="0" y="0"/><a:chExt cx="12192000" cy="6858000"/></a:xfrm></p:grpSpPr>${textBox(`<a:p>${run('x')}</a:p>`)}</p:grpSp>`
    const { blocks } = await openEditable(slidePackage([group]), 'pptx')
    expect(blocks[0]?.look?.box).toEqual({ x: 0.0375, y: 1 / 15, width: 0.25, height: 0.25 })
  })

  it('keeps the run that is typed into', async () => {
    expect((await edit(`<a:p>${run('Hello')}</a:p>`, 'Hello, 世界 & all')).xml).toContain(
      `<a:p>${run('Hello, 世界 &amp; all')}</a:p>`,
    )
  })

  it('makes a paragraph of a typed line end and keeps breaks and fields', async () => {
    const field = '<a:fld id="{1}" type="slidenum"><a:t>7</a:t></a:fld>'
    const { xml, texts } = await edit(
      `<a:p><a:pPr algn="ctr"/>${run('a')}<a:br/>${run('b')}${field}<a:endParaRPr lang="en"/></a:p>`,
      'a\nb\nc',
    )
    expect(texts).toEqual(['a\nb', 'c'])
    expect(xml).toContain(field)
    expect(xml).toContain(`</a:p><a:p><a:pPr algn="ctr"/>${run('c')}`)
  })

  it('writes into an empty paragraph before its end properties, with their formatting', async () => {
    const { xml } = await edit('<a:p><a:endParaRPr lang="de" sz="2400"/></a:p>', 'neu')
    expect(xml).toContain(
      '<a:p><a:r><a:rPr lang="de" sz="2400"/><a:t>neu</a:t></a:r><a:endParaRPr lang="de" sz="2400"/></a:p>',
    )
  })

  it('takes a line break out', async () => {
    const { texts, xml } = await edit(`<a:p>${run('a')}<a:br/>${run('b')}</a:p>`, 'ab')
    expect(texts).toEqual(['ab'])
    expect(xml).not.toContain('<a:br/>')
  })

  it('shows a slide without text as fixed', async () => {
    const { blocks } = await openEditable(slidePackage(['']), 'pptx')
    expect(blocks).toMatchObject([{ group: 'Slide 1', text: '', fixed: expect.any(String) }])
  })
})

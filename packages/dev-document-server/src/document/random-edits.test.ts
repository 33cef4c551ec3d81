import { describe, expect, it } from 'vitest'
import type { DocumentBlock } from '../rooms.ts'
import { openEditable } from './index.ts'
import { randomNumbers, sampleFile, slidePackage, textBox } from './sample-packages.ts'
import { decodeXml, parseXml } from './xml.ts'
import { readZipPackage } from './zip-package.ts'

const slides = slidePackage([
  textBox(
    '<a:p><a:r><a:t>Title</a:t></a:r></a:p><a:p><a:r><a:rPr b="1"/><a:t>one </a:t></a:r><a:r><a:t>two</a:t></a:r><a:br/><a:r><a:t>three</a:t></a:r></a:p><a:p/>',
  ),
  textBox('<a:p><a:endParaRPr/></a:p>'),
])
const files: readonly [string, string, Uint8Array][] = [
  ['python-docx.docx', 'docx', sampleFile('python-docx.docx')],
  ['openpyxl.xlsx', 'xlsx', sampleFile('openpyxl.xlsx')],
  ['xlsxwriter.xlsx', 'xlsx', sampleFile('xlsxwriter.xlsx')],
  ['libreoffice.docx', 'docx', sampleFile('libreoffice.docx')],
  ['libreoffice.xlsx', 'xlsx', sampleFile('libreoffice.xlsx')],
  ['libreoffice.pptx', 'pptx', sampleFile('libreoffice.pptx')],
  ['a pptx', 'pptx', slides],
]
const pieces = [
  'a',
  'Zz',
  ' ',
  '  ',
  '\n',
  '\t',
  '&',
  '<w:t>',
  ']]>',
  'é',
  '日',
  '😀',
  '\u00ad',
  '0',
  '"',
  "'",
  '_x000D_',
]

describe.each(files)('random edits of %s', (_, extension, bytes) => {
  const allowed = extension === 'xlsx' ? pieces.filter((piece) => piece !== '\t') : pieces

  it.each(Array.from({ length: 25 }, (__, index) => index))(
    'round %i: the text is the edit, the rest is untouched',
    async (seed) => {
      const random = randomNumbers(seed * 7919 + bytes.length)
      const document = await openEditable(bytes, extension)
      const wanted = new Map<string, string>()
      for (let count = 1 + random(6); count > 0; count--) {
        const open = document.blocks.filter((block) => block.fixed === undefined)
        const block = open[random(open.length)]!
        wanted.set(block.id, randomEdit(block, random, allowed))
      }
      const saved = await document.save(wanted)
      const reopened = await openEditable(saved, extension)
      const expected = document.blocks.map((block) => wanted.get(block.id) ?? block.text)
      if (extension === 'xlsx') {
        const texts = new Map(reopened.blocks.map((block) => [block.id, block.text]))
        for (const [id, text] of wanted) {
          // A typed number loses the spaces around it, as in any spreadsheet.
          const isNumber = /^\s*\d+\s*$/.test(text)
          expect(texts.get(id) ?? '').toBe(isNumber ? (texts.get(id) === text ? text : text.trim()) : text)
        }
      } else expect(reopened.blocks.map((block) => block.text).join('\n')).toBe(expected.join('\n'))

      const before = readZipPackage(bytes)
      const after = readZipPackage(saved)
      expect(after.names).toEqual(before.names)
      const touched = new Set([...wanted.keys()].map((id) => id.split(/[#!]/)[0]!))
      for (const name of before.names) {
        const same = Buffer.from(after.read(name)).equals(before.read(name))
        const mayChange = touched.has(name) || (extension === 'xlsx' && /workbook\.xml$|worksheets\//.test(name))
        if (!mayChange) expect(same).toBe(true)
        if (!same) parseXml(decodeXml(after.read(name)).text)
      }
    },
  )
})

function randomEdit(block: DocumentBlock, random: (below: number) => number, allowed: readonly string[]): string {
  let text = block.text
  for (let count = 1 + random(4); count > 0; count--) {
    const points = [...text]
    const at = random(points.length + 1)
    const removed = random(3) === 0 ? random(6) : 0
    const typed = Array.from({ length: random(4) }, () => allowed[random(allowed.length)]!)
    text = [...points.slice(0, at), ...typed, ...points.slice(at + removed)].join('')
  }
  return text
}

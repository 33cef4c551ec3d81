import { describe, expect, it } from 'vitest'
import { openEditable } from './index.ts'
import { sheetPackage } from './sample-packages.ts'
import { decodeXml, parseXml } from './xml.ts'
import { readZipPackage } from './zip-package.ts'

const part = (bytes: Uint8Array, name: string) => decodeXml(readZipPackage(bytes).read(name)).text
const first = 'xl/worksheets/sheet1.xml'

async function edit(bytes: Uint8Array, edits: Record<string, string>) {
  const document = await openEditable(bytes, 'xlsx')
  const byLabel = new Map(document.blocks.map((block) => [block.label, block]))
  const saved = await document.save(
    new Map(Object.entries(edits).map(([label, text]) => [byLabel.get(label)!.id, text])),
  )
  for (const name of readZipPackage(saved).names) parseXml(part(saved, name))
  const reopened = await openEditable(saved, 'xlsx')
  const texts = Object.fromEntries(
    reopened.blocks.filter((block) => block.text).map((block) => [block.label, block.text]),
  )
  return { saved, xml: part(saved, first), texts, byLabel }
}

const data = (rows: string, before = '', after = '') => `${before}<sheetData>${rows}</sheetData>${after}`

describe('editing an xlsx', () => {
  it('does not change other cells that share a string', async () => {
    const bytes = sheetPackage(
      [data('<row r="1"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" t="s"><v>0</v></c></row>')],
      '<si><t>same</t></si>',
    )
    const { saved, xml, texts } = await edit(bytes, { 'S1!A1': 'other' })
    expect(texts).toEqual({ 'S1!A1': 'other', 'S1!B1': 'same' })
    expect(xml).toContain('<c r="A1" s="1" t="inlineStr"><is><t xml:space="preserve">other</t></is></c>')
    expect(part(saved, 'xl/sharedStrings.xml')).toBe(part(bytes, 'xl/sharedStrings.xml'))
  })

  it('keeps the formatting of rich text and drops its phonetic guide', async () => {
    const rich =
      '<si><r><t xml:space="preserve">plain </t></r><r><rPr><b/></rPr><t>bold</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si>'
    const { xml, texts } = await edit(sheetPackage([data('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')], rich), {
      'S1!A1': 'plain bolder',
    })
    expect(texts['S1!A1']).toBe('plain bolder')
    expect(xml).toContain('<r><rPr><b/></rPr><t xml:space="preserve">bolder</t></r>')
    expect(xml).not.toContain('rPh')
  })

  it('stores a number typed over a number as a number, and text as text', async () => {
    const bytes = sheetPackage([
      data(
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1" t="inlineStr"><is><t>3</t></is></c></row>',
      ),
    ])
    const { xml } = await edit(bytes, { 'S1!A1': '-2.5e3', 'S1!B1': '007', 'S1!C1': '4' })
    expect(xml).toContain('<c r="A1"><v>-2.5e3</v></c>')
    expect(xml).toContain('<t xml:space="preserve">007</t>')
    expect(xml).toContain('<t xml:space="preserve">4</t>')
  })

  it('shows 15 digits, and does not rewrite a number that nobody changed', async () => {
    const bytes = sheetPackage([
      data('<row r="1"><c r="A1"><v>0.30000000000000004</v></c><c r="B1"><v>1</v></c></row>'),
    ])
    const { xml, texts } = await edit(bytes, { 'S1!A1': '0.3', 'S1!B1': '2' })
    expect(texts['S1!A1']).toBe('0.3')
    expect(xml).toContain('<v>0.30000000000000004</v>')
  })

  it('makes rows and cells in their order, without a wrong hint or dimension', async () => {
    const rows = '<row r="2" spans="2:3"><c r="B2"><v>1</v></c><c r="C2"><v>2</v></c></row><row r="5"/>'
    const { xml, texts } = await edit(sheetPackage([data(rows, '<dimension ref="B2:C5"/>')]), {
      'S1!E2': 'e',
      'S1!A2': 'a',
      'S1!D2': 'd',
      'S1!B5': 'five',
      'S1!A4': 'four',
      'S1!A1': '1',
      'S1!A7': 'seven',
      'S1!A6': 'six',
    })
    expect([...xml.matchAll(/ r="([A-Z]+\d+)"/g)].map((match) => match[1])).toEqual([
      'A1',
      'A2',
      'B2',
      'C2',
      'D2',
      'E2',
      'A4',
      'B5',
      'A6',
      'A7',
    ])
    expect([...xml.matchAll(/<row r="(\d+)"/g)].map((match) => match[1])).toEqual(['1', '2', '4', '5', '6', '7'])
    expect(xml).not.toContain('spans')
    expect(xml).toContain('<dimension ref="A1:E7"/>')
    expect(texts['S1!A1']).toBe('1')
  })

  it('fills a sheet that has no rows at all', async () => {
    expect((await edit(sheetPackage(['<sheetData/>']), { 'S1!B3': 'x' })).texts).toEqual({ 'S1!B3': 'x' })
  })

  it('places rows and cells that carry no address', async () => {
    const { xml, texts } = await edit(
      sheetPackage([data('<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>')]),
      {
        'S1!B1': '20',
        'S1!A2': '30',
      },
    )
    expect(texts).toEqual({ 'S1!A1': '1', 'S1!B1': '20', 'S1!A2': '30' })
    expect(xml).toContain('<row><c><v>1</v></c><c r="B1"><v>20</v></c></row>')
  })

  it('empties a cell but keeps its style', async () => {
    const { xml } = await edit(sheetPackage([data('<row r="1"><c r="A1" s="3"><v>1</v></c></row>')]), { 'S1!A1': '' })
    expect(xml).toContain('<c r="A1" s="3"/>')
  })

  it('shows formulas as fixed, ignores texts for them, and forgets their old results', async () => {
    const bytes = sheetPackage([
      data('<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="str"><f>A1&amp;"x"</f><v>1x</v></c></row>'),
      data('<row r="1"><c r="A1"><f>S1!A1*2</f><v>2</v></c></row>'),
      data('<row r="1"><c r="A1"><f>SUM(B1:C1)</f><v>9</v></c></row>'),
    ])
    const { saved, xml, byLabel } = await edit(bytes, { 'S1!A1': '5', 'S1!B1': 'mine' })
    expect(byLabel.get('S1!B1')).toMatchObject({ text: '1x', fixed: expect.any(String), look: { formula: 'A1&"x"' } })
    expect(xml).toContain('<c r="B1"><f>A1&amp;"x"</f></c>')
    expect(part(saved, 'xl/worksheets/sheet2.xml')).toContain('<f>S1!A1*2</f></c>')
    expect(part(saved, 'xl/worksheets/sheet3.xml')).toContain('<v>9</v>')
    expect(part(saved, 'xl/workbook.xml')).toContain('</sheets><calcPr fullCalcOnLoad="1"/>')
  })

  it('changes no other part when the workbook has no formula', async () => {
    const bytes = sheetPackage([data('<row r="1"><c r="A1"><v>1</v></c></row>')])
    const { saved } = await edit(bytes, { 'S1!A1': '2' })
    expect(part(saved, 'xl/workbook.xml')).toBe(part(bytes, 'xl/workbook.xml'))
  })

  it('fixes covered cells of arrays and protected sheets, and leaves out cells under a merge', async () => {
    const rows =
      '<row r="1"><c r="A1"><f t="array" ref="A1:A3">B1:B3</f><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'
    const { blocks } = await openEditable(
      sheetPackage([
        data(rows, '', '<mergeCells><mergeCell ref="C1:D2"/></mergeCells>'),
        data('', '', '').replace('</sheetData>', '</sheetData><sheetProtection sheet="1"/>'),
      ]),
      'xlsx',
    )
    const byLabel = new Map(blocks.map((block) => [block.label, block]))
    expect(byLabel.get('S1!A2')?.fixed).toBeDefined()
    expect(byLabel.get('S1!B2')?.fixed).toBeUndefined()
    expect(byLabel.get('S1!C1')?.look).toMatchObject({ rowSpan: 2, columnSpan: 2 })
    expect(byLabel.has('S1!D2')).toBe(false)
    expect(byLabel.get('S2!A1')?.fixed).toBeDefined()
  })

  it('reads escapes in strings and writes text that looks like one', async () => {
    const bytes = sheetPackage([data('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')], '<si><t>a_x000D_\nb</t></si>')
    const { byLabel, texts } = await edit(bytes, { 'S1!A1': 'see _x0041_ & line\nend' })
    expect(byLabel.get('S1!A1')?.text).toBe('a\nb')
    expect(texts['S1!A1']).toBe('see _x0041_ & line\nend')
  })
})

import { describe, expect, it } from 'vitest'
import { readGenerated, renderTable } from './generate-formats.ts'

const row = { name: 'docx', type: 'word', actions: ['view'], convert: [], mime: [] }
const source = (...formats: object[]) =>
  JSON.stringify({ note: { source: 's', version: '1.0', commit: 'c', committed: 'd', licence: 'l' }, formats })

describe('renderTable', () => {
  it('gives exactly the table that is in the tree', () => {
    const { json, table } = readGenerated()
    expect(table).toBe(renderTable(json))
  })

  it('keeps the licence and the version of the data beside it', () => {
    const { table } = readGenerated()
    expect(table).toContain('Apache License 2.0')
    expect(table).toContain("formatsVersion = '3.2.0'")
  })

  it.each([
    ['an extension that is there twice', source(row, row)],
    ['a conversion target outside the table', source({ ...row, convert: ['nothing'] })],
    ['a type that no editor has', source({ ...row, type: 'text' })],
    ['a value that would end the string literal', source({ ...row, mime: ["a'b"] })],
    ['a name with a dot', source({ ...row, name: '.docx' })],
  ])('refuses %s', (_what, json) => {
    expect(() => renderTable(json)).toThrow(/formats\.json/)
  })
})

import { describe, expect, it } from 'vitest'
import { cellName, numberLookOf, parseCellName, refersElsewhere, showNumber, typedNumber } from './cell-value.ts'

describe('cell addresses', () => {
  it.each([
    [0, 0, 'A1'],
    [9, 25, 'Z10'],
    [0, 26, 'AA1'],
    [1_048_575, 16_383, 'XFD1048576'],
  ])('row %i, column %i is %s', (row, column, name) => {
    expect(cellName(row, column)).toBe(name)
    expect(parseCellName(name)).toEqual({ row, column })
  })
  it('are nothing else', () =>
    expect(['A0', '1', 'A', 'AAAA1', ''].map(parseCellName)).toEqual(Array(5).fill(undefined)))
})

describe('dates', () => {
  it.each([
    [14, undefined, 'date'],
    [0, undefined, 'number'],
    [22, undefined, 'dateTime'],
    [164, 'yyyy\\-mm\\-dd', 'date'],
    [164, '"day" 0.00', 'number'],
    [164, 'hh:mm', 'time'],
    [164, '[h]:mm', 'number'],
    [164, '#,##0.00 [$€-407]', 'number'],
    [164, 'mmm yy hh:mm', 'dateTime'],
  ])('format %i %s shows a %s', (id, code, look) => expect(numberLookOf(id, code)).toBe(look))

  it.each([
    ['45292', 'date', '2024-01-01'],
    ['45292.75', 'dateTime', '2024-01-01 18:00:00'],
    ['0.5', 'time', '12:00:00'],
  ] as const)('%s as %s is %s and back', (stored, look, text) => {
    expect(showNumber(stored, look, false)).toBe(text)
    expect(typedNumber(text, look, false)).toBe(stored)
  })

  it('of the 1904 system are four years later', () => expect(showNumber('0', 'date', true)).toBe('1904-01-01'))
  it('that do not exist stay text', () => expect(typedNumber('2024-02-31', 'date', false)).toBeUndefined())
})

describe('typed numbers', () => {
  it.each(['0', '-1', '1.50', '1e6', '123456789012345'])('%s is one', (text) =>
    expect(typedNumber(text, 'number', false)).toBe(text),
  )
  it.each(['', '007', '1,5', '1 000', '1234567890123456', 'Infinity', '=1', '1e9999'])('%j stays text', (text) =>
    expect(typedNumber(text, 'number', false)).toBeUndefined(),
  )
})

describe('a formula that may depend on another sheet', () => {
  it.each(['Other!A1', "'My sheet'!A1", 'Rate*2', 'SUM(Table1[Amount])', 'INDIRECT("A"&1)'])('%s', (formula) =>
    expect(refersElsewhere(formula)).toBe(true),
  )
  it.each(['A1+B$2', 'SUM($A:$C)', 'IF(A1="no!",TRUE,2)', 'VLOOKUP(A1,B1:C9,2)'])('is not %s', (formula) =>
    expect(refersElsewhere(formula)).toBe(false),
  )
})

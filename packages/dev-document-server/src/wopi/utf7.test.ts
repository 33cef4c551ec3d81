import { expect, it } from 'vitest'
import { decodeName } from '../../test/wopi-recording-host.ts'
import { encodeUtf7 } from './utf7.ts'

it('encodes names as they were recorded', () => {
  expect(encodeUtf7('kopie é+1.docx')).toBe('kopie +AOkAKw-1.docx')
  expect(encodeUtf7('cs1_new.docx')).toBe('cs1+AF8-new.docx')
  expect(encodeUtf7('c-none.docx')).toBe('c-none.docx')
})

it('cuts a name that ends in a foreign letter only where the recorded client does', () => {
  expect(encodeUtf7('nachher ü', { cutEnd: true })).toBe('nachher +AP')
  expect(encodeUtf7('nachher ü')).toBe('nachher +APw-')
  expect(encodeUtf7('ü ende', { cutEnd: true })).toBe('+APw- ende')
})

it('is undone by any decoder', () => {
  for (const name of ['a+b.docx', '見積書 №1.xlsx', '😀 100%_done~.pptx'])
    expect(decodeName(encodeUtf7(name))).toBe(name)
})

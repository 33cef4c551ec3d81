import type { FormatsAnswer } from '@openwith/connector-core/browser'
import { describe, expect, it } from 'vitest'
import { offersOf, rowOffers } from './offers.ts'

const format = (view: string[], edit: string[], able = true) => ({
  ...{ type: 'word', view: true, edit: able, lossyEdit: false, fill: !able, convertToOoxml: null, convertTo: [] },
  editors: { view, edit },
})
const formats = {
  formats: {
    docx: format(['wopi', 'onlyoffice'], ['wopi', 'onlyoffice']),
    djvu: format(['onlyoffice'], []),
    pdf: format(['onlyoffice'], ['onlyoffice'], false),
  },
  editors: [
    { id: 'onlyoffice', name: 'ONLYOFFICE' },
    { id: 'wopi', name: 'Collabora' },
  ],
} as unknown as FormatsAnswer

describe('the ways to open a row of a list', () => {
  it("begin with the administrator's choice", () => {
    expect(rowOffers('docx', true, formats)).toEqual([
      { id: 'wopi', name: 'Collabora', verb: 'openWith' },
      { id: 'onlyoffice', name: 'ONLYOFFICE', verb: 'openWith' },
    ])
  })

  it('are for viewing only without the right to update, and for formats that no editor changes', () => {
    expect(rowOffers('docx', false, formats).map(({ verb }) => verb)).toEqual(['viewWith', 'viewWith'])
    expect(rowOffers('djvu', true, formats).map(({ verb }) => verb)).toEqual(['viewWith'])
  })

  it('are for filling in where the format is a form', () => {
    expect(rowOffers('pdf', true, formats).map(({ verb }) => verb)).toEqual(['fillWith'])
  })

  it('are none for other files', () => {
    expect(rowOffers('png', true, formats)).toEqual([])
    expect(rowOffers('', true, formats)).toEqual([])
  })
})

it('leaves out an editor that is not set up any more', () => {
  const actions = { edit: true, editors: { view: ['gone', 'onlyoffice'], edit: ['gone'] } }
  expect(offersOf('docx', actions, formats).map(({ id }) => id)).toEqual(['onlyoffice'])
})

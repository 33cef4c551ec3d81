import type { DocumentAnswer } from '@openwith/connector-core'
import type { FormatsAnswer } from '@openwith/connector-core/browser'
import { describe, expect, it } from 'vitest'
import { inUsualOrder, offersOf, usualOffer } from './offers-of.ts'

const format = (edit: boolean, editors: { view: string[]; edit: string[] }) => ({
  ...{ type: 'word' as const, view: true, edit, lossyEdit: false, fill: false, convertToOoxml: null, convertTo: [] },
  editors,
})
const formats = {
  documentServerUrl: 'https://docs.example.com',
  editors: [
    { id: 'onlyoffice', name: 'ONLYOFFICE' },
    { id: 'wopi', name: 'Collabora' },
  ],
  formats: {
    docx: format(true, { view: ['onlyoffice', 'wopi'], edit: ['wopi', 'onlyoffice'] }),
    pdf: format(false, { view: ['onlyoffice'], edit: ['onlyoffice'] }),
    txt: format(false, { view: ['onlyoffice'], edit: [] }),
  },
} as unknown as FormatsAnswer

const actions: DocumentAnswer['actions'] = {
  ...{ view: true, edit: true, lossyEdit: false, fill: false, rename: true, saveAs: true, openByDefault: true },
  ...{ pick: true, convertToOoxml: null, convertTo: ['pdf', 'odt'], downloadAs: ['pdf'] },
  editors: { view: ['onlyoffice', 'wopi'], edit: ['wopi'] },
}
const document = (more: Partial<DocumentAnswer['actions']>, extension = 'docx') =>
  ({ extension, actions: { ...actions, ...more } }) as DocumentAnswer

describe('offersOf', () => {
  it('names the administrator’s choice first, and each editor once', () => {
    expect(offersOf(document({}), formats).editors).toEqual([
      { id: 'wopi', name: 'Collabora', verb: 'openWith' },
      { id: 'onlyoffice', name: 'ONLYOFFICE', verb: 'viewWith' },
    ])
  })

  it('says "fill in" where a form may be filled but not edited', () => {
    const editors = { view: ['onlyoffice'], edit: ['onlyoffice'] }
    expect(offersOf(document({ editors }, 'pdf'), formats).editors).toMatchObject([{ verb: 'fillWith' }])
    expect(offersOf(document({ edit: false, editors }), formats).editors).toMatchObject([{ verb: 'fillWith' }])
  })

  it('offers the modern format once, and no conversion where nothing converts', () => {
    expect(offersOf(document({ convertToOoxml: 'docx', convertTo: ['docx', 'pdf'] }), formats).convert).toEqual([
      'docx',
      'pdf',
    ])
    const alone = { ...formats, documentServerUrl: '' }
    expect(offersOf(document({}), alone)).toMatchObject({ convert: [], downloadAs: [] })
  })
})

describe('usualOffer', () => {
  it('goes by the name and the rights of the role', () => {
    expect(usualOffer('A.DOCX', true, formats)).toMatchObject({ id: 'wopi', verb: 'openWith' })
    expect(usualOffer('a.docx', false, formats)).toMatchObject({ id: 'onlyoffice', verb: 'viewWith' })
    expect(usualOffer('a.pdf', true, formats)).toMatchObject({ verb: 'fillWith' })
    expect(usualOffer('a.txt', true, formats)).toMatchObject({ verb: 'viewWith' })
  })

  it('is nothing for a file that no editor opens', () => {
    expect(usualOffer('photo.png', true, formats)).toBeNull()
    expect(usualOffer('docx', true, formats)).toBeNull()
  })
})

describe('inUsualOrder', () => {
  it('begins with what people ask for most', () => {
    const given = ['bmp', 'txt', 'docm', 'pdf', 'odt']
    expect(inUsualOrder(given)).toEqual(['pdf', 'odt', 'txt', 'bmp', 'docm'])
    expect(given[0]).toBe('bmp')
  })
})

import { describe, expect, it } from 'vitest'
import { capabilitiesOf } from '../formats/index.ts'
import { openingNotices } from './opening-notices.ts'

const choices = { lossyEditFormats: ['csv'], defaultOpenFormats: [], disabledFormats: [] }
const edit = { edit: true }

describe('openingNotices', () => {
  it.each([
    ['docx', 'edit', edit, []],
    ['docx', 'view', { edit: false }, []],
    ['docx', 'edit', { edit: false }, ['You may view this document, but not change it.']],
    ['docx', 'edit', { edit: false, viewOnlyReason: 'It waits.' }, ['It waits.']],
    ['docx', 'edit', { edit: false, comment: true }, []],
    ['odt', 'edit', edit, ['ODT files can be viewed here. To edit this one, convert it to DOCX.']],
    ['csv', 'edit', edit, ['Saving as CSV can lose some of the formatting.']],
  ] as const)('for a %s asked for in mode %s with %o are %o', (extension, mode, permissions, notices) => {
    expect(openingNotices({ capabilities: capabilitiesOf(extension, choices), permissions, mode })).toEqual(notices)
  })
})

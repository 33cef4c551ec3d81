import { describe, expect, it } from 'vitest'
import { capabilitiesOf } from '../formats/index.ts'
import type { Permissions } from '../host.ts'
import { countsAsEditor, type EditorPermissions, editorPermissions } from './editor-permissions.ts'

const choices = { lossyEditFormats: [] as string[], defaultOpenFormats: [], disabledFormats: [] }
const all: Permissions = { view: true, edit: true, download: true, print: true, copy: true }
const rights = [
  'edit',
  'review',
  'comment',
  'fillForms',
  'download',
  'print',
  'copy',
  'chat',
  'protect',
  'modifyFilter',
] as const

function granted(permissions: EditorPermissions): string {
  return Object.entries(permissions)
    .filter(([, allowed]) => allowed)
    .map(([right]) => right)
    .join(' ')
}

const everything = 'edit review comment fillForms download print copy chat protect modifyFilter modifyContentControl'
const reading = 'download print copy'

describe('editorPermissions', () => {
  it.each([
    ['docx', 'edit', all, everything],
    ['docx', 'view', all, reading],
    ['docx', 'edit', { ...all, edit: false }, reading],
    ['docx', 'edit', { ...all, edit: false, comment: true }, `comment ${reading} chat`],
    ['docx', 'edit', { ...all, edit: false, review: true, chat: false }, `review ${reading}`],
    [
      'docx',
      'edit',
      { ...all, comment: false, copy: false, protect: false },
      'edit review fillForms download print chat modifyFilter modifyContentControl',
    ],
    ['docx', 'edit', { ...all, view: false }, ''],
    ['xlsx', 'edit', { ...all, modifyFilter: false }, everything.replace(' modifyFilter', '')],
    ['xlsx', 'edit', { ...all, edit: false, review: true }, reading],
    [
      'xlsx',
      'edit',
      { ...all, edit: false, comment: true, modifyFilter: true },
      `comment ${reading} chat modifyFilter`,
    ],
    ['pdf', 'edit', { ...all, edit: false, fillForms: true }, `fillForms ${reading} chat`],
    ['odt', 'edit', { ...all, review: true, comment: true, fillForms: true }, reading],
    ['doc', 'edit', all, reading],
  ] as const)('of a %s in mode %s with %o are: %s', (extension, mode, allowed, expected) => {
    expect(granted(editorPermissions({ allowed, format: capabilitiesOf(extension, choices), mode }))).toBe(
      // The order of the table is the order of the config.
      Object.keys(editorPermissions({ allowed: all, format: capabilitiesOf('docx', choices), mode: 'edit' }))
        .filter((right) => expected.split(' ').includes(right))
        .join(' '),
    )
  })

  it('allow editing in a lossy format once it is chosen', () => {
    const format = capabilitiesOf('odt', { ...choices, lossyEditFormats: ['odt'] })
    expect(granted(editorPermissions({ allowed: all, format, mode: 'edit' }))).toBe(everything)
  })

  it('never exceed what the CMS allows, in any combination', () => {
    for (const extension of ['docx', 'xlsx', 'pptx', 'pdf', 'odt', 'csv', 'djvu']) {
      const format = capabilitiesOf(extension, choices)
      for (let bits = 0; bits < 2 ** rights.length; bits++) {
        const allowed = {
          view: true,
          ...Object.fromEntries(rights.map((right, at) => [right, (bits & (1 << at)) > 0])),
        }
        const permissions = editorPermissions({ allowed: allowed as unknown as Permissions, format, mode: 'edit' })
        for (const right of rights) {
          if (permissions[right] && !(allowed as Record<string, boolean>)[right]) {
            expect.fail(`${right} of ${extension} was granted beyond ${JSON.stringify(allowed)}`)
          }
        }
        const viewing = editorPermissions({ allowed: allowed as unknown as Permissions, format, mode: 'view' })
        if (countsAsEditor(viewing, 'edit')) expect.fail(`a viewer of ${extension} may write`)
      }
    }
  })
})

import { describe, expect, it } from 'vitest'
import {
  capabilitiesOf,
  creatableExtensions,
  extensionOf,
  type FormatChoices,
  findFormat,
  formatsVersion,
  mimeOf,
  viewableExtensions,
} from './index.ts'
import { formatTable } from './table.ts'

const none: FormatChoices = { lossyEditFormats: [], defaultOpenFormats: [], disabledFormats: [] }
const all = formatTable.map((format) => format.name)

describe('extensionOf', () => {
  it.each([
    ['report.docx', 'docx'],
    ['REPORT.DOCX', 'docx'],
    ['archive.tar.gz', 'gz'],
    ['v1.2 final.xlsx', 'xlsx'],
    ['名前.pptx', 'pptx'],
    ['folder.docx/readme', ''],
    ['folder.docx\\readme.txt', 'txt'],
    ['no extension', ''],
    ['trailing.', ''],
    ['trailing.docx.', ''],
    ['.docx', ''],
    ['folder/.docx', ''],
    ['', ''],
    ['a.do cx', ''],
    ['a.docx\u0000', ''],
    ['a.\u212Aey', ''],
    ['a.__proto__', '__proto__'],
    ['a.constructor', 'constructor'],
  ])('reads %j as %j', (name, extension) => {
    expect(extensionOf(name)).toBe(extension)
  })
})

describe('findFormat', () => {
  it('finds every row by its name, in any case, with or without a dot', () => {
    expect(formatTable).toHaveLength(86)
    for (const format of formatTable) {
      expect(findFormat(format.name)).toBe(format)
      expect(findFormat(`.${format.name.toUpperCase()}`)).toBe(format)
    }
    expect(formatsVersion).toBe('3.2.0')
  })

  it('takes jpeg and jpe for jpg', () => {
    expect(findFormat('jpeg')?.name).toBe('jpg')
    expect(findFormat('JPE')?.name).toBe('jpg')
  })

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', '', '.', 'exe', 'docx ', '../docx'])(
    'knows no format %j',
    (extension) => {
      expect(findFormat(extension)).toBeUndefined()
      expect(mimeOf(extension)).toBe('application/octet-stream')
      expect(capabilitiesOf(extension, none)).toMatchObject({ type: null, view: false, edit: false, convertTo: [] })
    },
  )
})

describe('mimeOf', () => {
  it('gives the first media type of a format that has several', () => {
    expect(mimeOf('pdf')).toBe('application/pdf')
    expect(mimeOf('XLSM')).toBe('application/vnd.ms-excel.sheet.macroenabled.12')
  })

  it('gives the general type for a format without one', () => {
    expect(mimeOf('et')).toBe('application/octet-stream')
  })
})

describe('capabilitiesOf', () => {
  it('edits the native formats and nothing else without the administrator', () => {
    const editable = all.filter((name) => capabilitiesOf(name, none).edit)
    expect(editable).toEqual(
      'docm docx dotm dotx xlsb xlsm xlsx xltm xltx potm potx ppsm ppsx pptm pptx pdf'.split(' '),
    )
    for (const name of editable) expect(capabilitiesOf(name, none)).not.toHaveProperty('warning')
  })

  it('offers lossy editing only where the format has it and the administrator chose it', () => {
    const lossy = all.filter((name) => capabilitiesOf(name, none).lossyEditPossible)
    expect(lossy).toEqual('epub fb2 html odt ott rtf txt csv ods ots tsv odp otp'.split(' '))
    const everything = { ...none, lossyEditFormats: all }
    expect(all.filter((name) => capabilitiesOf(name, everything).lossyEdit)).toEqual(lossy)
    expect(capabilitiesOf('odt', { ...none, lossyEditFormats: ['ods'] }).edit).toBe(false)
    expect(capabilitiesOf('doc', everything).edit).toBe(false)
  })

  it('warns of what a lossy format loses and names the way out', () => {
    const choices = { ...none, lossyEditFormats: ['odt', 'csv', 'txt'] }
    expect(capabilitiesOf('odt', choices).warning).toMatch(/formatting.*DOCX/)
    expect(capabilitiesOf('csv', choices).warning).toMatch(/one sheet.*XLSX/)
    expect(capabilitiesOf('txt', choices).warning).toMatch(/plain text.*DOCX/)
  })

  it('lets review, comment and filter follow editing, because all of them are saved as the whole document', () => {
    expect(capabilitiesOf('odt', none)).toMatchObject({ review: false, comment: false })
    expect(capabilitiesOf('odt', { ...none, lossyEditFormats: ['odt'] })).toMatchObject({ review: true, comment: true })
    expect(capabilitiesOf('csv', { ...none, lossyEditFormats: ['csv'] })).toMatchObject({
      modifyFilter: true,
      comment: false,
    })
    expect(capabilitiesOf('docx', none)).toMatchObject({ review: true, comment: true, modifyFilter: false })
    expect(capabilitiesOf('xlsx', none)).toMatchObject({ review: false, comment: true, modifyFilter: true })
    expect(capabilitiesOf('pptx', none)).toMatchObject({ review: false, comment: true, modifyFilter: false })
  })

  it('edits and fills PDF and gives it the PDF editor', () => {
    expect(capabilitiesOf('pdf', none)).toMatchObject({
      type: 'pdf',
      view: true,
      edit: true,
      fill: true,
      comment: true,
      convertToOoxml: null,
    })
    expect(all.filter((name) => capabilitiesOf(name, none).fill)).toEqual(['pdf'])
  })

  it.each(['docxf', 'oform'])('shows %s only and makes a PDF form of it', (name) => {
    const offered = capabilitiesOf(name, { ...none, lossyEditFormats: all })
    expect(offered).toMatchObject({ view: true, edit: false, fill: false, convertToOoxml: null })
    expect(offered.convertTo[0]).toBe('pdf')
  })

  it.each(['gdoc', 'gsheet', 'gslides'])('never offers the shortcut %s', (name) => {
    const offered = capabilitiesOf(name, { ...none, defaultOpenFormats: [name], lossyEditFormats: [name] })
    expect(offered).toMatchObject({ type: null, view: false, edit: false, openByDefault: false, convertTo: [] })
  })

  it.each([
    ['doc', 'docx'],
    ['odt', 'docx'],
    ['txt', 'docx'],
    ['xml', 'docx'],
    ['csv', 'xlsx'],
    ['numbers', 'xlsx'],
    ['odg', 'pptx'],
    ['docx', null],
    ['docm', null],
    ['xps', null],
    ['vsdx', null],
    ['jpg', null],
  ])('converts %s to %s for editing', (name, target) => {
    const offered = capabilitiesOf(name, none)
    expect(offered.convertToOoxml).toBe(target)
    if (target !== null) expect(offered.convertTo).toContain(target)
  })

  it('hides everything of a disabled format', () => {
    const choices = { lossyEditFormats: ['odt'], defaultOpenFormats: ['odt', 'docx'], disabledFormats: ['odt', 'docx'] }
    for (const name of ['odt', 'docx', 'DOCX']) {
      expect(Object.values(capabilitiesOf(name, choices)).filter((value) => value === true)).toEqual([])
      expect(capabilitiesOf(name, choices)).toMatchObject({ type: null, convertTo: [], convertToOoxml: null })
      expect(capabilitiesOf(name, choices)).not.toHaveProperty('warning')
    }
  })

  it('opens at a click what the administrator chose and can be shown', () => {
    const choices = { ...none, defaultOpenFormats: ['docx', 'jpg'] }
    expect(capabilitiesOf('docx', choices).openByDefault).toBe(true)
    expect(capabilitiesOf('xlsx', choices).openByDefault).toBe(false)
    expect(capabilitiesOf('jpg', choices).openByDefault).toBe(false)
  })

  it('shows diagrams and DjVu in their viewers', () => {
    expect(capabilitiesOf('vsdx', none)).toMatchObject({ type: 'diagram', view: true, edit: false })
    expect(capabilitiesOf('djvu', none)).toMatchObject({ type: 'pdf', view: true, edit: false })
  })
})

describe('viewableExtensions', () => {
  it('lists documents only, without images, shortcuts and disabled formats', () => {
    const names = viewableExtensions({ ...none, disabledFormats: ['doc'] })
    expect(names).toHaveLength(86 - 11 - 3 - 1)
    for (const name of ['jpg', 'zip', 'pdfa', 'gdoc', 'doc']) expect(names).not.toContain(name)
    for (const name of ['docx', 'odt', 'pdf', 'vsdx']) expect(names).toContain(name)
  })
})

describe('creatableExtensions', () => {
  it('leaves out what the administrator disabled', () => {
    expect(creatableExtensions(none)).toEqual(['docx', 'xlsx', 'pptx', 'pdf'])
    expect(creatableExtensions({ ...none, disabledFormats: ['pdf'] })).toEqual(['docx', 'xlsx', 'pptx'])
  })
})

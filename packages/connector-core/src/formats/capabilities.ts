import { normalizeExtension } from './extension.ts'
import { findFormat } from './find-format.ts'
import type { Format, FormatType } from './format.ts'
import { formatTable } from './table.ts'

/** The administrator's choices over formats; `Settings` satisfies it. Extensions in lower case without dot. */
export interface FormatChoices {
  /** Formats that may be edited and saved in their own format although formatting may be lost. */
  lossyEditFormats: readonly string[]
  /** Formats that open in the editor at a click on the file. */
  defaultOpenFormats: readonly string[]
  /** Formats for which nothing is offered. */
  disabledFormats: readonly string[]
}

/** What may be offered for a file with this extension, before anybody's rights are asked. */
export interface FormatCapabilities {
  /** Lower case, no dot. */
  extension: string
  /** The editor config's `documentType`. Null: cannot be opened. */
  type: FormatType
  view: boolean
  /** Saved back in its own format; also true when lossy editing was chosen for it. */
  edit: boolean
  /** `edit` is true only because the administrator chose it: show `warning`. */
  lossyEdit: boolean
  /** The administrator could choose lossy editing. */
  lossyEditPossible: boolean
  /** `permissions.fillForms` alone has effect. */
  fill: boolean
  /** `permissions.review` has effect, and what it makes can be saved. */
  review: boolean
  /** `permissions.comment` has effect, and what it makes can be saved. */
  comment: boolean
  /** `permissions.modifyFilter` has effect, and what it makes can be saved. */
  modifyFilter: boolean
  /** Extensions it can be converted to; the recommended one first. */
  convertTo: readonly string[]
  /** The OOXML format that "Convert to edit" makes of it. Null: it is edited natively, or there is none. */
  convertToOoxml: string | null
  openByDefault: boolean
  /** One English sentence to show before editing, when editing may lose formatting. */
  warning?: string
}

/** Formats that the connector can make a blank document of. */
const creatable: readonly string[] = ['docx', 'xlsx', 'pptx', 'pdf']

/** Google's shortcuts hold an address, not a document. */
const shortcuts: ReadonlySet<string> = new Set(['gdoc', 'gsheet', 'gslides'])

/** Forms of ONLYOFFICE 7; since 8.0 they are shown only and become PDF forms by conversion. */
const oldForms: ReadonlySet<string> = new Set(['docxf', 'oform'])

const ooxmlOfType: ReadonlyMap<FormatType, string> = new Map<FormatType, string>([
  ['word', 'docx'],
  ['cell', 'xlsx'],
  ['slide', 'pptx'],
])

/** What may be offered for an extension (any case, with or without dot); all false for unknown and disabled ones. Never throws. */
export function capabilitiesOf(extension: string, choices: FormatChoices): FormatCapabilities {
  const format = offeredFormat(extension, choices)
  if (format === undefined) return nothing(normalizeExtension(extension))
  const has = (action: string) => format.actions.includes(action)

  const native = has('edit')
  const lossyEditPossible = !native && has('lossy-edit')
  const lossyEdit = lossyEditPossible && choices.lossyEditFormats.includes(format.name)
  const edit = native || lossyEdit
  const target = native ? undefined : ooxmlOfType.get(format.type)
  const convertToOoxml = target !== undefined && format.convert.includes(target) ? target : null
  return {
    extension: format.name,
    type: format.type,
    view: has('view'),
    edit,
    lossyEdit,
    lossyEditPossible,
    fill: has('fill'),
    // A comment or a filter is stored by saving the whole document in its own format, so these follow editing.
    review: edit && has('review'),
    comment: edit && has('comment'),
    modifyFilter: edit && has('customfilter'),
    convertTo: oldForms.has(format.name) ? pdfFirst(format.convert) : format.convert,
    convertToOoxml,
    openByDefault: choices.defaultOpenFormats.includes(format.name),
    ...(lossyEdit ? { warning: lossyWarning(format, convertToOoxml) } : {}),
  }
}

/** Extensions for which a viewer can be offered, in the order of the table. */
export function viewableExtensions(choices: FormatChoices): string[] {
  return formatTable.filter((format) => capabilitiesOf(format.name, choices).view).map((format) => format.name)
}

/** Extensions of the blank documents that can be offered under "Create new". */
export function creatableExtensions(choices: FormatChoices): string[] {
  return creatable.filter((extension) => capabilitiesOf(extension, choices).edit)
}

function offeredFormat(extension: string, choices: FormatChoices): Format | undefined {
  const format = findFormat(extension)
  if (format === undefined || format.type === null || shortcuts.has(format.name)) return undefined
  return choices.disabledFormats.includes(format.name) ? undefined : format
}

function nothing(extension: string): FormatCapabilities {
  return {
    extension,
    type: null,
    view: false,
    edit: false,
    lossyEdit: false,
    lossyEditPossible: false,
    fill: false,
    review: false,
    comment: false,
    modifyFilter: false,
    convertTo: [],
    convertToOoxml: null,
    openByDefault: false,
  }
}

function pdfFirst(targets: readonly string[]): readonly string[] {
  return targets.toSorted((a, b) => Number(b === 'pdf') - Number(a === 'pdf'))
}

function lossyWarning(format: Format, convertToOoxml: string | null): string {
  const name = format.name.toUpperCase()
  const kept = convertToOoxml === null ? '' : ` Convert it to ${convertToOoxml.toUpperCase()} to keep everything.`
  if (format.name === 'csv' || format.name === 'tsv') {
    return `Saving as ${name} keeps the values of one sheet only: formulas, formatting and other sheets are lost.${kept}`
  }
  if (format.name === 'txt')
    return `Saving as ${name} keeps the plain text only: formatting and images are lost.${kept}`
  return `Saving as ${name} may lose formatting.${kept}`
}

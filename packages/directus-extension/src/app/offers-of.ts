import type { DocumentAnswer } from '@openwith/connector-core'
import type { FormatsAnswer } from '@openwith/connector-core/browser'

/** An editor for a document, and what it would do. */
export interface Offer {
  id: string
  name: string
  verb: 'openWith' | 'fillWith' | 'viewWith'
}

/** What the buttons of a document offer. */
export interface Offers {
  /** The administrator's choice first; those that can only show it come last. Empty: nothing opens it. */
  editors: Offer[]
  /** Extensions. */
  convert: string[]
  downloadAs: readonly string[]
}

/** What a format is asked for; also the name of its list in {@link Offers}. */
export type FormatUse = 'convert' | 'downloadAs'

const usualFormats = ['pdf', 'docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp', 'txt', 'csv', 'html', 'rtf', 'epub']

/** What people ask for most comes first; the rest by the alphabet. */
export function inUsualOrder(extensions: readonly string[]): string[] {
  const rank = (extension: string) => usualFormats.indexOf(extension) + 1 || usualFormats.length + 1
  return [...extensions].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b, 'en'))
}

/** What this user may do with this document here. */
export function offersOf(
  { actions, extension }: DocumentAnswer,
  { editors, formats, documentServerUrl }: Formats,
): Offers {
  const verbOf = (id: string): Offer['verb'] => {
    if (!actions.editors.edit.includes(id)) return 'viewWith'
    // Only ONLYOFFICE Docs fills in forms of a format that it does not edit.
    const fills = !actions.edit || (id === 'onlyoffice' && formats[extension]?.edit === false)
    return fills ? 'fillWith' : 'openWith'
  }
  // Only ONLYOFFICE Docs converts.
  const converts = documentServerUrl !== ''
  const toOoxml = actions.convertToOoxml === null ? [] : [actions.convertToOoxml]
  return {
    editors: [...new Set([...actions.editors.edit, ...actions.editors.view])].flatMap((id) => {
      const editor = editors.find((one) => one.id === id)
      return editor === undefined ? [] : [{ ...editor, verb: verbOf(id) }]
    }),
    convert: converts ? [...new Set([...toOoxml, ...actions.convertTo])] : [],
    downloadAs: converts ? actions.downloadAs : [],
  }
}

/** The editor that a row of a list offers, as far as its name and the role's rights tell; the document itself is asked when it is used. */
export function usualOffer(name: string, mayEdit: boolean, { editors, formats }: Formats): Offer | null {
  const format = formats[extensionOf(name)]
  if (format === undefined) return null
  const edits = mayEdit ? format.editors.edit[0] : undefined
  const editor = editors.find(({ id }) => id === (edits ?? format.editors.view[0]))
  if (editor === undefined) return null
  const fills = edits === 'onlyoffice' && !format.edit
  return { ...editor, verb: edits === undefined ? 'viewWith' : fills ? 'fillWith' : 'openWith' }
}

type Formats = Pick<FormatsAnswer, 'editors' | 'formats' | 'documentServerUrl'>

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot === -1 ? '' : name.slice(dot + 1).toLowerCase()
}

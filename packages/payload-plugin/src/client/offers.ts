import type { DocumentActions, FormatsAnswer } from '@openwith/connector-core/browser'

/** One way to open a document. */
export interface Offer {
  /** Of the editor. */
  id: string
  /** Of the editor, as people read it. */
  name: string
  verb: 'openWith' | 'fillWith' | 'viewWith'
}

/** The editors for a document, the administrator's choice first; those that can only show it come last. */
export function offersOf(
  extension: string,
  actions: Pick<DocumentActions, 'edit' | 'editors'>,
  { editors, formats }: FormatsAnswer,
): Offer[] {
  const verbOf = (id: string): Offer['verb'] => {
    if (!actions.editors.edit.includes(id)) return 'viewWith'
    // Only ONLYOFFICE Docs fills in forms of a format that it does not edit.
    const fills = !actions.edit || (id === 'onlyoffice' && formats[extension]?.edit === false)
    return fills ? 'fillWith' : 'openWith'
  }
  return [...new Set([...actions.editors.edit, ...actions.editors.view])].flatMap((id) => {
    const editor = editors.find((one) => one.id === id)
    return editor === undefined ? [] : [{ ...editor, verb: verbOf(id) }]
  })
}

/** What a list can tell of a row without asking for the document: the format's abilities, and whether this user may change the row. */
export function rowOffers(extension: string, mayUpdate: boolean, formats: FormatsAnswer): Offer[] {
  const format = formats.formats[extension]
  if (format === undefined) return []
  const editors = mayUpdate ? format.editors : { view: format.editors.view, edit: [] }
  return offersOf(extension, { edit: mayUpdate && format.editors.edit.length > 0, editors }, formats)
}

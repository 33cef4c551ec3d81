import type { DocumentAnswer } from '@openwith/connector-core/browser'
import type { TextKey } from '../translations/text.ts'
import { openEditorOverlay } from '../ui/editor-overlay.ts'
import type { IconName } from '../ui/icons.ts'
import { startDownload } from '../ui/start-download.ts'
import { toast } from '../ui/toast.ts'
import { messageOf, type Wording } from './error-message.ts'
import type { Staff } from './staff.ts'

/** One editor for a document. */
export interface Offer {
  /** Id of the editor. */
  id: string
  label: string
  icon: IconName
}

const verbs = {
  edit: { text: 'openWith', icon: 'pencil' },
  fill: { text: 'fillWith', icon: 'form' },
  view: { text: 'viewWith', icon: 'document' },
} as const satisfies Record<string, { text: TextKey; icon: IconName }>

/** The editors for this document, the administrator's choice first; those that can only show it come last. */
export function offersFor({ formats, text }: Staff, { actions, extension }: DocumentAnswer): Offer[] {
  const verbOf = (id: string) => {
    if (!actions.editors.edit.includes(id)) return verbs.view
    // Only ONLYOFFICE Docs fills in forms of a format that it does not edit.
    const fills = !actions.edit || (id === 'onlyoffice' && formats.formats[extension]?.edit === false)
    return fills ? verbs.fill : verbs.edit
  }
  return [...new Set([...actions.editors.edit, ...actions.editors.view])].flatMap((id) => {
    const editor = formats.editors.find((one) => one.id === id)
    if (editor === undefined) return []
    const verb = verbOf(id)
    return [{ id, label: text(verb.text, { editor: editor.name }), icon: verb.icon }]
  })
}

/** What people convert to; the editor's own menu has the others. In the order of the menu. */
const usualTargets = 'docx xlsx pptx pdf odt ods odp rtf txt csv html epub'.split(' ')

const usual = (targets: readonly string[]): string[] => usualTargets.filter((target) => targets.includes(target))

/** Extensions to which a copy beside the document can be converted. Only ONLYOFFICE Docs converts. */
export function conversionsOf({ formats }: Staff, { actions }: DocumentAnswer): string[] {
  if (formats.documentServerUrl === '') return []
  return [
    ...new Set([...(actions.convertToOoxml === null ? [] : [actions.convertToOoxml]), ...usual(actions.convertTo)]),
  ]
}

/** Extensions in which the document can be downloaded. */
export function downloadsOf({ formats }: Staff, { actions }: DocumentAnswer): string[] {
  return formats.documentServerUrl === '' ? [] : usual(actions.downloadAs)
}

export function showFailure(staff: Wording, error: unknown): void {
  toast('bad', messageOf(staff, error), staff.text('close'))
}

/**
 * Opens an editor: in a tab of its own, or over this page, as an administrator has it. Must be called from a click, before anything is awaited.
 * `onClosed`: the editor over this page was closed.
 */
export function openDocument(
  staff: Staff,
  document: Pick<DocumentAnswer, 'id' | 'name'>,
  options: { editor?: string; onClosed?(): void } = {},
): void {
  const opening = prepareOpening(staff, options.onClosed)
  opening.show(document.id, document.name, options.editor)
}

/** Opens the editor over this page, which need not be from a click: nothing is taken for a pop-up. Throws `RequestError`. */
export async function openDocumentHere(
  { door, locale, text }: Staff,
  id: string,
  options: { mode?: 'view' | 'edit'; onClosed(): void },
): Promise<void> {
  const { mode, onClosed } = options
  const { name } = await door.document(id)
  const url = await door.pageUrl(id, { locale, ...(mode === undefined ? {} : { mode }) })
  openEditorOverlay({ url, name, text, onClosed })
}

/** A place for an editor, taken while a click allows it; what is shown in it is known later. */
export interface Opening {
  show(id: string, name: string, editor?: string): void
  cancel(): void
}

export function prepareOpening(staff: Staff, onClosed: () => void = () => {}): Opening {
  const { door, locale, formats, text } = staff
  const inTab = formats.openIn === 'tab'
  // After an await the browser would take it for a pop-up.
  const tab = inTab ? window.open('', '_blank') : null
  return {
    show(id, name, editor) {
      door.pageUrl(id, { locale, ...(editor === undefined ? {} : { editor }) }).then(
        (url) => {
          if (!inTab) openEditorOverlay({ url, name, text, onClosed })
          else if (tab === null) window.location.assign(url)
          else {
            tab.opener = null
            tab.location.replace(url)
          }
        },
        (error: unknown) => {
          tab?.close()
          showFailure(staff, error)
        },
      )
    },
    cancel: () => tab?.close(),
  }
}

/** Null when it failed, which people were told. */
export async function convertDocument(
  staff: Staff,
  document: Pick<DocumentAnswer, 'id'>,
  to: string,
): Promise<DocumentAnswer | null> {
  const { door, text } = staff
  const done = toast('busy', text('converting'), text('close'))
  try {
    const made = await door.convert(document.id, { to })
    done()
    toast('good', text('converted', { name: made.name }), text('close'))
    return made
  } catch (error) {
    done()
    showFailure(staff, error)
    return null
  }
}

export async function downloadDocument(staff: Staff, document: Pick<DocumentAnswer, 'id'>, to: string): Promise<void> {
  const { door, text } = staff
  const done = toast('busy', text('converting'), text('close'))
  try {
    startDownload(await door.downloadAs(document.id, { to }))
  } catch (error) {
    showFailure(staff, error)
  } finally {
    done()
  }
}

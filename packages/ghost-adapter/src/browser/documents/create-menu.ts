import type { DocumentAnswer } from '@openwith/connector-core/browser'
import type { TextKey } from '../translations/text.ts'
import { openDialog } from '../ui/dialog.ts'
import type { IconName } from '../ui/icons.ts'
import { openMenu } from '../ui/menu.ts'
import { prepareOpening } from './document-actions.ts'
import { messageOf } from './error-message.ts'
import { nameField } from './name-field.ts'
import type { Staff } from './staff.ts'

type Kind = Staff['formats']['create'][number]

const kinds: Readonly<Record<string, { label: TextKey; icon: IconName }>> = {
  docx: { label: 'kindDocx', icon: 'document' },
  xlsx: { label: 'kindXlsx', icon: 'spreadsheet' },
  pptx: { label: 'kindPptx', icon: 'presentation' },
  pdf: { label: 'kindPdf', icon: 'form' },
}

export interface CreateOptions {
  /** The document is stored and about to open. */
  onCreated(document: DocumentAnswer): void
  /** The editor over this page was closed. */
  onClosed?(): void
}

/** "Create new": the kinds of blank documents, then a name. The new document opens at once. */
export function openCreateMenu(staff: Staff, button: HTMLElement, options: CreateOptions): void {
  const { formats, text } = staff
  const items = formats.create.map((kind) => {
    const known = kinds[kind.kind]
    const label = known === undefined ? kind.label : text(known.label)
    return { label, icon: known?.icon ?? ('file' as const), run: () => askForName(staff, kind, label, options) }
  })
  openMenu(button, text('createNew'), [items])
}

function askForName(staff: Staff, kind: Kind, label: string, { onCreated, onClosed }: CreateOptions): void {
  const { door, text, locale } = staff
  const { field, name, setError } = nameField(text, { placeholder: kind.label })
  openDialog({
    title: `${text('createNew')}: ${label}`,
    content: [field],
    confirm: text('create'),
    cancel: text('cancel'),
    async run() {
      setError('')
      const opening = prepareOpening(staff, onClosed)
      try {
        const wanted = name()
        const created = await door.create({ kind: kind.kind, locale, ...(wanted === '' ? {} : { name: wanted }) })
        opening.show(created.id, created.name)
        onCreated(created)
        return true
      } catch (cause) {
        opening.cancel()
        setError(messageOf(staff, cause))
        return false
      }
    },
  })
}

import { DocumentMenu } from './document-menu.tsx'
import { useOpenDocument } from './use-open-document.ts'

/** Entries at the end of a document's three-dot menu. */
export function EditMenuItems() {
  const open = useOpenDocument()
  return open === null ? null : <DocumentMenu {...open} />
}

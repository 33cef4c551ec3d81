import type { DocumentAnswer, FormatsAnswer } from '@openwith/connector-core/browser'
import { useDocumentInfo, useEditDepth } from '@payloadcms/ui'
import { type RowId, useDoor, writeRowId } from './use-door.ts'
import { extensionOf, useFormats } from './use-formats.ts'
import { useShared } from './use-shared.ts'

export interface OpenDocument {
  row: RowId
  document: DocumentAnswer
  formats: FormatsAnswer
  /** In a drawer always a browser tab: it lies over something that is not finished. */
  place: FormatsAnswer['openIn']
}

/** The document of Payload's edit view; null on the create screen, for other files, in the trash, and until it is known. */
export function useOpenDocument(): OpenDocument | null {
  const { id, collectionSlug, data, initialData, isTrashed } = useDocumentInfo()
  const inDrawer = useEditDepth() > 1
  const door = useDoor()
  const formats = useFormats()
  const row = id === undefined || collectionSlug === undefined || isTrashed ? null : { collection: collectionSlug, id }
  const stored = data ?? initialData
  const isOurs = formats?.ready === true && formats.formats[extensionOf(stored?.filename)] !== undefined
  const key = row === null || !isOurs ? null : `${writeRowId(row)} ${stored?.filename} ${stored?.updatedAt}`
  const document = useShared(key, () => door.document(row === null ? '' : writeRowId(row)))
  if (row === null || formats === null || !document) return null
  return { row, document, formats, place: inDrawer ? 'tab' : formats.openIn }
}

import { EditorView } from '@openwith/payload-plugin/client'
import type { DocumentViewServerProps } from 'payload'
import { openRequest } from './open-request.ts'

/** The editor tab beside Edit and API. Payload has asked whether this user may read the document. */
export function EditorTab({ searchParams }: Pick<DocumentViewServerProps, 'searchParams'>) {
  return <EditorView {...openRequest(searchParams)} />
}

import type {
  DocumentAnswer,
  EditorElement,
  EditorMode,
  EditorState,
  EditorType,
  SessionPerson,
} from '@openwith/connector-core/browser'
import { type CSSProperties, createElement, type Ref, useEffect } from 'react'
import { prefix } from '../names.ts'
import { writeRowId } from '../row-id.ts'

export interface OpenWithEditorProps {
  /** Slug of the upload collection. */
  collection: string
  /** Of the upload document. */
  id: number | string
  /** Where the plugin's routes are: Payload's API route and `/openwith`, with the application's base path. Default: `/api/openwith`. */
  base?: string
  /** `view` shows only. Default: `edit`, which shows only, too, to whoever may not update the document. */
  mode?: EditorMode
  /** Default: by the device. */
  type?: EditorType
  /** Id of the editor, such as `onlyoffice` or `wopi`. Default: the administrator's choice for the format. */
  editor?: string
  /** Language of the editor, such as `de`. Default: the page's. */
  lang?: string
  className?: string
  /** The element needs a height. Default: all of its container's. */
  style?: CSSProperties
  /** For `reload()` and `requestClose()`. */
  ref?: Ref<EditorElement>
  /** The document is there and can be edited. */
  onReady?(document: DocumentAnswer): void
  /** `dirty`: there are edits that the editor's server has not got yet. */
  onState?(state: EditorState, dirty: boolean): void
  /** It was renamed. */
  onDocument?(document: DocumentAnswer): void
  /** Who has it open, where the editor tells. */
  onPeople?(people: readonly SessionPerson[]): void
  /** People are told already; this is for the page around. */
  onError?(error: { code: string; message: string }): void
  onClose?(): void
}

/**
 * One document of an upload collection in an editor, for a user who is logged in to Payload (in the admin or in the application's own pages, with
 * any auth collection). Rights are Payload's access control of the document.
 */
export function OpenWithEditor(props: OpenWithEditorProps) {
  const { collection, id, base = `/api/${prefix}`, mode = 'edit', type, editor, lang, className, style, ref } = props
  useEffect(() => {
    // Loaded by whoever sees an editor, by nobody else.
    void import('./define-editor-element.ts').then(({ defineEditorElement }) => defineEditorElement())
  }, [])
  const listen =
    <Detail,>(handler: ((detail: Detail) => void) | undefined) =>
    ({ detail }: CustomEvent<Detail>) =>
      handler?.(detail)
  return createElement(`${prefix}-editor`, {
    ref,
    base,
    'document-id': writeRowId({ collection, id }),
    mode,
    type,
    editor,
    lang,
    class: className,
    style,
    'onopenwith-ready': listen<{ document: DocumentAnswer }>(({ document }) => props.onReady?.(document)),
    'onopenwith-document': listen<{ document: DocumentAnswer }>(({ document }) => props.onDocument?.(document)),
    'onopenwith-state': listen<{ state: EditorState; dirty: boolean }>(({ state, dirty }) =>
      props.onState?.(state, dirty),
    ),
    'onopenwith-people': listen<{ people: readonly SessionPerson[] }>(({ people }) => props.onPeople?.(people)),
    'onopenwith-error': listen<{ code: string; message: string }>((error) => props.onError?.(error)),
    'onopenwith-close': listen<object>(() => props.onClose?.()),
  })
}

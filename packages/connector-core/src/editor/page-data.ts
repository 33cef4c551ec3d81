import type { Texts } from '../texts/index.ts'
import type { EditorMode, EditorType } from './editor-config.ts'

/** What the editor page's script finds in the page. Holds no secret: the config is fetched with the page's cookie. */
export interface PageData {
  documentId: string
  /** Path or address of a browser door for this one document, such as `/api/onlyoffice/page/abc/api`. */
  base: string
  /** Id of the editor, or null: the administrator's choice for the format. */
  editor: string | null
  mode: EditorMode
  type: EditorType | null
  lang: string
  /** Where "close" leads when the window cannot be closed, or null. */
  closeUrl: string | null
  texts: Texts
}

/** Id of the JSON block and of the element that the editor is put into. */
export const pageDataId = 'openwith-data'
export const pageEditorId = 'editor'

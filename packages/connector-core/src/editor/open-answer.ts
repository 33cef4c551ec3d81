import type { DocumentAnswer } from '../actions/describe-document.ts'
import type { EditorConfig } from './editor-config.ts'

/** What the browser door answers to "open": all that `<openwith-editor>` needs. */
export interface OpenAnswer {
  /** As signed: it must reach the editor unchanged. `token` is absent only when JWT is switched off. */
  config: EditorConfig & { token?: string }
  /** Where the editor's script is loaded from. */
  scriptUrl: string
  document: DocumentAnswer
  /** Sentences that people should read, in their language, such as why they can only view. */
  notices: string[]
}

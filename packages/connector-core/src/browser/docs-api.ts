import type { OpenAnswer } from '../editor/open-answer.ts'

/** What an event handler of the editor is given. */
export interface DocEditorEvent {
  data?: unknown
}

export type DocEditorEvents = Record<string, (event: DocEditorEvent) => void>

/** The methods of `DocsAPI.DocEditor` that we call. Newer ones may be missing on an older Document Server. */
export interface DocEditor {
  destroyEditor(): void
  showMessage(message: string): void
  requestClose?(): void
  /** `argument`: what the browser door's `pick` answered. */
  insertImage?(argument: object): void
  setRequestedDocument?(argument: object): void
  setRequestedSpreadsheet?(argument: object): void
  refreshFile?(config: OpenAnswer['config']): void
}

/** The global that `api.js` defines. */
export interface DocsApi {
  DocEditor: new (placeholderId: string, config: OpenAnswer['config'] & { events: DocEditorEvents }) => DocEditor
}

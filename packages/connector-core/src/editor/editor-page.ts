import { ConnectorError } from '../errors.ts'
import { type DocumentPageInput, documentPage, webOrigin } from './document-page.ts'
import type { HtmlPage } from './html-page.ts'

export interface EditorPageInput extends DocumentPageInput {
  /** Document Server as the browser sees it. */
  documentServerUrl: string
}

/** The page that shows one document in the editor, with its own Content-Security-Policy. Throws `not_configured`. */
export function renderEditorPage(input: EditorPageInput): HtmlPage {
  const documentServerOrigin = webOrigin(input.documentServerUrl)
  if (documentServerOrigin === null) {
    throw new ConnectorError('not_configured', 'The address of ONLYOFFICE Docs is not set. Enter it in the settings.')
  }
  return documentPage(input, { documentServerOrigin })
}

import { ConnectorError } from '../errors.ts'
import { type DocumentPageInput, documentPage, webOrigin } from './document-page.ts'
import type { HtmlPage } from './html-page.ts'

export interface WopiHostPageInput extends DocumentPageInput {
  editor: string
  /** Where the page's form will go; its origin is the only one that may be posted to and framed. */
  actionUrl: string
}

/**
 * The host page of WOPI: it fetches a token with its own cookie, posts it into the frame of the editor's server, and answers that frame's messages. No token
 * is in the page itself (WOPI, "Building a host page"). Throws `not_configured`.
 */
export function renderWopiHostPage(input: WopiHostPageInput): HtmlPage {
  const wopiOrigin = webOrigin(input.actionUrl)
  if (wopiOrigin === null) {
    throw new ConnectorError('not_configured', 'The address of the WOPI server is not set. Enter it in the settings.')
  }
  return documentPage(input, { wopiOrigin })
}

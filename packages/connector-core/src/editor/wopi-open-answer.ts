import type { DocumentAnswer } from '../actions/describe-document.ts'
import type { EditorMode } from './editor-config.ts'

/** What the browser door answers to "open" when a WOPI server is the editor: what a host page posts into its frame. */
export interface WopiOpenAnswer {
  /** Which one, and what it is called. */
  editor: { id: string; name: string }
  /** What was granted: `view` also when editing was asked for but is not possible. */
  mode: EditorMode
  /** Where the form goes (WOPI, "Building a host page"). */
  actionUrl: string
  wopiSrc: string
  /** An address of the same server that answers at once, without a token: its icon. Null: it names none. */
  iconUrl: string | null
  accessToken: string
  /** An instant, in milliseconds since 1970: the field `access_token_ttl`. */
  accessTokenTtl: number
  /** The same as seconds from now on, for a browser whose clock is wrong. */
  accessTokenSeconds: number
  document: DocumentAnswer
  /** The CMS's own page of the document, for whoever else may open it; it asks for a login. Null: the CMS has none. */
  shareUrl: string | null
  /** Sentences that people should read, in their language. */
  notices: string[]
}

import { ConnectorError } from '../errors.ts'
import { fillIn, texts } from '../texts/index.ts'
import type { EditorMode, EditorType } from './editor-config.ts'
import { escapeHtml, escapeJson } from './escape-html.ts'
import { type HtmlPage, htmlPage } from './html-page.ts'
import { type PageData, pageDataId, pageEditorId } from './page-data.ts'
import { pageScriptVersion } from './page-script.ts'

export interface EditorPageInput {
  documentId: string
  /** The document's file name. */
  title: string
  mode: EditorMode
  /** Absent: decided by the answer to "open". */
  type?: EditorType
  locale?: string
  /** Path or address of the page's own browser door, for this one document. */
  base: string
  /** Path or address at which {@link pageScript} is served. */
  scriptUrl: string
  /** Document Server as the browser sees it. */
  documentServerUrl: string
  /** Where "close" leads when the window cannot be closed. Only http(s) addresses and paths are used. */
  closeUrl?: string
  /** Who may frame the page; see CSP `frame-ancestors`. Default: this site only. */
  frameAncestors?: readonly string[]
}

/** The page that shows one document in the editor, with its own Content-Security-Policy. Throws `not_configured`. */
export function renderEditorPage(input: EditorPageInput): HtmlPage {
  const origin = URL.parse(input.documentServerUrl)?.origin
  if (origin === undefined || origin === 'null') {
    throw new ConnectorError('not_configured', 'The address of ONLYOFFICE Docs is not set. Enter it in the settings.')
  }
  const text = texts(input.locale)
  const data: PageData = {
    documentId: input.documentId,
    base: input.base,
    mode: input.mode,
    type: input.type ?? null,
    lang: input.locale ?? 'en',
    closeUrl: input.closeUrl ?? null,
    texts: text,
  }
  const waiting = escapeHtml(fillIn(text.openingName, { name: input.title }))
  return htmlPage({
    title: input.title,
    locale: input.locale,
    documentServerOrigin: origin,
    frameAncestors: input.frameAncestors,
    body: (nonce) => `<main id="${pageEditorId}">
<noscript><style nonce="${nonce}">.waiting { display: none }</style><div class="message"><h1>${escapeHtml(text.failedTitle)}</h1><p>${escapeHtml(text.needsScript)}</p></div></noscript>
<div class="message waiting"><p role="status">${waiting}</p></div>
</main>
<script type="application/json" id="${pageDataId}">${escapeJson(data)}</script>
<script nonce="${nonce}" src="${escapeHtml(`${input.scriptUrl}?v=${pageScriptVersion}`)}"></script>`,
  })
}

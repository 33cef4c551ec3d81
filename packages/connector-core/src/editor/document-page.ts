import { fillIn, texts } from '../texts/index.ts'
import type { EditorMode, EditorType } from './editor-config.ts'
import { escapeHtml, escapeJson } from './escape-html.ts'
import { type HtmlPage, htmlPage } from './html-page.ts'
import { type PageData, pageDataId, pageEditorId } from './page-data.ts'
import { pageScriptVersion } from './page-script.ts'

/** What our pages for one document have in common, whichever editor they show. */
export interface DocumentPageInput {
  documentId: string
  /** The document's file name. */
  title: string
  mode: EditorMode
  /** Id of the editor. Absent: the administrator's choice for the format, as the answer to "open" has it. */
  editor?: string
  /** Absent: decided by the answer to "open". */
  type?: EditorType
  locale?: string
  /** Path or address of the page's own browser door, for this one document. */
  base: string
  /** Path or address at which `pageScript` is served. */
  scriptUrl: string
  /** Where "close" leads when the window cannot be closed. Only http(s) addresses and paths are used. */
  closeUrl?: string
  /** Who may frame the page; see CSP `frame-ancestors`. Default: this site only. */
  frameAncestors?: readonly string[]
}

/** A page that holds `<openwith-editor>` for one document, and may load from the given server only. */
export function documentPage(
  input: DocumentPageInput,
  server: { documentServerOrigin: string } | { wopiOrigin: string },
): HtmlPage {
  const text = texts(input.locale)
  const data: PageData = {
    documentId: input.documentId,
    base: input.base,
    editor: input.editor ?? null,
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
    ...server,
    frameAncestors: input.frameAncestors,
    body: (nonce) => `<main id="${pageEditorId}">
<noscript><style nonce="${nonce}">.waiting { display: none }</style><div class="message"><h1>${escapeHtml(text.failedTitle)}</h1><p>${escapeHtml(text.needsScript)}</p></div></noscript>
<div class="message waiting"><p role="status">${waiting}</p></div>
</main>
<script type="application/json" id="${pageDataId}">${escapeJson(data)}</script>
<script nonce="${nonce}" src="${escapeHtml(`${input.scriptUrl}?v=${pageScriptVersion}`)}"></script>`,
  })
}

/** Null when it is no web address. */
export function webOrigin(address: string): string | null {
  const url = URL.parse(address)
  return url !== null && /^https?:$/.test(url.protocol) ? url.origin : null
}

/** The script of the served editor page. `build/generate-page-script.ts` bundles it. */
import type { DocumentAnswer } from '../actions/describe-document.ts'
import { type PageData, pageDataId, pageEditorId } from '../editor/page-data.ts'
import type { Texts } from '../texts/index.ts'
import { EditorElement } from './editor-element.ts'

const data = JSON.parse(document.getElementById(pageDataId)?.textContent ?? '') as PageData

customElements.define(
  'openwith-editor',
  class extends EditorElement {
    // The page brings the texts of its one language along.
    protected override textsOf(): Texts {
      return data.texts
    }
  },
)

const editor = document.createElement('openwith-editor') as EditorElement
editor.base = data.base
editor.documentId = data.documentId
editor.editor = data.editor ?? undefined
editor.mode = data.mode
editor.type = data.type ?? undefined
editor.lang = data.lang

let name = document.title
const showTitle = () => {
  document.title = editor.dirty ? `• ${name}` : name
}
const rename = (event: Event) => {
  name = (event as CustomEvent<{ document: DocumentAnswer }>).detail.document.name
  showTitle()
  // In a copy the address is that of the copy, so that the browser's own reload opens it.
  const page = editor.base.replace(/\/api$/, '')
  if (editor.base !== data.base && location.pathname !== page) history.replaceState(null, '', page)
}
editor.addEventListener('openwith-ready', rename)
editor.addEventListener('openwith-document', rename)
editor.addEventListener('openwith-state', showTitle)
editor.addEventListener('openwith-close', () => {
  if (window.parent !== window) {
    window.parent.postMessage({ openwith: 'close' }, location.origin)
    return
  }
  // Works only in a window that a script opened; otherwise the page is still here a moment later.
  window.close()
  const target = data.closeUrl === null ? null : URL.parse(data.closeUrl, location.href)
  if (target !== null && /^https?:$/.test(target.protocol)) setTimeout(() => location.assign(target), 300)
})

document.getElementById(pageEditorId)?.replaceChildren(editor)

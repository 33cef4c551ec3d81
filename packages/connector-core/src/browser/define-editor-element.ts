import { type Texts, texts } from '../texts/index.ts'
import { EditorElement } from './editor-element.ts'

/** Registers `<openwith-editor>` with all languages. Does nothing where it is registered already, or where there is no DOM. */
export function defineEditorElement(name = 'openwith-editor'): void {
  if (typeof customElements === 'undefined' || customElements.get(name) !== undefined) return
  customElements.define(
    name,
    class extends EditorElement {
      protected override textsOf(locale: string): Texts {
        return texts(locale)
      }
    },
  )
}

declare global {
  interface HTMLElementTagNameMap {
    'openwith-editor': EditorElement
  }
}

import type { FormatsAnswer } from '@openwith/connector-core/browser'
import type { InjectionKey, Ref } from 'vue'

/** What the files of the library share: handed down to the buttons in the rows and cards of Directus's own layouts. */
export interface LibraryContext {
  formats: Ref<FormatsAnswer | null>
  /** The role may change some files. */
  mayEdit: Ref<boolean>
  /** A document was added. */
  reload(): void
}

export const libraryKey: InjectionKey<LibraryContext> = Symbol('openwith library')

/** A file as its buttons need it. */
export interface LibraryFile {
  id: string
  name: string
}

/** Name of the column in the table; no field of a collection may begin with a dollar sign. */
export const actionsColumn = '$openwith'
/** The alias field that a card's template names. */
export const actionsField = 'openwith_open'
/** Id of the display that shows the buttons. */
export const actionsDisplay = 'openwith-actions'

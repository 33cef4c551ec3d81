import type { DocumentAnswer } from '../actions/describe-document.ts'
import type { Pickable, PickPurpose } from '../actions/pick-document.ts'
import type { EditorMode, EditorType } from '../editor/editor-config.ts'
import type { Texts } from '../texts/index.ts'
import type { BrowserClient } from './browser-client.ts'

export interface SessionOptions {
  /** Gets the editor's frame as a child. Must be in the page, outside any shadow root: the editor looks it up by id. */
  parent: HTMLElement
  client: BrowserClient
  documentId: string
  /** Id of the editor; undefined: the administrator's choice for the format. */
  editor: string | undefined
  mode: EditorMode
  type: EditorType | undefined
  locale: string
  texts: Texts
}

/** One opening of one document in one editor. */
export interface Session {
  /** Asks the editor to close, which minds unsent edits first. False when there is nothing to ask: call `stop`. */
  requestClose(): boolean
  /** Takes the editor away. Idempotent. */
  stop(): void
}

export interface SessionQuestion {
  title: string
  text: string
  ok: string
  cancel: string
}

export interface SessionNotice {
  kind: 'info' | 'warning' | 'error'
  text: string
  reload: boolean
  /** A further button. */
  action?: { label: string; run(): void }
}

/** Somebody who has the document open. */
export interface SessionPerson {
  userId: string
  name: string
  readOnly: boolean
}

/** What the editor asks of the page around it, which alone can answer. */
export type SessionRequest =
  /** `url`: the CMS's own page of the document, or null. */
  | { kind: 'share'; url: string | null }
  | { kind: 'versions' }
  /** `insert` takes an address that the editor's server can fetch without a login. */
  | { kind: 'insert-image'; insert(image: { url: string; name: string }): void }
  /** `answer` takes the people whose names fit `text`. */
  | { kind: 'mention'; text: string; answer(people: readonly { name: string; profileUrl: string }[]): void }

/** What a session tells its element. Nothing is told after `stop`. */
export interface SessionListener {
  /** The name is known; the editor of this name is being loaded. */
  opening(document: DocumentAnswer, editorName: string): void
  /** The editor's frame shows itself from now on, with its own progress. */
  frameReady(): void
  documentReady(document: DocumentAnswer): void
  /** A password or an encoding is asked for inside the frame. */
  actionRequired(): void
  notice(notice: SessionNotice): void
  /** Takes a notice back. */
  noticeOver(text: string): void
  /** True: edits that the editor's server has not got yet. */
  dirty(dirty: boolean): void
  documentChanged(document: DocumentAnswer): void
  /** The editor goes on in another document, such as a copy; `base` is a browser door for it, if it needs one of its own. */
  documentReplaced(document: DocumentAnswer, base?: string): void
  people(people: readonly SessionPerson[]): void
  /** False when the page around offers no such thing. */
  request(request: SessionRequest): boolean
  /** Shows an address to copy; resolves when it is put away. */
  showLink(url: string): Promise<void>
  /** Null: the person thought better of it. */
  askName(question: { title: string; name: string }): Promise<string | null>
  /** Asks over the editor. False: cancelled, also by `signal`. */
  confirm(question: SessionQuestion, signal: AbortSignal): Promise<boolean>
  /** Lets the person pick something of the CMS. Null: they thought better of it. */
  pick(purpose: PickPurpose): Promise<Pickable | null>
  failed(error: unknown): void
  /** The editor failed before the document could be used. */
  editorFailed(problem: { code: string; text: string }): void
  closed(): void
  reopen(mode: EditorMode): void
}

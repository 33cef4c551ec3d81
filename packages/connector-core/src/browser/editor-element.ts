import type { EditorMode, EditorType } from '../editor/editor-config.ts'
import { en } from '../texts/en.ts'
import { errorTexts, fillIn, type Texts } from '../texts/index.ts'
import { type BrowserClient, browserClient } from './browser-client.ts'
import { EditorView } from './editor-view.ts'
import { ScriptUnreachable } from './load-docs-api.ts'
import { openSession } from './open-session.ts'
import { RequestError } from './request-error.ts'
import type { Session, SessionListener, SessionRequest } from './session.ts'
import { ServerUnreachable } from './wopi-frame.ts'

export type EditorState = 'idle' | 'loading' | 'ready' | 'action-required' | 'error' | 'closed'

// Server-side rendering imports this module where there is no DOM.
const ElementBase: typeof HTMLElement = globalThis.HTMLElement ?? (class {} as unknown as typeof HTMLElement)

const slowAfterMilliseconds = 15_000

/**
 * `<openwith-editor base document-id editor mode type lang>`: one document in an editor, with its loading, error and closed states.
 * Needs a height. Starts when it is in the page and has `document-id` and either `base` (the browser door) or the property
 * `client`; starts anew when one of them changes. Call `requestClose()` before taking it out of the page, so that unsent
 * edits are asked about.
 *
 * Events (all bubble): `openwith-ready` `{ document }`, `openwith-state` `{ state, dirty }`, `openwith-document` `{ document }`
 * (renamed, or the editor went on in a copy: `documentId` is that of the copy then), `openwith-error` `{ code, message }`, `openwith-close` `{ documentId }`.
 *
 * Over WOPI also: `openwith-people` `{ people }` (who has it open), and requests that the page around may serve: call
 * `preventDefault()` on `openwith-share` `{ url }`, `openwith-versions`, `openwith-insert-image` `{ insert({ url, name }) }`,
 * `openwith-mention` `{ text, answer(people) }`. Else who shares gets the CMS's own address of the document to copy, who inserts a picture picks one of
 * the CMS, and of the rest people read that this site does not offer it.
 */
export class EditorElement extends ElementBase {
  static readonly observedAttributes = ['base', 'document-id', 'editor', 'mode', 'type', 'lang']

  #view: EditorView | undefined
  #session: Session | undefined
  #client: BrowserClient | undefined
  #state: EditorState = 'idle'
  #dirty = false
  #waitsForNetwork = false
  #startScheduled = false
  /** Attributes follow the editor into another document. */
  #isAdopting = false
  #slowTimer: ReturnType<typeof setTimeout> | undefined

  get base(): string {
    return this.getAttribute('base') ?? ''
  }
  set base(value: string) {
    this.setAttribute('base', value)
  }

  get documentId(): string {
    return this.getAttribute('document-id') ?? ''
  }
  set documentId(value: string) {
    this.setAttribute('document-id', value)
  }

  /** Id of the editor, such as `onlyoffice` or `wopi`. Undefined: the administrator's choice for the format. */
  get editor(): string | undefined {
    return this.getAttribute('editor') ?? undefined
  }
  set editor(value: string | undefined) {
    if (value === undefined) this.removeAttribute('editor')
    else this.setAttribute('editor', value)
  }

  get mode(): EditorMode {
    return this.getAttribute('mode') === 'view' ? 'view' : 'edit'
  }
  set mode(value: EditorMode) {
    this.setAttribute('mode', value)
  }

  /** Undefined: the server decides. */
  get type(): EditorType | undefined {
    const type = this.getAttribute('type')
    return type === 'desktop' || type === 'mobile' || type === 'embedded' ? type : undefined
  }
  set type(value: EditorType | undefined) {
    if (value === undefined) this.removeAttribute('type')
    else this.setAttribute('type', value)
  }

  /** Instead of `base`: a client with a CMS's own headers or fetch. */
  get client(): BrowserClient | undefined {
    return this.#client
  }
  set client(value: BrowserClient | undefined) {
    if (value === this.#client) return
    this.#client = value
    this.#schedule()
  }

  get state(): EditorState {
    return this.#state
  }

  /** True while there are edits that the editor's server has not got yet. */
  get dirty(): boolean {
    return this.#dirty
  }

  connectedCallback(): void {
    this.#view ??= new EditorView(this)
    window.addEventListener('online', this.#retryOnline)
    this.#schedule()
  }

  disconnectedCallback(): void {
    window.removeEventListener('online', this.#retryOnline)
    this.#stop()
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (before !== after && !this.#isAdopting) this.#schedule()
  }

  /** Opens the document anew, with the newest stored content. */
  reload(): void {
    this.#start()
  }

  /** Closes as the editor's own button does: it asks about unsent edits, then `openwith-close` follows. */
  requestClose(): void {
    if (this.#session?.requestClose() !== true) this.#closed()
  }

  /** The texts of the element; English unless a subclass knows more. */
  protected textsOf(_locale: string): Texts {
    return en
  }

  readonly #retryOnline = () => {
    if (this.#waitsForNetwork) this.#start()
  }

  get #locale(): string {
    return this.lang || document.documentElement.lang || navigator.language
  }

  /** Several attributes that are set together start it once. */
  #schedule(): void {
    if (this.#startScheduled || !this.isConnected) return
    this.#startScheduled = true
    queueMicrotask(() => {
      this.#startScheduled = false
      if (this.isConnected) this.#start()
    })
  }

  #stop(): void {
    clearTimeout(this.#slowTimer)
    this.#waitsForNetwork = false
    this.#session?.stop()
    this.#session = undefined
    this.#view?.closeQuestion()
    this.#dirty = false
  }

  #start(): void {
    this.#stop()
    this.#view?.clearNotices()
    const client = this.#client ?? (this.base === '' ? undefined : browserClient(this.base))
    if (client === undefined || this.documentId === '') return
    const texts = this.textsOf(this.#locale)
    this.#wait(texts.opening)
    this.#session = openSession(
      {
        parent: this,
        client,
        documentId: this.documentId,
        editor: this.editor,
        mode: this.mode,
        type: this.type,
        locale: this.#locale,
        texts,
      },
      this.#listener(texts, client),
    )
  }

  #wait(text: string, editorName?: string): void {
    const texts = this.textsOf(this.#locale)
    const named = editorName === undefined ? {} : { editorName }
    clearTimeout(this.#slowTimer)
    this.#view?.showWaiting(text, named)
    this.#slowTimer = setTimeout(() => {
      const action = { label: texts.reload, run: () => this.reload() }
      this.#view?.showWaiting(text, { ...named, slow: { text: texts.openingSlow, action } })
    }, slowAfterMilliseconds)
    this.#setState('loading')
  }

  #listener(texts: Texts, client: BrowserClient): SessionListener {
    const reload = { label: texts.reload, run: () => this.reload() }
    let door = client
    return {
      opening: ({ name }, editorName) => this.#wait(fillIn(texts.openingName, { name }), editorName),
      frameReady: () => {
        clearTimeout(this.#slowTimer)
        this.#view?.showEditor()
      },
      documentReady: (document) => {
        this.#setState('ready')
        this.#emit('openwith-ready', { document })
      },
      actionRequired: () => this.#setState('action-required'),
      notice: ({ kind, text, reload: offersReload, action }) => {
        const actions = [...(action === undefined ? [] : [action]), ...(offersReload ? [reload] : [])]
        this.#view?.addNotice({ kind, text, actions, dismissLabel: texts.dismiss })
      },
      noticeOver: (text) => this.#view?.removeNotice(text),
      dirty: (dirty) => {
        this.#dirty = dirty
        this.#setState(this.#state)
      },
      documentChanged: (document) => this.#emit('openwith-document', { document }),
      documentReplaced: (document, base) => {
        if (base !== undefined) door = browserClient(base)
        this.#isAdopting = true
        if (base !== undefined) this.base = base
        this.documentId = document.id
        this.#isAdopting = false
        this.#emit('openwith-document', { document })
      },
      people: (people) => this.#emit('openwith-people', { people }),
      request: (request) => this.#request(request),
      showLink: async (url) => {
        const { share: title, shareLink: label, copyLink: copy, linkCopied: copied, closeEditor: close } = texts
        await this.#view?.showLink({ title, label, url, copy, copied, close })
      },
      askName: async ({ title, name }) =>
        (await this.#view?.askText({ title, label: texts.name, text: name, ok: texts.save, cancel: texts.cancel })) ??
        null,
      confirm: async (question, signal) => (await this.#view?.confirm(question, signal)) ?? false,
      pick: async (purpose) =>
        (await this.#view?.pick({
          purpose,
          texts,
          locale: this.#locale,
          load: (query, signal) => door.pickable(this.documentId, { for: purpose, ...query }, { signal }),
        })) ?? null,
      failed: (error) => this.#failed(error, texts),
      editorFailed: ({ code, text }) => this.#fail(code, { title: texts.unavailableTitle, text, label: texts.reload }),
      closed: () => this.#closed(),
      reopen: (mode) => {
        // Reflected, so that the page sees the mode; the attribute's change starts it.
        if (mode === this.mode) this.#start()
        else this.mode = mode
      },
    }
  }

  #request({ kind, ...detail }: SessionRequest): boolean {
    return !this.#emit(`openwith-${kind}`, detail, true)
  }

  #failed(error: unknown, texts: Texts): void {
    if (error instanceof ServerUnreachable) {
      const title = fillIn(texts.serverUnreachableTitle, { name: error.editorName })
      const text = fillIn(texts.unreachableText, { address: error.origin })
      this.#fail('document_server_unreachable', { title, text, label: texts.retry })
      this.#waitsForNetwork = true
      return
    }
    if (error instanceof ScriptUnreachable) {
      const text = fillIn(texts.unreachableText, { address: error.origin })
      this.#fail('document_server_unreachable', { title: texts.unreachableTitle, text, label: texts.retry })
      this.#waitsForNetwork = true
      return
    }
    const code = error instanceof RequestError ? error.code : 'internal'
    const detail = error instanceof RequestError && code !== 'offline' ? error.message : undefined
    this.#fail(code, { ...errorTexts(code, texts), detail, label: texts.retry })
    this.#waitsForNetwork = code === 'offline'
  }

  #fail(code: string, message: { title: string; text: string; detail?: string; label: string }): void {
    this.#stop()
    const { title, text, detail, label } = message
    this.#view?.showMessage({ role: 'alert', title, text, detail, action: { label, run: () => this.reload() } })
    this.#setState('error')
    this.#emit('openwith-error', { code, message: text })
  }

  #closed(): void {
    if (this.#state === 'closed') return
    const texts = this.textsOf(this.#locale)
    this.#stop()
    this.#view?.clearNotices()
    this.#view?.showMessage({
      role: 'status',
      title: texts.closedTitle,
      text: texts.closedText,
      action: { label: texts.openAgain, run: () => this.reload() },
    })
    this.#setState('closed')
    this.#emit('openwith-close', { documentId: this.documentId })
  }

  #setState(state: EditorState): void {
    this.#state = state
    this.#emit('openwith-state', { state, dirty: this.#dirty })
  }

  #emit(name: string, detail: object, cancelable = false): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable }))
  }
}

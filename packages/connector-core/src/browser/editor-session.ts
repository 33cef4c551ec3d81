import type { DocumentAnswer } from '../actions/describe-document.ts'
import type { PickPurpose } from '../actions/pick-document.ts'
import type { OpenAnswer } from '../editor/open-answer.ts'
import { errorTexts, fillIn } from '../texts/index.ts'
import type { DocEditor, DocEditorEvent, DocEditorEvents } from './docs-api.ts'
import { editorProblem } from './editor-problem.ts'
import { loadDocsApi } from './load-docs-api.ts'
import { RequestError } from './request-error.ts'
import type { Session, SessionListener, SessionOptions } from './session.ts'

const scriptTimeoutMilliseconds = 30_000

/** One opening over the Docs API: loads the editor with its config, answers its events, and takes it away again. */
export class EditorSession implements Session {
  readonly #options: SessionOptions
  readonly #listener: SessionListener
  readonly #answer: OpenAnswer
  readonly #abort = new AbortController()
  #editor: DocEditor | undefined
  #placeholder: HTMLElement | undefined
  #document: DocumentAnswer
  #ready = false
  #refreshing = false

  constructor(options: SessionOptions, listener: SessionListener, answer: OpenAnswer) {
    this.#options = options
    this.#listener = listener
    this.#answer = answer
    this.#document = answer.document
  }

  /** Throws `ScriptUnreachable`. */
  async mount(): Promise<void> {
    const answer = this.#answer
    const api = await loadDocsApi(answer.scriptUrl, scriptTimeoutMilliseconds)
    if (this.#abort.signal.aborted) return
    this.#placeholder = document.createElement('div')
    this.#placeholder.id = `openwith-${Math.random().toString(36).slice(2)}`
    this.#options.parent.append(this.#placeholder)
    // The editor writes into its config; what was signed stays as it is in the answer.
    const config = { ...structuredClone(answer.config), events: this.#events(answer) }
    this.#editor = new api.DocEditor(this.#placeholder.id, config)
  }

  requestClose(): boolean {
    if (!this.#ready || this.#editor?.requestClose === undefined) return false
    this.#editor.requestClose()
    return true
  }

  stop(): void {
    if (this.#abort.signal.aborted) return
    this.#abort.abort()
    try {
      this.#editor?.destroyEditor()
    } catch {
      // A frame that is gone already cannot be told.
    }
    // The editor leaves a new placeholder with the same id; before it was mounted there is our own.
    const { parent } = this.#options
    if (this.#placeholder !== undefined) {
      for (const child of [...parent.children]) {
        if (child.id === this.#placeholder.id || (child as HTMLIFrameElement).name === 'frameEditor') child.remove()
      }
    }
    this.#editor = undefined
  }

  /** Only what this document and this person can do gets a handler: the editor shows a button for each. */
  #events(answer: OpenAnswer): DocEditorEvents {
    const { texts } = this.#options
    const { actions } = answer.document
    const listener = this.#listener
    const editing = answer.config.editorConfig.mode === 'edit'
    const events: DocEditorEvents = {
      onAppReady: () => listener.frameReady(),
      onDocumentReady: () => {
        this.#ready = true
        listener.frameReady()
        listener.documentReady(this.#document)
      },
      onUserActionRequired: () => {
        listener.frameReady()
        listener.actionRequired()
      },
      onInfo: ({ data }) => {
        const mode = (data as { mode?: unknown } | undefined)?.mode
        if (editing && mode === 'view') listener.notice({ kind: 'warning', text: texts.forcedView, reload: true })
      },
      onError: ({ data }) => {
        const problem = editorProblem(data, 'error', texts)
        if (this.#ready) listener.notice({ kind: 'error', text: problem.text, reload: true })
        else listener.editorFailed(problem)
      },
      onWarning: ({ data }) =>
        listener.notice({ kind: 'warning', text: editorProblem(data, 'warning', texts).text, reload: true }),
      onDocumentStateChange: ({ data }) => listener.dirty(data === true),
      onMetaChange: ({ data }) => {
        const title = (data as { title?: unknown } | undefined)?.title
        if (typeof title === 'string' && title !== '') this.#changeDocument({ ...answer.document, name: title })
      },
      onRequestClose: () => listener.closed(),
      onRequestRefreshFile: () => void this.#refresh(answer),
      // Before version 8.3 this is how an outdated key is told.
      onOutdatedVersion: () => void this.#refresh(answer),
    }
    if (
      !editing &&
      answer.config.type !== 'embedded' &&
      (actions.edit || actions.fill) &&
      actions.editors.edit.includes('onlyoffice')
    ) {
      events.onRequestEditRights = () => listener.reopen('edit')
    }
    if (actions.rename) events.onRequestRename = (event) => void this.#rename(event)
    if (editing && actions.pick) {
      events.onRequestInsertImage = (event) => void this.#insert('picture', 'insertImage', event)
      events.onRequestSelectDocument = (event) => void this.#insert('document', 'setRequestedDocument', event)
      events.onRequestSelectSpreadsheet = (event) => void this.#insert('spreadsheet', 'setRequestedSpreadsheet', event)
    }
    if (actions.saveAs) events.onRequestSaveAs = (event) => void this.#saveAs(event)
    return Object.fromEntries(
      Object.entries(events).map(([name, handle]) => [
        name,
        (event: DocEditorEvent) => {
          // A frame that is being taken away may still send.
          if (!this.#abort.signal.aborted) handle(event ?? {})
        },
      ]),
    )
  }

  #changeDocument(document: DocumentAnswer): void {
    this.#document = document
    this.#listener.documentChanged(document)
  }

  async #refresh(answer: OpenAnswer): Promise<void> {
    if (this.#refreshing) return
    this.#refreshing = true
    try {
      const { client, documentId, mode, type, locale } = this.#options
      const wanted = { mode, ...(type === undefined ? {} : { type }), locale, editor: 'onlyoffice' }
      const next = await client.open(documentId, wanted, { signal: this.#abort.signal })
      const fits =
        'config' in next &&
        next.config.documentType === answer.config.documentType &&
        next.config.type === answer.config.type
      if (fits && this.#editor?.refreshFile !== undefined) this.#editor.refreshFile(next.config)
      else this.#listener.reopen(this.#options.mode)
    } catch (error) {
      if (!this.#abort.signal.aborted) this.#listener.failed(error)
    } finally {
      this.#refreshing = false
    }
  }

  async #rename({ data }: DocEditorEvent): Promise<void> {
    if (typeof data !== 'string' || data.trim() === '') return
    const { client, documentId, texts } = this.#options
    await this.#tell(async () => {
      const name = withExtension(data.trim(), this.#document.extension)
      const document = await client.rename(documentId, name, { signal: this.#abort.signal })
      this.#changeDocument(document)
      return fillIn(texts.renamed, { name: document.name })
    })
  }

  async #saveAs({ data }: DocEditorEvent): Promise<void> {
    const { url, title, fileType } = (data ?? {}) as Record<string, unknown>
    if (typeof url !== 'string' || typeof title !== 'string' || typeof fileType !== 'string') return
    const { client, documentId, texts } = this.#options
    await this.#tell(async () => {
      const document = await client.saveAs(documentId, { url, title, fileType }, { signal: this.#abort.signal })
      return fillIn(texts.savedAs, { name: document.name })
    })
  }

  /** The argument is signed on the server as it is handed over. */
  async #insert(
    purpose: PickPurpose,
    method: 'insertImage' | 'setRequestedDocument' | 'setRequestedSpreadsheet',
    { data }: DocEditorEvent,
  ): Promise<void> {
    const command = (data as { c?: unknown } | undefined)?.c
    const { client, documentId } = this.#options
    const picked = await this.#listener.pick(purpose)
    if (picked === null || this.#abort.signal.aborted) return
    try {
      const wanted = { document: picked.id, for: purpose, ...(typeof command === 'string' ? { command } : {}) }
      this.#editor?.[method]?.(await client.pick(documentId, wanted, { signal: this.#abort.signal }))
    } catch (error) {
      this.#showFailure(error)
    }
  }

  /** Shows the outcome inside the editor, where the person looks. */
  async #tell(work: () => Promise<string>): Promise<void> {
    try {
      this.#editor?.showMessage(await work())
    } catch (error) {
      this.#showFailure(error)
    }
  }

  #showFailure(error: unknown): void {
    if (this.#abort.signal.aborted) return
    const { title, text } = errorTexts(error instanceof RequestError ? error.code : 'internal', this.#options.texts)
    this.#editor?.showMessage(`${title}. ${text}`)
  }
}

/** The editor's rename dialog leaves the extension out. */
function withExtension(name: string, extension: string): string {
  return extension === '' || name.toLowerCase().endsWith(`.${extension}`) ? name : `${name}.${extension}`
}

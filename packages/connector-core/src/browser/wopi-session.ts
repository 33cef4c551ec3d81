import type { DocumentAnswer } from '../actions/describe-document.ts'
import type { WopiOpenAnswer } from '../editor/wopi-open-answer.ts'
import { errorTexts, fillIn } from '../texts/index.ts'
import { keepAccess } from './access-renewal.ts'
import { RequestError } from './request-error.ts'
import type { Session, SessionListener, SessionOptions, SessionRequest } from './session.ts'
import { WopiChannel, type WopiMessage } from './wopi-channel.ts'
import { mountWopiFrame, reachServer } from './wopi-frame.ts'

type Values = WopiMessage['values']

/** A client that says nothing, because of its version or its settings, is shown as it is. */
const silenceMilliseconds = 8_000

/** One opening over WOPI: the client's frame with a token posted into it, its messages answered, its token renewed. */
export class WopiSession implements Session {
  readonly #options: SessionOptions
  readonly #listener: SessionListener
  readonly #answer: WopiOpenAnswer
  readonly #abort = new AbortController()
  #document: DocumentAnswer
  #frame: HTMLIFrameElement | undefined
  #channel: WopiChannel | undefined
  #ready = false
  #dirty = false
  #renewable = false
  #closing = false
  #savingAs = false
  #silence: ReturnType<typeof setTimeout> | undefined

  constructor(options: SessionOptions, listener: SessionListener, answer: WopiOpenAnswer) {
    this.#options = options
    this.#listener = listener
    this.#answer = answer
    this.#document = answer.document
  }

  /** Throws `ServerUnreachable`. */
  async mount(): Promise<void> {
    const { signal } = this.#abort
    const answer = this.#answer
    await reachServer(answer, signal)
    if (signal.aborted) return
    const frame = mountWopiFrame(this.#options.parent, answer)
    this.#frame = frame
    this.#channel = new WopiChannel(frame, new URL(answer.actionUrl).origin, (message) => this.#receive(message))
    frame.addEventListener('load', () => {
      if (signal.aborted) return
      // Office Online and ONLYOFFICE take it now, Collabora once its frame is ready.
      this.#send('Host_PostmessageReady')
      clearTimeout(this.#silence)
      this.#silence = setTimeout(() => this.#listener.frameReady(), silenceMilliseconds)
    })
    keepAccess(
      { seconds: answer.accessTokenSeconds, renew: () => this.#renew(), failed: () => this.#accessEnds() },
      signal,
    )
  }

  requestClose(): boolean {
    // Whoever asks twice does not want to wait.
    if (!this.#ready || !this.#dirty || this.#closing) return false
    this.#closing = true
    this.#send('Action_Save', { DontTerminateEdit: false, DontSaveIfUnmodified: true, Notify: true })
    return true
  }

  stop(): void {
    if (this.#abort.signal.aborted) return
    this.#abort.abort()
    clearTimeout(this.#silence)
    this.#channel?.close()
    this.#frame?.remove()
  }

  #send(id: string, values: Values = {}): void {
    this.#channel?.send(id, values)
  }

  #receive({ id, values }: WopiMessage): void {
    if (this.#abort.signal.aborted) return
    const handle = this.#handlers.get(id)
    handle?.(values)
  }

  /** By `MessageId`; others are of no concern here. Of Microsoft: UI_Sharing, UI_Edit; of Collabora: UI_Share and the longer list. */
  readonly #handlers: ReadonlyMap<string, (values: Values) => void> = new Map<string, (values: Values) => void>([
    ['App_LoadingStatus', (values) => this.#loading(values)],
    ['Action_Load_Resp', ({ success, errorMsg }) => success === false && this.#loadFailed(errorMsg)],
    ['Doc_ModifiedStatus', ({ Modified }) => this.#setDirty(Modified === true)],
    ['Action_Save_Resp', (values) => this.#saved(values)],
    ['File_Rename', () => void this.#renamed()],
    ['UI_Close', () => this.#listener.closed()],
    ['UI_Edit', () => this.#listener.reopen('edit')],
    ['UI_SaveAs', ({ format }) => void this.#saveAs(textOf(format))],
    ['UI_Share', () => void this.#share()],
    ['UI_Sharing', () => void this.#share()],
    ['UI_FileVersions', () => this.#ask({ kind: 'versions' })],
    ['UI_InsertGraphic', () => void this.#insertGraphic()],
    ['UI_Mention', ({ type, text }) => type !== 'selected' && this.#mention(textOf(text))],
    ['User_Idle', () => this.#listener.notice({ kind: 'info', text: this.#texts.editorIdle, reload: false })],
    ['User_Active', () => this.#listener.noticeOver(this.#texts.editorIdle)],
    ['Session_Closed', () => this.#listener.notice({ kind: 'warning', text: this.#texts.sessionClosed, reload: true })],
    ['Download_As', ({ URL: url }) => this.#downloadAs(textOf(url))],
    ['Views_List', ({ list }) => this.#people(list)],
    ['Get_Views_Resp', ({ list }) => this.#people(list)],
  ])

  get #texts() {
    return this.#options.texts
  }

  /** Collabora tells a `Status`; Office Online and ONLYOFFICE only that the document is loaded. */
  #loading({ Status: status }: Values): void {
    clearTimeout(this.#silence)
    if (status === 'Failed') {
      this.#loadFailed('')
      return
    }
    // Collabora alone says this, and takes a new token.
    if (status === 'Frame_Ready') this.#renewable = true
    if (status === 'Initialized') return
    this.#listener.frameReady()
    if (status === undefined || status === 'Frame_Ready' || status === 'Document_Loaded')
      this.#send('Host_PostmessageReady')
    if (this.#ready || status === 'Frame_Ready') return
    this.#ready = true
    this.#listener.documentReady(this.#document)
  }

  #loadFailed(message: unknown): void {
    const text = this.#problem(message, this.#texts.editorErrorUnknown)
    if (this.#ready) this.#listener.notice({ kind: 'error', text, reload: true })
    else this.#listener.editorFailed({ code: 'load_failed', text })
  }

  #setDirty(dirty: boolean): void {
    this.#dirty = dirty
    this.#listener.dirty(dirty)
  }

  #saved({ success, result, errorMsg, fileName }: Values): void {
    const copied = this.#savingAs
    this.#savingAs = false
    const done = success === true || result === 'unmodified'
    if (!done) {
      this.#closing = false
      const text = this.#problem(errorMsg, this.#texts.saveFailed)
      this.#listener.notice({ kind: 'error', text, reload: false })
      return
    }
    if (copied) {
      const name = textOf(fileName)
      if (name !== '')
        this.#listener.notice({ kind: 'info', text: fillIn(this.#texts.savedAs, { name }), reload: false })
      return
    }
    if (this.#closing) this.#listener.closed()
  }

  /** The client has renamed it through WOPI; the CMS knows the whole name. */
  async #renamed(): Promise<void> {
    const { client, documentId } = this.#options
    try {
      this.#document = await client.document(documentId, { signal: this.#abort.signal })
      this.#listener.documentChanged(this.#document)
    } catch {
      // the old name in the title is no reason to disturb anybody
    }
  }

  /** The copy itself comes to the CMS through PutRelativeFile, which asks for the right. */
  async #saveAs(format: string): Promise<void> {
    const { name: present, extension } = this.#document
    const wanted = /^[a-z0-9]{1,10}$/i.test(format) ? format.toLowerCase() : extension
    const stem = extension === '' ? present : present.slice(0, -extension.length - 1)
    const name = await this.#besideTheFrame(() =>
      this.#listener.askName({ title: this.#texts.saveAs, name: `${stem}.${wanted}` }),
    )
    if (name === null || this.#abort.signal.aborted) return
    this.#savingAs = true
    const whole = name.toLowerCase().endsWith(`.${wanted}`) ? name : `${name}.${wanted}`
    this.#send('Action_SaveAs', { Filename: whole, Notify: true })
  }

  /** The client gives up the keyboard while we ask something over it. */
  async #besideTheFrame<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    this.#send('Blur_Focus')
    try {
      return await work()
    } finally {
      this.#send('Grab_Focus')
      if (!this.#abort.signal.aborted) this.#frame?.focus()
    }
  }

  #ask(request: SessionRequest): void {
    if (!this.#listener.request(request))
      this.#listener.notice({ kind: 'info', text: this.#texts.notOffered, reload: false })
  }

  /** The page around may have more to offer than an address. */
  async #share(): Promise<void> {
    const { shareUrl } = this.#answer
    if (shareUrl === null) {
      this.#ask({ kind: 'share', url: null })
      return
    }
    if (!this.#listener.request({ kind: 'share', url: shareUrl }))
      await this.#besideTheFrame(() => this.#listener.showLink(shareUrl))
  }

  /** The page around may have pictures of its own; else the person picks one of the CMS. */
  async #insertGraphic(): Promise<void> {
    const insert = ({ url, name }: { url: string; name: string }) =>
      this.#send('Action_InsertGraphic', { url, filename: name })
    if (this.#listener.request({ kind: 'insert-image', insert })) return
    if (!this.#document.actions.pick) {
      this.#listener.notice({ kind: 'info', text: this.#texts.notOffered, reload: false })
      return
    }
    const { client, documentId } = this.#options
    const { signal } = this.#abort
    const picked = await this.#besideTheFrame(() => this.#listener.pick('picture'))
    if (picked === null || signal.aborted) return
    try {
      const wanted = { document: picked.id, for: 'picture', editor: this.#answer.editor.id } as const
      const answer = await client.pick(documentId, wanted, { signal })
      if ('name' in answer) insert(answer)
    } catch (error) {
      if (signal.aborted) return
      const { title, text } = errorTexts(error instanceof RequestError ? error.code : 'internal', this.#texts)
      this.#listener.notice({ kind: 'error', text: `${title}. ${text}`, reload: false })
    }
  }

  #mention(text: string): void {
    const answer: Extract<SessionRequest, { kind: 'mention' }>['answer'] = (people) =>
      this.#send('Action_Mention', {
        list: people.map(({ name, profileUrl }) => ({ username: name, profile: profileUrl })),
      })
    if (!this.#listener.request({ kind: 'mention', text, answer })) answer([])
  }

  /** A tab that opens without a click is blocked, so a button is offered. */
  #downloadAs(address: string): void {
    const url = URL.parse(address, this.#answer.actionUrl)
    if (url === null || url.origin !== new URL(this.#answer.actionUrl).origin) return
    const run = () => {
      this.#listener.noticeOver(this.#texts.downloadReady)
      window.open(url, '_blank', 'noopener')
    }
    const action = { label: this.#texts.download, run }
    this.#listener.notice({ kind: 'info', text: this.#texts.downloadReady, reload: false, action })
  }

  #people(list: unknown): void {
    if (!Array.isArray(list)) return
    const entries = list.filter((entry): entry is Values => typeof entry === 'object' && entry !== null)
    this.#listener.people(
      entries.map(({ UserId, UserName, ReadOnly }) => ({
        userId: textOf(UserId),
        name: textOf(UserName),
        // Collabora has sent it as a text and as a number
        readOnly: [true, 1, '1', 'true'].includes(ReadOnly as boolean),
      })),
    )
  }

  async #renew(): Promise<number> {
    const { client, documentId, locale, type } = this.#options
    const { editor, mode } = this.#answer
    const wanted = { editor: editor.id, mode, locale, ...(type === undefined ? {} : { type }) }
    const refusal = new RequestError('not_supported', 501, 'This editor takes no new access token.')
    if (!this.#renewable) throw refusal
    const next = await client.open(documentId, wanted, { signal: this.#abort.signal })
    // the old token still brings the text into the recovery area, one for viewing does not
    if (!('accessToken' in next) || next.mode !== mode) throw refusal
    this.#send('Reset_Access_Token', { token: next.accessToken })
    return next.accessTokenSeconds
  }

  #accessEnds(): void {
    this.#listener.notice({ kind: 'warning', text: this.#texts.accessEnds, reload: true })
  }

  #problem(message: unknown, fallback: string): string {
    const text = textOf(message).replace(/\s+/g, ' ').trim().slice(0, 500)
    return text === '' ? fallback : fillIn(this.#texts.editorError, { message: text })
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

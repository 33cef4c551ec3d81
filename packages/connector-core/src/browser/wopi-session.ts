import type { DocumentAnswer } from '../actions/describe-document.ts'
import type { WopiOpenAnswer } from '../editor/wopi-open-answer.ts'
import { errorTexts, fillIn } from '../texts/index.ts'
import { keepAccess } from './access-renewal.ts'
import { type BrowserClient, browserClient } from './browser-client.ts'
import { ClosingWait } from './closing-wait.ts'
import { type CopyInMaking, isExport, learnCopy } from './learn-copy.ts'
import { RequestError } from './request-error.ts'
import type { Session, SessionListener, SessionOptions, SessionRequest } from './session.ts'
import { WopiChannel, type WopiMessage } from './wopi-channel.ts'
import { mountWopiFrame, reachServer } from './wopi-frame.ts'

type Values = WopiMessage['values']

/** A client that says nothing, because of its version or its settings, is shown as it is. */
const silenceMilliseconds = 8_000
/** Office Online repeats `Edit_Notification` every five minutes while somebody edits, ONLYOFFICE every 30 seconds; neither says that all is saved. */
const editedMilliseconds = 6 * 60_000

/** One opening over WOPI: the client's frame with a token posted into it, its messages answered, its token renewed. */
export class WopiSession implements Session {
  readonly #options: SessionOptions
  readonly #listener: SessionListener
  readonly #answer: WopiOpenAnswer
  readonly #abort = new AbortController()
  #client: BrowserClient
  #document: DocumentAnswer
  #shareUrl: string | null
  #frame: HTMLIFrameElement | undefined
  #channel: WopiChannel | undefined
  #ready = false
  /** As Collabora says it: it answers `Action_Save`, too. */
  #unsaved = false
  /** As Office Online and ONLYOFFICE say it: somebody edits. */
  #edited: ReturnType<typeof setTimeout> | undefined
  #renewable = false
  #closing: ClosingWait | undefined
  #copying: CopyInMaking | null = null
  /** What became of it is learnt, one answer after the other. */
  #turn: Promise<void> = Promise.resolve()
  /** The editor went on in a copy that is not known here: nothing of this page fits it any more. */
  #strayed = false
  #silence: ReturnType<typeof setTimeout> | undefined

  constructor(options: SessionOptions, listener: SessionListener, answer: WopiOpenAnswer) {
    this.#options = options
    this.#listener = listener
    this.#answer = answer
    this.#client = options.client
    this.#document = answer.document
    this.#shareUrl = answer.shareUrl
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
    // The others save when their frame goes, and answer nothing.
    if (!this.#ready || !this.#unsaved) return false
    // Whoever asks twice does not want to wait.
    if (this.#closing !== undefined) return this.#closing.ask()
    this.#closing = new ClosingWait({
      listener: {
        ...this.#listener,
        confirm: (...asked) => this.#besideTheFrame(() => this.#listener.confirm(...asked)),
      },
      texts: this.#texts,
      editorName: this.#answer.editor.name,
      decided: (close) => {
        this.#closing = undefined
        if (close) this.#listener.closed()
      },
    })
    this.#send('Action_Save', { DontTerminateEdit: false, DontSaveIfUnmodified: true, Notify: true })
    return true
  }

  stop(): void {
    if (this.#abort.signal.aborted) return
    this.#abort.abort()
    clearTimeout(this.#silence)
    clearTimeout(this.#edited)
    this.#closing?.end()
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
    ['Doc_ModifiedStatus', ({ Modified }) => this.#setUnsaved(Modified === true)],
    ['Edit_Notification', () => this.#noteEditing()],
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

  #setUnsaved(unsaved: boolean): void {
    this.#unsaved = unsaved
    this.#listener.dirty(unsaved)
  }

  #noteEditing(): void {
    clearTimeout(this.#edited)
    this.#edited = setTimeout(() => this.#listener.dirty(false), editedMilliseconds)
    this.#listener.dirty(true)
  }

  /** Answers to "save" and to "save as" have the same id; only the latter brings a name, and in its failure its command. */
  #saved({ success, result, errorMsg, fileName, cmd }: Values): void {
    const closing = this.#closing
    const name = textOf(fileName)
    const ofCopy =
      name !== '' || cmd === 'saveas' || cmd === 'exportas' || (this.#copying !== null && closing === undefined)
    if (success !== true && result !== 'unmodified') {
      if (ofCopy) this.#copying = null
      else {
        closing?.end()
        this.#closing = undefined
      }
      const text = this.#problem(errorMsg, this.#texts.saveFailed)
      this.#listener.notice({ kind: 'error', text, reload: false })
      return
    }
    if (ofCopy) {
      this.#turn = this.#turn.then(() => this.#follow(name))
      return
    }
    if (closing !== undefined) this.#listener.closed()
  }

  /** The editor goes on in the copy, and everything around it has to. Collabora before 2021 tells no name: it is that which was asked for. */
  async #follow(told: string): Promise<void> {
    const copying = this.#copying
    const name = told === '' ? (copying?.name ?? '') : told
    if (name === '') return
    const original = this.#document
    const saved = () =>
      this.#listener.notice({ kind: 'info', text: fillIn(this.#texts.savedAs, { name }), reload: false })
    if (isExport(name)) {
      this.#copying = null
      saved()
      return
    }
    try {
      const copy = await learnCopy(this.#client, original.id, { name, since: copying?.since }, this.#abort.signal)
      if (this.#abort.signal.aborted) return
      // such as a picture of a slide
      if (copy.document.type === null) {
        this.#copying = null
        saved()
        return
      }
      if (copy.base !== undefined) this.#client = browserClient(copy.base)
      this.#document = copy.document
      this.#shareUrl = copy.shareUrl
      this.#listener.documentReplaced(copy.document, copy.base)
      if (this.#frame !== undefined) this.#frame.title = copy.document.name
      saved()
    } catch {
      // without a name it may have been the word of another save
      if (told === '' || told === original.name || this.#abort.signal.aborted) return
      this.#strayed = true
      this.#tellStrayed(name)
    }
    this.#copying = null
  }

  #tellStrayed(name: string): void {
    const text = fillIn(this.#texts.goesOnInCopy, { name, original: this.#document.name })
    this.#listener.notice({ kind: 'warning', text, reload: false })
  }

  /** The client has renamed it through WOPI; the CMS knows the whole name. */
  async #renamed(): Promise<void> {
    try {
      this.#document = await this.#client.document(this.#document.id, { signal: this.#abort.signal })
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
    const whole = name.toLowerCase().endsWith(`.${wanted}`) ? name : `${name}.${wanted}`
    // of a file that it only makes, Collabora tells nothing more
    this.#copying = isExport(whole) ? null : { name: whole, since: performance.now() }
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
    const shareUrl = this.#strayed ? null : this.#shareUrl
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
    const { signal } = this.#abort
    const picked = await this.#besideTheFrame(() => this.#listener.pick('picture'))
    if (picked === null || signal.aborted) return
    try {
      const wanted = { document: picked.id, for: 'picture', editor: this.#answer.editor.id } as const
      const answer = await this.#client.pick(this.#document.id, wanted, { signal })
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
    const { locale, type } = this.#options
    const { editor, mode } = this.#answer
    const wanted = { editor: editor.id, mode, locale, ...(type === undefined ? {} : { type }) }
    const refusal = new RequestError('not_supported', 501, 'This editor takes no new access token.')
    await this.#turn
    if (!this.#renewable || this.#strayed) throw refusal
    const { id } = this.#document
    const next = await this.#client.open(id, wanted, { signal: this.#abort.signal })
    // the old token still brings the text into the recovery area, one for viewing does not
    if (!('accessToken' in next) || next.mode !== mode) throw refusal
    await this.#turn
    // meanwhile it may have gone on in a copy, which this token does not open
    if (this.#strayed || this.#document.id !== id) return await this.#renew()
    this.#send('Reset_Access_Token', { token: next.accessToken })
    return next.accessTokenSeconds
  }

  #accessEnds(): void {
    // reloading opens the original
    if (this.#strayed) return
    this.#listener.notice({ kind: 'warning', text: this.#texts.accessEnds, reload: true })
  }

  #problem(message: unknown, fallback: string): string {
    const text = textOf(message).replace(/\s+/g, ' ').trim().slice(0, 500)
    return text === '' ? fallback : fillIn(this.#texts.editorError, { message: text })
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

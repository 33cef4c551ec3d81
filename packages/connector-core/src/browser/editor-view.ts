import type { Pickable } from '../actions/pick-document.ts'
import { DocumentPicker, type DocumentPickerOptions } from './document-picker.ts'
import { editorStyle } from './editor-style.ts'

export interface ViewAction {
  label: string
  run(): void
}

export interface ViewNotice {
  kind: 'info' | 'warning' | 'error'
  text: string
  actions: readonly ViewAction[]
  dismissLabel: string
}

/** Draws the element's own states in its shadow root; the editor's frame shows through the slot when nothing covers it. */
export class EditorView {
  readonly #root: ShadowRoot
  #owesFocus = false
  readonly #notices = element('div', 'notices')
  readonly #cover = element('div', 'cover')
  #question: HTMLDialogElement | undefined
  #picker: DocumentPicker | undefined

  constructor(host: HTMLElement) {
    this.#root = host.attachShadow({ mode: 'open' })
    // A constructed sheet needs no style-src of the page's CSP.
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(editorStyle)
    this.#root.adoptedStyleSheets = [sheet]
    const frame = element('div', 'frame')
    frame.append(document.createElement('slot'), this.#cover)
    const all = element('div', 'all')
    all.append(this.#notices, frame)
    this.#root.append(all)
    this.#cover.hidden = true
  }

  /** A spinner with a sentence, both shown after 300 ms so that a fast opening does not flicker. */
  showWaiting(text: string, more: { editorName?: string; slow?: { text: string; action: ViewAction } } = {}): void {
    const { editorName, slow } = more
    const wait = element('div', 'wait')
    const spinner = element('div', 'spinner')
    spinner.setAttribute('aria-hidden', 'true')
    wait.append(spinner, sentence('p', 'quiet', text))
    if (editorName !== undefined) wait.append(sentence('p', 'detail', editorName))
    if (slow !== undefined) wait.append(sentence('p', 'detail', slow.text), button(slow.action))
    this.#show('status', [wait])
  }

  showMessage(message: {
    role: 'alert' | 'status'
    title: string
    text: string
    detail?: string
    action: ViewAction
  }): void {
    const parts = [sentence('h2', 'title', message.title), sentence('p', 'quiet', message.text)]
    if (message.detail !== undefined) parts.push(sentence('p', 'detail', message.detail))
    this.#show(message.role, [...parts, button(message.action, 'main')])
  }

  showEditor(): void {
    this.#owesFocus = false
    this.#cover.hidden = true
    this.#cover.replaceChildren()
  }

  /** Adds a strip above the editor, which stays usable. The same text is shown once. */
  addNotice({ kind, text, actions, dismissLabel }: ViewNotice): void {
    if ([...this.#notices.children].some((shown) => shown.querySelector('p')?.textContent === text)) return
    const strip = element('div', `notice ${kind}`)
    strip.setAttribute('role', kind === 'info' ? 'status' : 'alert')
    const dismiss = { label: dismissLabel, run: () => strip.remove() }
    const buttons = element('div', 'actions')
    buttons.append(...[...actions, dismiss].map((action) => button(action)))
    strip.append(sentence('p', '', text), buttons)
    this.#notices.append(strip)
  }

  removeNotice(text: string): void {
    for (const shown of [...this.#notices.children]) {
      if (shown.querySelector('p')?.textContent === text) shown.remove()
    }
  }

  /** Asks for one line of text over the editor. Null: cancelled, by button, Escape or another question. */
  askText(question: {
    title: string
    label: string
    text: string
    ok: string
    cancel: string
  }): Promise<string | null> {
    const { dialog, form, input } = this.#openQuestion(question)
    input.required = true
    input.maxLength = 200
    const ok = button({ label: question.ok, run: () => {} }, 'main')
    ok.type = 'submit'
    const buttons = element('div', 'actions')
    buttons.append(button({ label: question.cancel, run: () => dialog.close() }), ok)
    form.append(buttons)
    return new Promise((resolve) => {
      let answer: string | null = null
      form.addEventListener('submit', (event) => {
        event.preventDefault()
        answer = input.value.trim() === '' ? null : input.value.trim()
        dialog.close()
      })
      dialog.addEventListener('close', () => {
        dialog.remove()
        resolve(answer)
      })
      dialog.showModal()
      // the extension stays as it is unless somebody means it
      input.setSelectionRange(0, Math.max(input.value.lastIndexOf('.'), 0) || input.value.length)
    })
  }

  /** Shows an address with a button that copies it. Resolves when it is put away. */
  showLink(link: {
    title: string
    label: string
    url: string
    copy: string
    copied: string
    close: string
  }): Promise<void> {
    const { dialog, form, input } = this.#openQuestion({ ...link, text: link.url })
    input.readOnly = true
    input.dir = 'ltr'
    const said = sentence('p', 'quiet', '')
    said.setAttribute('role', 'status')
    const copy = button({ label: link.copy, run: () => {} }, 'main')
    copy.type = 'submit'
    const buttons = element('div', 'actions')
    buttons.append(button({ label: link.close, run: () => dialog.close() }), copy)
    form.append(said, buttons)
    return new Promise((resolve) => {
      form.addEventListener('submit', (event) => {
        event.preventDefault()
        input.select()
        // without a secure origin there is no clipboard, but the older way works
        const copying = navigator.clipboard?.writeText(link.url) ?? Promise.reject(new Error('no clipboard'))
        copying
          .catch(() => {
            if (!document.execCommand('copy')) throw new Error('not copied')
          })
          .then(
            () => {
              said.textContent = link.copied
            },
            // it stays selected for whoever copies by hand
            () => input.focus(),
          )
      })
      dialog.addEventListener('close', () => {
        dialog.remove()
        resolve()
      })
      dialog.showModal()
      copy.focus()
    })
  }

  /** Asks yes or no over the editor; "no" has the focus. False: cancelled, by button, Escape, `signal` or another question. */
  confirm(
    question: { title: string; text: string; ok: string; cancel: string },
    signal: AbortSignal,
  ): Promise<boolean> {
    const { dialog, form } = this.#openDialog(question.title)
    const ok = button({ label: question.ok, run: () => {} })
    ok.type = 'submit'
    const cancel = button({ label: question.cancel, run: () => dialog.close() }, 'main')
    const buttons = element('div', 'actions')
    buttons.append(ok, cancel)
    form.append(sentence('p', 'quiet', question.text), buttons)
    return new Promise((resolve) => {
      let answer = false
      form.addEventListener('submit', (event) => {
        event.preventDefault()
        answer = true
        dialog.close()
      })
      const leave = () => dialog.close()
      signal.addEventListener('abort', leave, { once: true })
      dialog.addEventListener('close', () => {
        signal.removeEventListener('abort', leave)
        dialog.remove()
        resolve(answer)
      })
      dialog.showModal()
      cancel.focus()
    })
  }

  /** Lets somebody pick one of many, over the editor. Null: cancelled, or another question came. */
  pick(options: Omit<DocumentPickerOptions, 'root'>): Promise<Pickable | null> {
    this.closeQuestion()
    const picker = new DocumentPicker({ ...options, root: this.#root })
    this.#picker = picker
    return picker.ask()
  }

  /** A dialog with one labelled field, in the page but not shown yet. */
  #openQuestion({ title, label: name, text }: { title: string; label: string; text: string }) {
    const { dialog, form } = this.#openDialog(title)
    const label = document.createElement('label')
    const input = document.createElement('input')
    input.value = text
    input.dir = 'auto'
    label.append(name, input)
    form.append(label)
    return { dialog, form, input }
  }

  #openDialog(heading: string) {
    this.closeQuestion()
    const dialog = document.createElement('dialog')
    const form = document.createElement('form')
    const title = sentence('h2', 'title', heading)
    title.id = 'question'
    dialog.setAttribute('aria-labelledby', title.id)
    form.append(title)
    dialog.append(form)
    this.#root.append(dialog)
    this.#question = dialog
    return { dialog, form }
  }

  closeQuestion(): void {
    if (this.#question?.open === true) this.#question.close()
    this.#question = undefined
    this.#picker?.close()
    this.#picker = undefined
  }

  clearNotices(): void {
    this.#notices.replaceChildren()
  }

  #show(role: 'alert' | 'status', parts: HTMLElement[]): void {
    const hadFocus = this.#cover.contains(this.#root.activeElement)
    this.#cover.setAttribute('role', role)
    this.#cover.hidden = false
    this.#cover.replaceChildren(...parts)
    // Whoever pressed a button here by keyboard finds the next one under their fingers, also after a wait without any.
    const next = this.#cover.querySelector('button')
    if (hadFocus || (this.#owesFocus && document.activeElement === document.body)) next?.focus()
    this.#owesFocus = next === null && (hadFocus || this.#owesFocus)
  }
}

function element(name: 'div', className: string): HTMLDivElement {
  const made = document.createElement(name)
  made.className = className
  return made
}

function sentence(name: 'p' | 'h2', className: string, text: string): HTMLElement {
  const made = document.createElement(name)
  if (className !== '') made.className = className
  made.dir = 'auto'
  made.textContent = text
  return made
}

function button({ label, run }: ViewAction, className = ''): HTMLButtonElement {
  const made = document.createElement('button')
  made.type = 'button'
  if (className !== '') made.className = className
  made.textContent = label
  made.addEventListener('click', run)
  return made
}

import type { Pickable, PickableList, PickPurpose } from '../actions/pick-document.ts'
import { errorTexts, type Texts } from '../texts/index.ts'
import { RequestError } from './request-error.ts'

export interface DocumentPickerOptions {
  /** Where the dialog is put; its style must be there. */
  root: ShadowRoot
  purpose: PickPurpose
  texts: Texts
  /** BCP 47; sizes and times are written in it. */
  locale: string
  /** A page of what may be picked. `signal` ends with the next search and with the dialog. */
  load(query: { search?: string; cursor?: string }, signal: AbortSignal): Promise<PickableList>
}

/** A person types; a server is asked when they pause. */
const typingMilliseconds = 250

/**
 * A dialog over the editor with a search field and a list: arrow keys move, Enter or a double click picks. One for one question; `close()` answers null.
 */
export class DocumentPicker {
  readonly #options: DocumentPickerOptions
  readonly #dialog = document.createElement('dialog')
  readonly #search = document.createElement('input')
  readonly #list = document.createElement('div')
  readonly #said = document.createElement('p')
  readonly #more = document.createElement('button')
  readonly #ok = document.createElement('button')
  readonly #rows = new Map<HTMLElement, Pickable>()
  #loading = new AbortController()
  #chosen: HTMLElement | undefined
  #picked: Pickable | null = null
  #cursor: string | undefined

  constructor(options: DocumentPickerOptions) {
    this.#options = options
    this.#build()
  }

  /** Null: cancelled. */
  ask(): Promise<Pickable | null> {
    this.#options.root.append(this.#dialog)
    this.#dialog.showModal()
    this.#search.focus()
    void this.#load()
    return new Promise((resolve) => {
      this.#dialog.addEventListener('close', () => {
        this.#loading.abort()
        this.#dialog.remove()
        resolve(this.#picked)
      })
    })
  }

  close(): void {
    this.#dialog.close()
  }

  #build(): void {
    const { texts, purpose } = this.#options
    const title = document.createElement('h2')
    title.className = 'title'
    title.id = 'picker-title'
    title.textContent = {
      picture: texts.pickPicture,
      document: texts.pickDocument,
      spreadsheet: texts.pickSpreadsheet,
    }[purpose]
    this.#dialog.className = 'picker'
    this.#dialog.setAttribute('aria-labelledby', title.id)

    this.#search.type = 'search'
    this.#search.placeholder = texts.search
    this.#search.setAttribute('aria-label', texts.search)
    this.#search.maxLength = 200
    this.#search.dir = 'auto'
    let pause: ReturnType<typeof setTimeout> | undefined
    this.#search.addEventListener('input', () => {
      clearTimeout(pause)
      pause = setTimeout(() => void this.#load(), typingMilliseconds)
    })

    this.#list.className = purpose === 'picture' ? 'choices pictures' : 'choices'
    this.#list.setAttribute('role', 'listbox')
    this.#list.setAttribute('aria-labelledby', title.id)
    this.#said.className = 'quiet'
    this.#said.setAttribute('role', 'status')
    this.#more.type = 'button'
    this.#more.className = 'more'
    this.#more.hidden = true
    this.#more.addEventListener('click', () => void this.#load(this.#cursor))

    const form = document.createElement('form')
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#pick(this.#chosen)
    })
    const cancel = document.createElement('button')
    cancel.type = 'button'
    cancel.textContent = texts.cancel
    cancel.addEventListener('click', () => this.close())
    this.#ok.type = 'submit'
    this.#ok.className = 'main'
    this.#ok.textContent = purpose === 'picture' ? texts.insert : texts.choose
    this.#ok.disabled = true
    const actions = document.createElement('div')
    actions.className = 'actions'
    actions.append(cancel, this.#ok)
    form.append(title, this.#search, this.#list, this.#said, this.#more, actions)
    this.#dialog.append(form)
    this.#dialog.addEventListener('keydown', (event) => this.#move(event))
  }

  /** Without a cursor the list begins anew. */
  async #load(cursor?: string): Promise<void> {
    const { texts, load } = this.#options
    this.#loading.abort()
    this.#loading = new AbortController()
    const { signal } = this.#loading
    const hadFocus = this.#more.matches(':focus')
    this.#list.setAttribute('aria-busy', 'true')
    this.#more.hidden = true
    this.#say(texts.loadingList)
    const search = this.#search.value.trim()
    try {
      const found = await load(
        { ...(search === '' ? {} : { search }), ...(cursor === undefined ? {} : { cursor }) },
        signal,
      )
      if (signal.aborted) return
      const before = cursor === undefined ? this.#clear() : undefined
      const added = found.documents.map((one) => this.#add(one))
      if (before !== undefined) this.#chooseAgain(before)
      this.#cursor = found.cursor
      this.#say(this.#rows.size > 0 ? '' : texts.nothingFound)
      this.#offerMore(texts.showMore, found.cursor !== undefined)
      if (hadFocus) this.#choose(added[0] ?? this.#chosen, true)
    } catch (error) {
      if (signal.aborted) return
      if (cursor === undefined) this.#clear()
      this.#cursor = cursor
      const { title, text } = errorTexts(error instanceof RequestError ? error.code : 'internal', texts)
      this.#say(`${title}. ${text}`)
      this.#offerMore(texts.retry, true)
    } finally {
      if (!signal.aborted) this.#list.removeAttribute('aria-busy')
    }
  }

  #offerMore(label: string, offered: boolean): void {
    this.#more.textContent = label
    this.#more.hidden = !offered
  }

  #say(text: string): void {
    this.#said.textContent = text
    this.#said.hidden = text === ''
  }

  /** Answers what was chosen, and whether by keyboard. */
  #clear(): { id: string | undefined; hadFocus: boolean } {
    const { activeElement } = this.#options.root
    const before = {
      id: this.#chosen === undefined ? undefined : this.#rows.get(this.#chosen)?.id,
      hadFocus: activeElement !== null && this.#list.contains(activeElement),
    }
    this.#rows.clear()
    this.#list.replaceChildren()
    this.#choose(undefined)
    return before
  }

  /** Whoever chose while the list was on its way keeps the choice, if it is still there. */
  #chooseAgain({ id, hadFocus }: { id: string | undefined; hadFocus: boolean }): void {
    const same = [...this.#rows].find(([, one]) => one.id === id)?.[0]
    if (same !== undefined) this.#choose(same, hadFocus)
    else if (hadFocus) this.#search.focus()
  }

  #add(one: Pickable): HTMLElement {
    const { locale } = this.#options
    const row = document.createElement('div')
    row.className = 'choice'
    row.setAttribute('role', 'option')
    row.setAttribute('aria-selected', 'false')
    row.tabIndex = this.#rows.size === 0 ? 0 : -1
    const preview = document.createElement('span')
    preview.className = 'preview'
    preview.setAttribute('aria-hidden', 'true')
    if (one.previewUrl !== undefined) {
      const picture = document.createElement('img')
      picture.loading = 'lazy'
      picture.decoding = 'async'
      picture.alt = ''
      picture.addEventListener('error', () => picture.remove())
      picture.src = one.previewUrl
      preview.append(picture)
    }
    const name = document.createElement('span')
    name.className = 'name'
    name.dir = 'auto'
    name.textContent = one.name
    const detail = document.createElement('span')
    detail.className = 'detail'
    const day = new Date(one.modifiedAt).toLocaleDateString(locale, { dateStyle: 'medium' })
    detail.textContent = `${sizeText(one.size, locale)} · ${day}`
    row.append(preview, name, detail)
    row.addEventListener('click', () => this.#choose(row, true))
    row.addEventListener('dblclick', () => this.#pick(row))
    row.addEventListener('focus', () => this.#choose(row))
    this.#rows.set(row, one)
    this.#list.append(row)
    return row
  }

  #choose(row: HTMLElement | undefined, focus = false): void {
    for (const one of this.#rows.keys()) {
      one.setAttribute('aria-selected', String(one === row))
      if (row !== undefined) one.tabIndex = one === row ? 0 : -1
    }
    this.#chosen = row
    this.#ok.disabled = row === undefined
    if (focus) row?.focus()
  }

  #pick(row: HTMLElement | undefined): void {
    const one = row === undefined ? undefined : this.#rows.get(row)
    if (one === undefined) return
    this.#picked = one
    this.close()
  }

  /** Arrows lead from the search field into the list and through it; Enter on a row picks it. */
  #move(event: KeyboardEvent): void {
    const rows = [...this.#rows.keys()]
    const at = rows.findIndex((row) => row.matches(':focus'))
    const inSearch = this.#search.matches(':focus')
    if (event.key === 'Enter' && at >= 0) {
      event.preventDefault()
      this.#pick(rows[at])
      return
    }
    const steps: Record<string, number> = {
      ArrowDown: 1,
      ArrowRight: inSearch ? 0 : 1,
      ArrowUp: -1,
      ArrowLeft: inSearch ? 0 : -1,
    }
    const step = steps[event.key] ?? 0
    const target =
      event.key === 'Home' && at >= 0
        ? 0
        : event.key === 'End' && at >= 0
          ? rows.length - 1
          : step === 0
            ? -1
            : at + step
    if (target === -1 && at === 0 && step < 0) {
      event.preventDefault()
      this.#search.focus()
      return
    }
    if (rows[target] === undefined || (!inSearch && at < 0)) return
    event.preventDefault()
    this.#choose(rows[target], true)
    rows[target].scrollIntoView({ block: 'nearest' })
  }
}

/** Such as `1.2 MB`, in the person's language. */
function sizeText(bytes: number, locale: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1)
  const value = bytes / 1000 ** power
  const maximumFractionDigits = power === 0 || value >= 10 ? 0 : 1
  return value.toLocaleString(locale, {
    style: 'unit',
    unit: units[power],
    unitDisplay: 'short',
    maximumFractionDigits,
  })
}

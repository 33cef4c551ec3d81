import { fillIn, type Texts } from '../texts/index.ts'
import type { SessionListener } from './session.ts'

export interface ClosingWaitOptions {
  listener: Pick<SessionListener, 'notice' | 'noticeOver' | 'confirm'>
  texts: Texts
  /** What the editor that has to save is called. */
  editorName: string
  /** The person decided before the editor answered. */
  decided(close: boolean): void
}

/** A wait that is noticed is said. */
const noticedMilliseconds = 1_000
/** Saving a large document takes its time; a dead connection takes for ever. */
const patienceMilliseconds = 10_000

/** The time between "close" and the editor's word that everything is stored: said when it takes a moment, and the person's to end when it takes too long. */
export class ClosingWait {
  readonly #options: ClosingWaitOptions
  readonly #abort = new AbortController()
  readonly #notice: ReturnType<typeof setTimeout>
  readonly #patience: ReturnType<typeof setTimeout>
  #asked = false

  constructor(options: ClosingWaitOptions) {
    const { listener, texts } = options
    this.#options = options
    this.#notice = setTimeout(
      () => listener.notice({ kind: 'info', text: texts.savingToClose, reload: false }),
      noticedMilliseconds,
    )
    this.#patience = setTimeout(() => this.ask(), patienceMilliseconds)
  }

  /** Asks the person now. False when they are asked already. */
  ask(): boolean {
    if (this.#asked) return false
    this.#asked = true
    void this.#decide()
    return true
  }

  /** The editor has answered, or is gone: nobody is asked any more. */
  end(): void {
    this.#abort.abort()
    clearTimeout(this.#notice)
    clearTimeout(this.#patience)
    this.#options.listener.noticeOver(this.#options.texts.savingToClose)
  }

  async #decide(): Promise<void> {
    const { listener, texts, editorName, decided } = this.#options
    const { signal } = this.#abort
    const close = await listener.confirm(
      {
        title: texts.notStoredTitle,
        text: fillIn(texts.notStoredText, { name: editorName }),
        ok: texts.closeAnyway,
        cancel: texts.keepEditing,
      },
      signal,
    )
    if (signal.aborted) return
    this.end()
    decided(close)
  }
}

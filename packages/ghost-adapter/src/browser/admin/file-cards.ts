import type { DocumentAnswer } from '@openwith/connector-core/browser'
import { showFailure } from '../documents/document-actions.ts'
import { documentButtons } from '../documents/document-buttons.ts'
import type { Staff } from '../documents/staff.ts'
import { element } from '../ui/element.ts'
import { toast } from '../ui/toast.ts'
import { createDocumentFinder } from './find-documents.ts'
import { cardOf, type FileCard, hasCard, insertCard, openPost, setCardSize, touchCard } from './post-editor.ts'

/** The buttons on the file cards of the open post. */
export interface FileCards {
  /** Adds buttons that are missing and removes those of cards that have got another file. */
  refresh(): void
  /** The post was saved: asks anew what may be done with documents that could not be edited. */
  forgetRefused(): void
  /** Gives the cards whose documents were opened from here the sizes that their files have now. */
  updateSizes(): Promise<void>
  /** Puts a document that was created or converted here into the open post. */
  add(made: DocumentAnswer): Promise<void>
}

const cardSelector = '[data-lexical-editor] [data-kg-card=file]'
const holderClass = 'ow-card-buttons'
const mostAtOnce = 50
const lookMilliseconds = 100
/** So long after a new post has got its id its editor may still change. */
const settledMilliseconds = 1500
const storedWithinMilliseconds = 20_000

export const cardStyle = `
[data-kg-card=file]>div{container-type:inline-size}
[data-kg-card=file] :has(+.${holderClass}){min-width:0}
[data-kg-card=file] :has(+.${holderClass}) input{width:100%;min-width:0}
.${holderClass}{all:unset;position:relative;z-index:60;display:flex;align-items:center;flex:none;max-width:60%;align-self:center;margin-inline:8px 16px}
@container (max-width:560px){.${holderClass} .ow-label{display:none}.${holderClass}{margin-inline:4px 8px}}
`

/** What was last drawn on a card. */
interface Drawn {
  answer: Promise<DocumentAnswer | null>
  state: 'waiting' | 'buttons' | 'nothing'
}

/** `cursor`: key of the block of the content in which somebody was last. */
export function createFileCards(loadStaff: () => Promise<Staff>, cursor: () => string | null): FileCards {
  const finder = createDocumentFinder(loadStaff)
  const drawn = new WeakMap<Element, Drawn>()
  const opened = new Set<string>()

  async function draw(place: Element, url: string, mine: Drawn): Promise<void> {
    const [staff, document] = await Promise.all([loadStaff(), mine.answer])
    if (drawn.get(place) !== mine || !place.isConnected || cardOf(place)?.src !== url) return
    const buttons =
      document === null || !staff.formats.ready
        ? null
        : documentButtons(staff, document, {
            onOpened: () => opened.add(url),
            onClosed: () => void updateSizes().catch(() => {}),
            onAdded: (made) => void add(made),
          })
    place.querySelector(`.${holderClass}`)?.remove()
    mine.state = buttons === null ? 'nothing' : 'buttons'
    if (buttons === null) return
    const holder = element(
      'div',
      { class: holderClass, attributes: { contenteditable: 'false', 'data-openwith': url } },
      buttons,
    )
    // A click on the card selects it, and the selected card takes all keys.
    for (const name of ['pointerdown', 'mousedown', 'mouseup', 'click', 'dblclick', 'keydown', 'keyup', 'keypress'])
      holder.addEventListener(name, (event) => event.stopPropagation())
    place.querySelector('[data-kg-file-card=dataset]')?.parentElement?.after(holder)
  }

  async function updateSizes(): Promise<void> {
    const cards = [...document.querySelectorAll(cardSelector)].flatMap((place) => {
      const card = cardOf(place)
      return card !== null && opened.has(card.src) ? [{ place, url: card.src }] : []
    })
    if (cards.length === 0) return
    const { door } = await loadStaff()
    const documents = await door.find([...new Set(cards.map(({ url }) => url))].slice(0, mostAtOnce))
    for (const { place, url } of cards) {
      const size = documents[url]?.size
      if (size !== undefined && place.isConnected) setCardSize(place, size)
    }
  }

  /**
   * What comes while Ghost stores a new post for the first time may be gone from its editor afterwards, or stay there without ever being stored. So this waits
   * until the post has its id, looks again, and tells Ghost again. Ghost stores a new post by itself as soon as something is in it.
   */
  async function keepCard(card: FileCard): Promise<boolean> {
    const deadline = Date.now() + storedWithinMilliseconds
    let since = Number.POSITIVE_INFINITY
    // In a tab behind the new one the browser lets a second pass.
    while (Date.now() - since < settledMilliseconds && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, lookMilliseconds))
      const post = openPost()
      // Somebody went on to something else.
      if (post === null) return true
      if (hasCard(card.src)) {
        if (post === 'stored') since = Math.min(since, Date.now())
      } else {
        insertCard(card, cursor())
        since = Number.POSITIVE_INFINITY
      }
    }
    touchCard(card.src)
    return hasCard(card.src)
  }

  async function add(made: DocumentAnswer): Promise<void> {
    const staff = await loadStaff()
    const { door, text } = staff
    try {
      const { url } = await door.file(made.id)
      const fileTitle = made.name.replace(/\.[^.]*$/, '')
      const card = { src: url, fileTitle, fileName: made.name, fileSize: made.size }
      const wasNew = openPost() === 'new'
      const added = insertCard(card, cursor()) && (!wasNew || (await keepCard(card)))
      // It opens at once.
      if (added) opened.add(url)
      toast(added ? 'good' : 'bad', text(added ? 'added' : 'notAdded', { name: made.name }), text('close'))
    } catch (error) {
      showFailure(staff, error)
    }
  }

  return {
    add,
    refresh() {
      for (const place of document.querySelectorAll(cardSelector)) {
        const card = cardOf(place)
        if (card === null) continue
        const holder = place.querySelector<HTMLElement>(`.${holderClass}`)
        if (holder !== null && holder.dataset.openwith !== card.src) holder.remove()
        const before = drawn.get(place)
        const answer = finder.find(card.src)
        const same = before?.answer === answer
        // React draws a card anew without what is not its own.
        const lost = before?.state === 'buttons' && place.querySelector(`.${holderClass}`) === null
        if (same && !lost) continue
        const mine: Drawn = { answer, state: 'waiting' }
        drawn.set(place, mine)
        // A failed question leaves the card as it is; it is asked again later.
        draw(place, card.src, mine).catch(() => {})
      }
    },
    forgetRefused: finder.forgetRefused,
    updateSizes,
  }
}

import type { DocumentAnswer } from '@openwith/connector-core/browser'
import { openCreateMenu } from '../documents/create-menu.ts'
import { showFailure } from '../documents/document-actions.ts'
import { messageOf } from '../documents/error-message.ts'
import type { FileAnswer } from '../documents/ghost-door.ts'
import type { Staff } from '../documents/staff.ts'
import type { TextKey } from '../translations/text.ts'
import { element } from '../ui/element.ts'
import { icon } from '../ui/icons.ts'
import { documentTable } from './document-table.ts'
import { centred, createFrame, failed, loading } from './frame.ts'

const typingPauseMilliseconds = 300
/** With a type chosen, further pages are read until so many of it are there. */
const wantedRows = 25

const types = {
  '': 'typeAll',
  word: 'typeWord',
  cell: 'typeCell',
  slide: 'typeSlide',
  pdf: 'typePdf',
  diagram: 'typeDiagram',
} as const satisfies Record<string, TextKey>

/** All office files of this Ghost that this person may see. */
export function documentsPage(staff: Staff): HTMLElement {
  const { door, text, formats, me } = staff
  const { frame, main } = createFrame(staff)
  const search = element('input', {
    class: 'ow-input',
    attributes: { type: 'search', name: 'search', placeholder: text('search'), 'aria-label': text('search') },
  })
  const type = element('select', { class: 'ow-input', attributes: { 'aria-label': text('type') } })
  for (const [value, key] of Object.entries(types))
    type.append(element('option', { text: text(key), attributes: { value } }))
  const create = element(
    'button',
    {
      class: 'ow-button ow-primary',
      attributes: { type: 'button', 'aria-haspopup': 'menu', 'aria-expanded': 'false' },
    },
    icon('plus', 14),
    element('span', { text: text('createNew') }),
  )
  create.addEventListener('click', () =>
    openCreateMenu(staff, create, { onCreated: () => void load('again'), onClosed: () => void load('again') }),
  )
  const list = element('div', {}, loading(text('loading')))
  main.append(
    element(
      'header',
      { class: 'ow-head' },
      element('h1', { text: text('documents') }),
      element('div', { class: 'ow-search' }, icon('search', 14), search),
      type,
      formats.ready && me.mayCreate && formats.create.length > 0 && create,
    ),
    ...(formats.ready ? [] : [notReady(staff)]),
    list,
  )

  let asked = 0
  let documents: DocumentAnswer[] = []
  let cursor: string | undefined
  let files: Record<string, FileAnswer | null> = {}
  const fits = (document: DocumentAnswer) => type.value === '' || document.type === type.value
  const table = documentTable(staff, () => void load('again'))
  const more = element('button', { class: 'ow-button', text: text('showMore'), attributes: { type: 'button' } })
  more.addEventListener('click', () => void load('further'))
  const moreBox = element('div', { class: 'ow-more' }, more)

  /** `anew`: for another search or type. `again`: as many as are shown, which may have changed. `further`: the next ones. */
  async function load(what: 'anew' | 'again' | 'further'): Promise<void> {
    asked += 1
    const mine = asked
    const before = what === 'further' ? documents : []
    const shown = documents.filter(fits).length
    const wanted = what === 'again' ? Math.max(wantedRows, shown) : wantedRows
    const found: DocumentAnswer[] = []
    let next = what === 'further' ? cursor : undefined
    list.setAttribute('aria-busy', 'true')
    try {
      do {
        const page = await door.documents({
          search: search.value.trim(),
          ...(next === undefined ? {} : { cursor: next }),
        })
        if (mine !== asked) return
        found.push(...page.documents)
        next = page.cursor
      } while (next !== undefined && found.filter(fits).length < wanted)
      const known = new Set(before.map(({ id }) => id))
      documents = [...before, ...found.filter(({ id }) => !known.has(id))]
      cursor = next
      draw()
      if (what === 'further' && cursor === undefined) table.focusRow(shown)
      await loadUses(
        found.filter(fits).map(({ id }) => id),
        mine,
      )
    } catch (error) {
      if (mine !== asked) return
      if (documents.length > 0 && what !== 'anew') showFailure(staff, error)
      else {
        const again = element('button', { class: 'ow-button', text: text('retry'), attributes: { type: 'button' } })
        again.addEventListener('click', () => void load('anew'))
        list.replaceChildren(failed(messageOf(staff, error), again))
      }
    } finally {
      if (mine === asked) list.removeAttribute('aria-busy')
    }
  }

  /** Which posts use them comes after the list itself, which is good without. */
  async function loadUses(ids: string[], mine: number): Promise<void> {
    try {
      for (let from = 0; from < ids.length; from += 50) {
        const answer = await door.files(ids.slice(from, from + 50))
        if (mine !== asked) return
        files = { ...files, ...answer }
        draw()
      }
    } catch (error) {
      if (mine === asked) showFailure(staff, error)
    }
  }

  function draw(): void {
    const rows = documents.filter(fits)
    if (rows.length === 0 && cursor === undefined) {
      const filtered = search.value.trim() !== '' || type.value !== ''
      list.replaceChildren(
        filtered ? centred('search', text('noMatches'), null) : centred('document', text('empty'), text('noDocuments')),
      )
      return
    }
    table.show({ documents: rows, files })
    if (table.element.parentNode !== list) list.replaceChildren(table.element)
    if (cursor === undefined) moreBox.remove()
    else if (moreBox.parentNode !== list) list.append(moreBox)
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  search.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(() => void load('anew'), typingPauseMilliseconds)
  })
  type.addEventListener('change', () => void load('anew'))
  // After an editor in another tab was closed.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void load('again')
  })
  void load('anew')
  return frame
}

function notReady({ text, me, mount }: Staff): HTMLElement {
  return element(
    'div',
    { class: 'ow-banner' },
    icon('warning'),
    element('span', { text: text('notReady') }),
    me.mayAdminister &&
      element('a', { class: 'ow-link', text: text('openSettings'), attributes: { href: `${mount}settings` } }),
  )
}

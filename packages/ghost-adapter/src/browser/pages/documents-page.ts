import type { DocumentAnswer } from '@openwith/connector-core/browser'
import { openCreateMenu } from '../documents/create-menu.ts'
import { showFailure } from '../documents/document-actions.ts'
import type { FileAnswer } from '../documents/ghost-door.ts'
import type { Staff } from '../documents/staff.ts'
import type { TextKey } from '../translations/text.ts'
import { element } from '../ui/element.ts'
import { icon } from '../ui/icons.ts'
import { documentRow } from './document-row.ts'
import { centred, createFrame, loading } from './frame.ts'

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
    openCreateMenu(staff, create, { onCreated: () => void load(), onClosed: () => void load() }),
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

  async function load(further = false): Promise<void> {
    asked += 1
    const mine = asked
    const before = further ? documents : []
    const found: DocumentAnswer[] = []
    let next = further ? cursor : undefined
    list.setAttribute('aria-busy', 'true')
    try {
      do {
        const wanted = { search: search.value.trim(), ...(next === undefined ? {} : { cursor: next }) }
        const page = await door.documents(wanted)
        if (mine !== asked) return
        found.push(...page.documents)
        next = page.cursor
      } while (next !== undefined && found.filter(fits).length < wantedRows)
      documents = [...before, ...found]
      cursor = next
      draw()
      await loadUses(
        found.filter(fits).map(({ id }) => id),
        mine,
      )
    } catch (error) {
      if (mine !== asked) return
      const again = element('button', { class: 'ow-button', text: text('retry'), attributes: { type: 'button' } })
      again.addEventListener('click', () => void load())
      list.replaceChildren(centred('warning', error instanceof Error ? error.message : text('failed'), null, again))
    } finally {
      if (mine === asked) list.removeAttribute('aria-busy')
    }
  }

  /** Which posts use them comes after the list itself. */
  async function loadUses(ids: string[], mine: number): Promise<void> {
    for (let from = 0; from < ids.length; from += 50) {
      const answer = await door.files(ids.slice(from, from + 50))
      if (mine !== asked) return
      files = { ...files, ...answer }
      draw()
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
    const more = element('button', { class: 'ow-button', text: text('showMore'), attributes: { type: 'button' } })
    more.addEventListener('click', () => void load(true))
    const head = (key: TextKey, width: string) =>
      element('th', { text: text(key), attributes: { scope: 'col', style: `width:${width}` } })
    const table = element(
      'table',
      { class: 'ow-table' },
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          head('name', 'auto'),
          head('usedIn', '18%'),
          head('size', '96px'),
          head('modified', '136px'),
          element(
            'th',
            { attributes: { style: 'width:268px' } },
            element('span', { class: 'ow-sr', text: text('edit') }),
          ),
        ),
      ),
      element(
        'tbody',
        {},
        ...rows.map((document) =>
          documentRow(staff, document, { file: files[document.id], onChanged: () => void load() }),
        ),
      ),
    )
    list.replaceChildren(table, ...(cursor === undefined ? [] : [element('div', { class: 'ow-more' }, more)]))
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  search.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(() => void load(), typingPauseMilliseconds)
  })
  type.addEventListener('change', () => void load())
  // After an editor in another tab was closed.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') load().catch((error: unknown) => showFailure(staff, error))
  })
  void load()
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

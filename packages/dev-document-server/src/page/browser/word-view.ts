import type { DocumentBlock } from '../../rooms.ts'
import { type BlockEditor, editBlock, showPieces } from './block-editor.ts'
import { element } from './element.ts'
import { type PictureStore, showPicture } from './pictures.ts'
import type { SharedText } from './shared-text.ts'

/** A shown document. */
export interface DocumentView {
  readonly element: HTMLElement
  /** Editing rights changed. */
  update(): void
  focus(): void
}

/** Paragraphs on a sheet of paper; text files as plain lines. */
export function wordView(
  shared: SharedText,
  canEdit: () => boolean,
  isPlainText: boolean,
  store: PictureStore,
): DocumentView {
  const editors = new Map<string, BlockEditor>()
  const inserted = insertedPictures(shared, store, (after) => editors.get(after ?? '')?.focus('end'))
  const order: string[] = []

  const leave = (id: string, direction: -1 | 1) => {
    const next = editors.get(order[order.indexOf(id) + direction] ?? '')
    next?.focus(direction < 0 ? 'end' : 'start')
    return next !== undefined
  }

  const paragraph = (block: DocumentBlock) => {
    const look = block.look ?? {}
    const host = element('div', {
      class: 'text',
      role: 'textbox',
      tabindex: '0',
      'aria-multiline': 'true',
      'aria-label': block.label,
      'data-block': block.id,
      spellcheck: 'true',
      dir: 'auto',
    })
    const editor = editBlock(host, block.id, shared, {
      canEdit: () => canEdit() && block.fixed === undefined,
      onLeave: (direction) => leave(block.id, direction),
      fontSize: (points) => `${points}pt`,
    })
    editors.set(block.id, editor)
    order.push(block.id)
    return element(
      'div',
      {
        class: `paragraph${look.heading === undefined ? '' : ` heading-${look.heading}`}${look.marker ? ' listed' : ''}`,
        style: `text-align:${look.align ?? 'start'};--indent:${look.indent ?? 0}`,
      },
      look.marker ? element('span', { class: 'marker', 'aria-hidden': 'true' }, look.marker) : null,
      host,
      ...(look.holds ?? []).map((name) =>
        element('span', { class: 'holding', title: `The ${name} stays as it is.` }, name),
      ),
      ...(look.pictures ?? []).map((picture) => showPicture(picture, store)),
      inserted.behind(block.id),
      element('div', { class: 'carets', 'aria-hidden': 'true' }),
    )
  }

  const sheet = element('div', {
    class: `sheet${isPlainText ? ' plain' : ''}${shared.blocks.length > 1000 ? ' long' : ''}`,
    role: 'document',
  })
  const section = (group: string) => shared.blocks.filter((block) => (block.group ?? '') === group)
  const add = (group: string, className: string) => {
    const blocks = section(group)
    if (blocks.length > 0)
      sheet.append(element('div', { class: className, 'data-name': group }, ...arrange(blocks, paragraph)))
  }
  add('Header', 'margin header')
  add('', 'body')
  sheet.append(inserted.behind(null))
  add('Footnotes', 'margin notes')
  add('Endnotes', 'margin notes')
  add('Footer', 'margin footer')
  if (shared.blocks.length === 0) sheet.append(element('p', { class: 'empty' }, 'This document has no text.'))
  shared.onCarets((id) => editors.get(id)?.render())

  const update = () => {
    for (const { element: host } of editors.values()) {
      host.contentEditable = canEdit() ? 'plaintext-only' : 'false'
      host.toggleAttribute('aria-readonly', !canEdit())
    }
    inserted.update(canEdit())
  }
  update()
  return {
    element: element('div', { class: 'word-view' }, sheet),
    update,
    focus: () => editors.get(section('')[0]?.id ?? order[0] ?? '')?.focus('start'),
  }
}

/** Shows the pictures that were put in since the document was opened, each behind its block or, without one, at the end. */
function insertedPictures(shared: SharedText, store: PictureStore, focus: (after: string | null) => void) {
  const places = new Map<string | null, HTMLElement>()
  const shown = new Map<string, { figure: HTMLElement; remove: HTMLElement }>()
  let isEditing = false

  const show = (picture: ReturnType<SharedText['pictures']>[number]) => {
    const { id, alt, after } = picture
    const take = () => {
      shared.removePicture(id)
      focus(after)
    }
    const remove = element(
      'button',
      { type: 'button', class: 'icon', 'aria-label': `Remove ${alt}`, onclick: take },
      '×',
    )
    const made = { figure: showPicture(picture, store, remove), remove }
    shown.set(id, made)
    return made
  }
  const render = () => {
    const figures = new Map<HTMLElement, HTMLElement[]>()
    for (const picture of shared.pictures()) {
      const place = places.get(picture.after) ?? places.get(null)
      const { figure, remove } = shown.get(picture.id) ?? show(picture)
      remove.hidden = !isEditing
      if (place) figures.set(place, [...(figures.get(place) ?? []), figure])
    }
    for (const place of places.values()) place.replaceChildren(...(figures.get(place) ?? []))
  }
  shared.onPictures(render)
  return {
    behind(block: string | null): HTMLElement {
      const place = element('div', { class: 'pictures' })
      places.set(block, place)
      return place
    },
    update(canEdit: boolean) {
      isEditing = canEdit
      render()
    },
  }
}

/** Puts blocks of one table into a table, the others below each other. */
export function arrange(blocks: readonly DocumentBlock[], show: (block: DocumentBlock) => HTMLElement): HTMLElement[] {
  const shown: HTMLElement[] = []
  let tableId = 0
  let body = element('table', { class: 'table' })
  for (const block of blocks) {
    const place = block.look?.table
    if (!place) {
      tableId = 0
      shown.push(show(block))
      continue
    }
    if (tableId !== place.id) {
      tableId = place.id
      body = element('table', { class: 'table' })
      shown.push(body)
    }
    while (body.rows.length <= place.row) body.insertRow()
    const row = body.rows[place.row]!
    while (row.cells.length <= place.column) row.insertCell()
    row.cells[place.column]!.append(show(block))
  }
  return shown
}

/** Blocks of another version, which cannot be edited. */
export function showBlocks(
  blocks: readonly DocumentBlock[],
  previous: readonly DocumentBlock[] | undefined,
): HTMLElement {
  const before = new Map(previous?.map((block) => [block.id, block.text]))
  const paragraphs = blocks
    .filter((block) => block.text !== '' || before.get(block.id))
    .slice(0, 2000)
    .map((block) => {
      const text = element('div', { class: 'text' })
      showPieces(text, [{ text: block.text, look: {} }])
      const isChanged = previous !== undefined && before.get(block.id) !== block.text
      return element('div', { class: `paragraph${isChanged ? ' changed' : ''}` }, text)
    })
  return element('div', { class: 'word-view' }, element('div', { class: 'sheet', role: 'document' }, ...paragraphs))
}

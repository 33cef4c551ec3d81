import type { DocumentBlock } from '../../rooms.ts'
import { type BlockEditor, editBlock, showPieces } from './block-editor.ts'
import { element } from './element.ts'
import type { SharedText } from './shared-text.ts'

/** A shown document. */
export interface DocumentView {
  readonly element: HTMLElement
  /** Editing rights changed. */
  update(): void
  focus(): void
}

/** Paragraphs on a sheet of paper; text files as plain lines. */
export function wordView(shared: SharedText, canEdit: () => boolean, isPlainText: boolean): DocumentView {
  const editors = new Map<string, BlockEditor>()
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
  }
  update()
  return {
    element: element('div', { class: 'word-view' }, sheet),
    update,
    focus: () => editors.get(section('')[0]?.id ?? order[0] ?? '')?.focus('start'),
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

import type { DocumentBlock } from '../../rooms.ts'
import { type BlockEditor, editBlock, showPieces } from './block-editor.ts'
import { element } from './element.ts'
import type { SharedText } from './shared-text.ts'
import { arrange, type DocumentView } from './word-view.ts'

/** A list of small slides, and the chosen one with its text boxes. */
export function slideView(shared: SharedText, canEdit: () => boolean): DocumentView {
  const slides = new Map<string, DocumentBlock[]>()
  for (const block of shared.blocks) {
    const slide = slides.get(block.group ?? '')
    if (slide) slide.push(block)
    else slides.set(block.group ?? '', [block])
  }
  const editors = new Map<string, BlockEditor>()
  const list = element('div', { class: 'slide-list', role: 'listbox', 'aria-label': 'Slides' })
  const stage = element('div', { class: 'stage' })
  let shown = ''

  const update = () => {
    for (const { element: host } of editors.values()) host.contentEditable = canEdit() ? 'plaintext-only' : 'false'
  }

  const openSlide = (name: string) => {
    shown = name
    for (const editor of editors.values()) editor.destroy()
    editors.clear()
    for (const item of list.children)
      item.setAttribute('aria-selected', String((item as HTMLElement).dataset.slide === name))
    const blocks = slides.get(name) ?? []
    const order = blocks.map((block) => block.id)
    const paragraph = (block: DocumentBlock) => {
      const placeholder = block.look?.placeholder
      const host = element('div', {
        class: 'text',
        role: 'textbox',
        tabindex: '0',
        'aria-multiline': 'true',
        'aria-label': block.label,
        'data-block': block.id,
        'data-hint': placeholder ? `Click to add ${placeholder === 'title' ? 'a title' : 'text'}` : undefined,
        dir: 'auto',
      })
      const editor = editBlock(host, block.id, shared, {
        canEdit: () => canEdit() && block.fixed === undefined,
        fontSize: (points) => slideSize(points, block),
        onLeave: (direction) => {
          const next = editors.get(order[order.indexOf(block.id) + direction] ?? '')
          next?.focus(direction < 0 ? 'end' : 'start')
          return next !== undefined
        },
      })
      editors.set(block.id, editor)
      return dress(block, host, element('div', { class: 'carets', 'aria-hidden': 'true' }))
    }
    stage.replaceChildren(slide(blocks, paragraph))
    update()
    // Sizes of foreign carets are only known now.
    for (const editor of editors.values()) editor.render()
  }

  for (const [name, blocks] of slides) {
    const mini = slide(blocks, (block) => {
      const text = element('div', { class: 'text' })
      const show = () => showPieces(text, shared.pieces(block.id), (points) => slideSize(points, block))
      shared.watch(block.id, show)
      show()
      return dress(block, text)
    })
    const item = element(
      'div',
      { class: 'slide-item', role: 'option', tabindex: '0', 'data-slide': name, 'aria-label': name },
      element('span', { class: 'slide-number' }, name.replace(/\D+/g, '')),
      mini,
    )
    item.addEventListener('click', () => openSlide(name))
    item.addEventListener('keydown', (event) => {
      const sibling =
        event.key === 'ArrowDown'
          ? item.nextElementSibling
          : event.key === 'ArrowUp'
            ? item.previousElementSibling
            : null
      if (sibling instanceof HTMLElement) {
        event.preventDefault()
        sibling.focus()
        openSlide(sibling.dataset.slide ?? '')
      } else if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault()
        openSlide(name)
        editors.values().next().value?.focus('start')
      }
    })
    list.append(item)
  }
  const first = slides.keys().next().value
  if (first === undefined) stage.append(element('p', { class: 'empty' }, 'This presentation has no slides.'))
  else openSlide(first)
  shared.onCarets((id) => editors.get(id)?.render())
  return {
    element: element('div', { class: 'slide-view' }, list, stage),
    update,
    focus: () => {
      if (shown !== '') editors.values().next().value?.focus('start')
    },
  }
}

/** Text sizes follow the width of the slide as it is shown. */
function slideSize(points: number, block: DocumentBlock): string {
  return `${((points / (block.look?.slideWidth ?? 960)) * 100).toFixed(3)}cqw`
}

function dress(block: DocumentBlock, ...children: readonly Node[]): HTMLElement {
  const { size = 18, align, marker, indent } = block.look ?? {}
  const style = `font-size:${slideSize(size, block)};text-align:${align ?? 'start'};--indent:${indent ?? 0}`
  return element(
    'div',
    { class: `paragraph${marker ? ' listed' : ''}`, style },
    marker ? element('span', { class: 'marker', 'aria-hidden': 'true' }, marker) : null,
    ...children,
  )
}

function slide(blocks: readonly DocumentBlock[], show: (block: DocumentBlock) => HTMLElement): HTMLElement {
  const frame = element('div', { class: 'slide', style: `aspect-ratio:${1 / (blocks[0]?.look?.slideRatio ?? 0.5625)}` })
  const shapes = new Map<string, DocumentBlock[]>()
  for (const block of blocks) {
    if (block.fixed !== undefined && block.text === '') continue
    const id = block.look?.shape ?? block.id
    const shape = shapes.get(id)
    if (shape) shape.push(block)
    else shapes.set(id, [block])
  }
  for (const shape of shapes.values()) {
    const box = shape[0]?.look?.box
    const percent = (part: number) => `${(part * 100).toFixed(3)}%`
    const style = box
      ? `left:${percent(box.x)};top:${percent(box.y)};width:${percent(box.width)};min-height:${percent(box.height)}`
      : 'position:static;margin:4%'
    const placeholder = shape[0]?.look?.placeholder
    frame.append(
      element('div', { class: `shape${placeholder ? ` ${placeholder}` : ''}`, style }, ...arrange(shape, show)),
    )
  }
  return frame
}

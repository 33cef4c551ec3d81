import { colorOf, element } from './element.ts'
import type { Piece, SharedText } from './shared-text.ts'

/** How one block behaves in its view. */
export interface BlockEditorOptions {
  readonly canEdit: () => boolean
  /** The caret leaves the block: -1 upwards or to the left, 1 downwards or to the right. */
  readonly onLeave?: (direction: -1 | 1) => boolean
  /** How the view writes a size in points. */
  readonly fontSize?: (points: number) => string
}

/** Keeps an element and a block's shared text in step. */
export interface BlockEditor {
  readonly element: HTMLElement
  focus(place: 'start' | 'end' | number): void
  render(): void
  destroy(): void
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * Makes `host` edit the block. Every edit is read from the `beforeinput` event and applied to the shared text; the browser
 * changes the element by itself only while an input method composes, and what it made is taken over afterwards.
 */
export function editBlock(host: HTMLElement, id: string, shared: SharedText, options: BlockEditorOptions): BlockEditor {
  let isComposing = false
  let selection: { anchor: number; head: number } | null = null

  const hasFocus = () => document.activeElement === host

  const render = () => {
    if (isComposing) return
    showPieces(host, shared.pieces(id), options.fontSize)
    showCarets(host, id, shared)
    if (selection && hasFocus()) select(host, selection.anchor, selection.head)
  }

  const moveCaret = (anchor: number, head: number) => {
    selection = { anchor, head }
    if (hasFocus()) select(host, anchor, head)
    shared.setCaret(id, anchor, head)
  }

  const edit = (from: number, to: number, text: string) => {
    selection = { anchor: from + text.length, head: from + text.length }
    shared.replace(id, from, to, text.replace(/\r\n?/g, '\n'))
    moveCaret(from + text.length, from + text.length)
  }

  const takeOver = () => {
    const before = shared.text(id)
    const after = textIn(host)
    const place = selectionIn(host)
    if (after !== before) {
      const { from, to, insert } = difference(before, after, place?.head)
      shared.replace(id, from, to, insert)
    }
    if (place) moveCaret(place.anchor, place.head)
    render()
  }

  const onBeforeInput = (event: InputEvent) => {
    if (!options.canEdit()) {
      event.preventDefault()
      return
    }
    if (isComposing || event.inputType === 'insertCompositionText') return
    if (event.inputType === 'historyUndo' || event.inputType === 'historyRedo') {
      event.preventDefault()
      if (event.inputType === 'historyUndo') shared.undo()
      else shared.redo()
      return
    }
    if (event.inputType.startsWith('format')) {
      event.preventDefault()
      return
    }
    const range = targetRange(host, event)
    if (!range) return
    const { from, to } = range
    if (event.inputType.startsWith('delete')) {
      event.preventDefault()
      const [start, end] = from === to ? aroundCaret(shared.text(id), from, event.inputType) : [from, to]
      if (start === end) {
        if (event.inputType === 'deleteContentBackward') options.onLeave?.(-1)
      } else edit(start, end, '')
      return
    }
    const isLine = event.inputType === 'insertParagraph' || event.inputType === 'insertLineBreak'
    const text = isLine ? '\n' : (event.data ?? event.dataTransfer?.getData('text/plain'))
    if (text === null || text === undefined) return
    event.preventDefault()
    edit(from, to, text)
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing) return
    if ((event.ctrlKey || event.metaKey) && !event.altKey && /^[zy]$/i.test(event.key)) {
      event.preventDefault()
      if (!options.canEdit()) return
      if (event.key.toLowerCase() === 'y' || event.shiftKey) shared.redo()
      else shared.undo()
      return
    }
    if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || !options.onLeave) return
    const place = selectionIn(host)
    if (!place || place.anchor !== place.head) return
    const length = shared.text(id).length
    const leaves =
      (event.key === 'ArrowLeft' && place.head === 0) ||
      (event.key === 'ArrowUp' && isOnEdge(host, place.head, 'first'))
        ? -1
        : (event.key === 'ArrowRight' && place.head === length) ||
            (event.key === 'ArrowDown' && isOnEdge(host, place.head, 'last'))
          ? 1
          : 0
    if (leaves !== 0 && options.onLeave(leaves)) event.preventDefault()
  }

  const onSelectionChange = () => {
    if (!hasFocus() || isComposing) return
    const place = selectionIn(host)
    if (!place || (place.anchor === selection?.anchor && place.head === selection?.head)) return
    selection = place
    shared.setCaret(id, place.anchor, place.head)
  }

  const listeners: [EventTarget, string, EventListener][] = [
    [host, 'beforeinput', onBeforeInput as EventListener],
    [host, 'keydown', onKeyDown as EventListener],
    [
      host,
      'compositionstart',
      () => {
        isComposing = true
      },
    ],
    [
      host,
      'compositionend',
      () => {
        isComposing = false
        takeOver()
      },
    ],
    [host, 'input', () => void (isComposing || takeOver())],
    [
      host,
      'blur',
      () => {
        selection = null
        shared.clearCaret()
      },
    ],
    [document, 'selectionchange', onSelectionChange],
  ]
  for (const [target, name, listener] of listeners) target.addEventListener(name, listener)
  const stop = shared.watch(id, (moved, isLocal) => {
    if (selection && !isLocal) selection = { anchor: moved(selection.anchor), head: moved(selection.head) }
    render()
  })
  render()

  return {
    element: host,
    focus(place) {
      const length = shared.text(id).length
      const at = place === 'start' ? 0 : place === 'end' ? length : Math.min(place, length)
      host.focus()
      moveCaret(at, at)
    },
    render,
    destroy() {
      stop()
      for (const [target, name, listener] of listeners) target.removeEventListener(name, listener)
    },
  }
}

/** Shows pieces as spans. A last line end or an empty block needs a `br` to have a line of its own. */
export function showPieces(host: HTMLElement, pieces: readonly Piece[], fontSize?: (points: number) => string): void {
  const nodes: Node[] = pieces.map(({ text, look }) => {
    const style = [
      look.bold && 'font-weight:700',
      look.italic && 'font-style:italic',
      (look.underline || look.strike) &&
        `text-decoration:${[look.underline && 'underline', look.strike && 'line-through'].filter(Boolean).join(' ')}`,
      typeof look.color === 'string' && look.color !== '#000000' && `--run-color:${look.color}`,
      typeof look.size === 'number' && fontSize && `font-size:${fontSize(look.size)}`,
    ].filter(Boolean)
    const kind = [look.link && 'link', typeof look.color === 'string' && look.color !== '#000000' && 'colored'].filter(
      Boolean,
    )
    return element(
      'span',
      { ...(style.length > 0 && { style: style.join(';') }), ...(kind.length > 0 && { class: kind.join(' ') }) },
      text,
    )
  })
  const last = pieces.at(-1)?.text
  if (last === undefined || last.endsWith('\n')) nodes.push(document.createElement('br'))
  host.replaceChildren(...nodes)
}

function showCarets(host: HTMLElement, id: string, shared: SharedText): void {
  const layer = host.parentElement?.querySelector<HTMLElement>(':scope > .carets')
  if (!layer) return
  const frame = layer.getBoundingClientRect()
  layer.replaceChildren(
    ...shared.carets(id).map((caret) => {
      const place = rangeAt(host, caret.head)
      const box = place.getClientRects()[0] ?? host.getBoundingClientRect()
      const style = `left:${box.left - frame.left}px;top:${box.top - frame.top}px;height:${box.height}px;--user:${colorOf(caret.userId)}`
      return element('span', { class: 'caret', style }, element('span', { class: 'caret-name' }, caret.name))
    }),
  )
}

const textIn = (host: HTMLElement): string => host.textContent ?? ''

function selectionIn(host: HTMLElement): { anchor: number; head: number } | null {
  const current = document.getSelection()
  if (!current?.anchorNode || !current.focusNode) return null
  if (!host.contains(current.anchorNode) || !host.contains(current.focusNode)) return null
  return {
    anchor: placeOf(host, current.anchorNode, current.anchorOffset),
    head: placeOf(host, current.focusNode, current.focusOffset),
  }
}

function placeOf(host: HTMLElement, node: Node, offset: number): number {
  const range = document.createRange()
  range.setStart(host, 0)
  range.setEnd(node, offset)
  return range.toString().length
}

function pointAt(host: HTMLElement, place: number): [Node, number] {
  const walker = document.createTreeWalker(host, NodeFilter.SHOW_TEXT)
  let rest = place
  let last: Node | null = null
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = node.nodeValue?.length ?? 0
    // Behind a last line end the caret belongs before the `br`.
    if (
      rest < length ||
      (rest === length && !(node.nodeValue?.endsWith('\n') && !node.parentElement?.nextSibling?.textContent))
    ) {
      return [node, rest]
    }
    rest -= length
    last = node
  }
  const end = last?.parentElement
  if (end && end.parentElement === host) return [host, [...host.childNodes].indexOf(end) + 1]
  return [host, 0]
}

function rangeAt(host: HTMLElement, place: number): Range {
  const range = document.createRange()
  range.setStart(...pointAt(host, place))
  range.collapse(true)
  return range
}

function select(host: HTMLElement, anchor: number, head: number): void {
  const current = document.getSelection()
  const now = selectionIn(host)
  if (now && now.anchor === anchor && now.head === head) return
  current?.setBaseAndExtent(...pointAt(host, anchor), ...pointAt(host, head))
}

function targetRange(host: HTMLElement, event: InputEvent): { from: number; to: number } | null {
  const range = event.getTargetRanges()[0]
  if (range && host.contains(range.startContainer) && host.contains(range.endContainer)) {
    return {
      from: placeOf(host, range.startContainer, range.startOffset),
      to: placeOf(host, range.endContainer, range.endOffset),
    }
  }
  const place = selectionIn(host)
  return place && { from: Math.min(place.anchor, place.head), to: Math.max(place.anchor, place.head) }
}

/** What a delete key takes when nothing is selected: one character as people see it. */
function aroundCaret(text: string, place: number, inputType: string): [number, number] {
  if (inputType.endsWith('Forward')) {
    const next = segmenter.segment(text).containing(place)
    return next ? [place, next.index + next.segment.length] : [place, place]
  }
  const previous = place > 0 ? segmenter.segment(text).containing(place - 1) : undefined
  return previous ? [previous.index, place] : [place, place]
}

function isOnEdge(host: HTMLElement, place: number, edge: 'first' | 'last'): boolean {
  const caret = rangeAt(host, place).getClientRects()[0]
  if (!caret) return true
  const box = host.getBoundingClientRect()
  return edge === 'first' ? caret.top - box.top < caret.height : box.bottom - caret.bottom < caret.height
}

/** The one replacement between two texts; among equal ones that which ends at the caret. */
export function difference(
  before: string,
  after: string,
  caret = after.length,
): { from: number; to: number; insert: string } {
  const longestEnd = Math.min(before.length, after.length, Math.max(0, after.length - caret))
  let end = 0
  while (end < longestEnd && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  const longestStart = Math.min(before.length, after.length) - end
  let from = 0
  while (from < longestStart && before[from] === after[from]) from++
  while (
    end < Math.min(before.length, after.length) - from &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  ) {
    end++
  }
  // Half a surrogate pair is no character.
  if (/[\ud800-\udbff]/.test(before[from - 1] ?? '')) from--
  if (/[\udc00-\udfff]/.test(before[before.length - end] ?? '')) end--
  return { from, to: before.length - end, insert: after.slice(from, after.length - end) }
}

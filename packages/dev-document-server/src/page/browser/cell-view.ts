import type { DocumentBlock } from '../../rooms.ts'
import { type BlockEditor, editBlock, showPieces } from './block-editor.ts'
import { colorOf, element } from './element.ts'
import type { SharedText } from './shared-text.ts'
import type { DocumentView } from './word-view.ts'

const rowsAtOnce = 300

/** `AB` for 27. */
function columnName(column: number): string {
  let name = ''
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name
  }
  return name
}

interface Grid {
  readonly table: HTMLTableElement
  readonly cells: Map<string, HTMLTableCellElement>
  readonly rows: number
  readonly columns: number
}

/** A grid with a tab per sheet. Arrow keys move; typing, Enter or F2 edits; Escape takes an edit back. */
export function cellView(shared: SharedText, canEdit: () => boolean): DocumentView {
  const sheets = new Map<string, DocumentBlock[]>()
  for (const block of shared.blocks) {
    const sheet = block.group ?? ''
    const list = sheets.get(sheet)
    if (list) list.push(block)
    else sheets.set(sheet, [block])
  }
  return gridView(sheets, shared, canEdit)
}

function gridView(
  sheets: ReadonlyMap<string, DocumentBlock[]>,
  shared: SharedText,
  canEdit: () => boolean,
): DocumentView {
  const blocks = new Map(shared.blocks.map((block) => [block.id, block]))
  const scroller = element('div', { class: 'grid-scroller' })
  const nameBox = element('output', { class: 'cell-name' })
  const contentBox = element('output', { class: 'cell-content' })
  const tabs = element('div', { class: 'sheet-tabs', role: 'tablist', 'aria-label': 'Sheets' })
  let grid: Grid | null = null
  let current: HTMLTableCellElement | null = null
  let editing: { editor: BlockEditor; cell: HTMLTableCellElement; before: string } | null = null
  let shownRows = rowsAtOnce
  let stops: (() => void)[] = []

  const blockOf = (cell: HTMLElement | null) => blocks.get(cell?.dataset.block ?? '')

  const show = (cell: HTMLTableCellElement, id: string) => {
    showPieces(cell, shared.pieces(id))
    const caret = shared.carets(id)[0]
    cell.classList.toggle('theirs', caret !== undefined)
    cell.dataset.user = caret?.name ?? ''
    if (caret) cell.style.setProperty('--user', colorOf(caret.userId))
    if (cell === current) showBar()
  }

  const showBar = () => {
    const block = blockOf(current)
    nameBox.value = block?.label.split('!').at(-1) ?? ''
    contentBox.value =
      block?.look?.formula !== undefined ? `=${block.look.formula}` : block ? shared.text(block.id) : ''
    contentBox.title = block?.fixed ?? ''
  }

  const moveTo = (cell: HTMLTableCellElement | undefined) => {
    if (!cell) return
    if (current) {
      current.tabIndex = -1
      current.classList.remove('current')
    }
    current = cell
    cell.tabIndex = 0
    cell.classList.add('current')
    cell.focus()
    cell.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    const block = blockOf(cell)
    if (block && !editing) shared.setCaret(block.id, 0, 0)
    showBar()
  }

  const step = (rows: number, columns: number) => {
    if (!current || !grid) return
    let row = Number(current.dataset.row)
    let column = Number(current.dataset.column)
    // Cells under a merged cell do not exist: go on in the same direction.
    for (let tries = 0; tries < 200; tries++) {
      row += rows
      column += columns
      if (row < 0 || column < 0 || row >= grid.rows || column >= grid.columns) return
      const next = grid.cells.get(`${row},${column}`)
      if (next) return moveTo(next)
    }
  }

  const startEdit = (keep: boolean) => {
    const block = blockOf(current)
    if (!current || !block || editing || !canEdit()) return
    if (block.fixed !== undefined) {
      current.classList.add('refused')
      setTimeout((cell: HTMLElement) => cell.classList.remove('refused'), 600, current)
      return
    }
    const cell = current
    const before = shared.text(block.id)
    cell.contentEditable = 'plaintext-only'
    cell.classList.add('editing')
    const editor = editBlock(cell, block.id, shared, {
      canEdit,
    })
    editing = { editor, cell, before }
    if (!keep && before !== '') shared.replace(block.id, 0, before.length, '')
    editor.focus('end')
  }

  const stopEdit = (takeBack: boolean) => {
    if (!editing) return
    const { editor, cell, before } = editing
    editing = null
    editor.destroy()
    cell.contentEditable = 'false'
    cell.classList.remove('editing')
    const id = cell.dataset.block ?? ''
    if (takeBack && shared.text(id) !== before) shared.replace(id, 0, shared.text(id).length, before)
    show(cell, id)
    cell.focus()
  }

  const clear = () => {
    const block = blockOf(current)
    const length = block ? shared.text(block.id).length : 0
    if (block && block.fixed === undefined && canEdit() && length > 0) shared.replace(block.id, 0, length, '')
  }

  const onKeyDown = (event: KeyboardEvent) => {
    const command = event.ctrlKey || event.metaKey
    if (editing) {
      if (event.isComposing) return
      if (event.key === 'Escape') stopEdit(true)
      else if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
        stopEdit(false)
        step(1, 0)
      } else if (event.key === 'Tab') {
        stopEdit(false)
        step(0, event.shiftKey ? -1 : 1)
      } else return
      event.preventDefault()
      return
    }
    const moves: Record<string, [number, number]> = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      PageUp: [-15, 0],
      PageDown: [15, 0],
    }
    const move = moves[event.key]
    if (move) step(...move)
    else if (event.key === 'Home') moveTo(grid?.cells.get(`${command ? 0 : current?.dataset.row},0`))
    else if (event.key === 'Enter' || event.key === 'F2') startEdit(true)
    else if (event.key === 'Delete' || event.key === 'Backspace') clear()
    else if (command && event.key.toLowerCase() === 'z') event.shiftKey ? shared.redo() : shared.undo()
    else if (command && event.key.toLowerCase() === 'y') shared.redo()
    else {
      // The key goes on into the cell that is now editable.
      if (event.key.length === 1 && !command && !event.altKey) startEdit(false)
      return
    }
    event.preventDefault()
  }

  const fillGrid = (name: string) => {
    for (const stop of stops) stop()
    stops = []
    grid = buildGrid(sheets.get(name) ?? [], shownRows)
    for (const cell of grid.cells.values()) {
      const id = cell.dataset.block ?? ''
      show(cell, id)
      stops.push(shared.watch(id, () => void (editing?.cell === cell || show(cell, id))))
    }
    grid.table.addEventListener('mousedown', (event) => {
      const cell = (event.target as Element).closest<HTMLTableCellElement>('td[data-block]')
      if (!cell || cell === editing?.cell) return
      event.preventDefault()
      stopEdit(false)
      moveTo(cell)
    })
    grid.table.addEventListener('dblclick', () => startEdit(true))
    grid.table.addEventListener('keydown', onKeyDown)
    const rest = grid.rows > shownRows
    const more = element('button', { class: 'more-rows', type: 'button' }, 'Show more rows')
    more.addEventListener('click', () => {
      shownRows += 1000
      fillGrid(name)
    })
    scroller.replaceChildren(grid.table, ...(rest ? [more] : []))
    const first = grid.cells.values().next().value
    current = null
    if (first) {
      first.tabIndex = 0
      current = first
      first.classList.add('current')
      showBar()
    }
  }

  const openSheet = (name: string) => {
    stopEdit(false)
    shownRows = rowsAtOnce
    for (const tab of tabs.children) tab.setAttribute('aria-selected', String(tab.textContent === name))
    fillGrid(name)
  }
  for (const name of sheets.keys()) {
    const tab = element('button', { role: 'tab', type: 'button', 'aria-selected': 'false' }, name)
    tab.addEventListener('click', () => openSheet(name))
    tabs.append(tab)
  }
  const firstSheet = sheets.keys().next().value
  if (firstSheet !== undefined) openSheet(firstSheet)
  shared.onCarets((id) => {
    const look = blocks.get(id)?.look
    const cell = grid?.cells.get(`${look?.row},${look?.column}`)
    if (cell?.dataset.block === id && editing?.cell !== cell) show(cell, id)
  })
  const bar = element(
    'div',
    { class: 'formula-bar' },
    nameBox,
    element('span', { class: 'fx', 'aria-hidden': 'true' }, 'fx'),
    contentBox,
  )
  return {
    element: element('div', { class: 'cell-view' }, bar, scroller, tabs),
    update: () => void (canEdit() || stopEdit(false)),
    focus: () => current?.focus(),
  }
}

function buildGrid(blocks: readonly DocumentBlock[], mostRows: number): Grid {
  const rows = Math.max(0, ...blocks.map((block) => block.look?.row ?? 0)) + 1
  const columns = Math.max(0, ...blocks.map((block) => block.look?.column ?? 0)) + 1
  const table = element('table', { class: 'grid', role: 'grid' })
  const widths = new Map<number, number>()
  for (const { look } of blocks) if (look?.columnWidth) widths.set(look.column ?? 0, look.columnWidth)
  const sizes = Array.from({ length: columns }, (_, column) =>
    element('col', { style: `width:${Math.min(widths.get(column) ?? 96, 500)}px` }),
  )
  const total =
    44 +
    Array.from({ length: columns }, (_, column) => Math.min(widths.get(column) ?? 96, 500)).reduce((a, b) => a + b, 0)
  table.style.width = `${total}px`
  table.append(element('colgroup', {}, element('col', { style: 'width:44px' }), ...sizes))
  const names = Array.from({ length: columns }, (_, column) => element('th', { scope: 'col' }, columnName(column)))
  table.append(element('thead', {}, element('tr', {}, element('th', { class: 'corner' }), ...names)))
  const body = element('tbody')
  const cells = new Map<string, HTMLTableCellElement>()
  const byRow = new Map<number, DocumentBlock[]>()
  for (const block of blocks) {
    const row = block.look?.row ?? 0
    const list = byRow.get(row)
    if (list) list.push(block)
    else byRow.set(row, [block])
  }
  const covered = new Set<string>()
  for (let row = 0; row < Math.min(rows, mostRows); row++) {
    const line = element('tr', {}, element('th', { scope: 'row' }, String(row + 1)))
    const inRow = new Map(byRow.get(row)?.map((block) => [block.look?.column ?? 0, block]))
    for (let column = 0; column < columns; column++) {
      if (covered.has(`${row},${column}`)) continue
      const block = inRow.get(column)
      if (!block) {
        line.append(element('td', { class: 'outside' }))
        continue
      }
      const { rowSpan = 1, columnSpan = 1, numeric, formula, bold, align } = block.look ?? {}
      for (let down = 0; down < rowSpan; down++) {
        for (let right = 0; right < columnSpan; right++) covered.add(`${row + down},${column + right}`)
      }
      const kinds = [
        numeric && 'numeric',
        formula !== undefined && 'formula',
        bold && 'bold',
        block.fixed && 'fixed',
      ].filter(Boolean)
      const cell = element('td', {
        class: kinds.join(' '),
        role: 'gridcell',
        tabindex: '-1',
        'data-block': block.id,
        'data-row': row,
        'data-column': column,
        'aria-label': block.label,
        title: block.fixed,
        rowspan: rowSpan > 1 && rowSpan,
        colspan: columnSpan > 1 && columnSpan,
        style: align && `text-align:${align}`,
      })
      cells.set(`${row},${column}`, cell)
      line.append(cell)
    }
    body.append(line)
  }
  table.append(body)
  return { table, cells, rows, columns }
}

import type { DocumentAnswer } from '@openwith/connector-core/browser'
import type { FileAnswer } from '../documents/ghost-door.ts'
import type { Staff } from '../documents/staff.ts'
import type { TextKey } from '../translations/text.ts'
import { element } from '../ui/element.ts'
import { documentRow } from './document-row.ts'

export interface TableContents {
  documents: readonly DocumentAnswer[]
  /** Who uses them, by id, as far as it is known. */
  files: Readonly<Record<string, FileAnswer | null>>
}

/** The table of documents. Rows stay as they are while nothing of theirs changes, so that an open menu keeps its button and the keyboard its place. */
export interface DocumentTable {
  element: HTMLElement
  show(contents: TableContents): void
  /** Puts the keyboard on the first control of this row. */
  focusRow(index: number): void
}

export function documentTable(staff: Staff, onChanged: () => void): DocumentTable {
  const { text } = staff
  const head = (key: TextKey, width: string) =>
    element('th', { text: text(key), attributes: { scope: 'col', style: `width:${width}` } })
  const body = element('tbody')
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
    body,
  )
  let rows = new Map<string, { row: HTMLTableRowElement; drawn: string }>()

  function rowFor(document: DocumentAnswer, file: FileAnswer | null | undefined) {
    const drawn = JSON.stringify([document, file])
    const before = rows.get(document.id)
    if (before?.drawn === drawn) return before
    // Its menu is open: the next look draws it.
    if (before?.row.querySelector('[aria-expanded=true]')) return before
    return { row: documentRow(staff, document, { file, onChanged }), drawn }
  }

  return {
    element: table,

    show({ documents, files }) {
      const focused = document.activeElement
      const focusedRow = focused?.closest<HTMLTableRowElement>('tr[data-document]') ?? null
      // Counted from the end, where the buttons are: links to posts come and go before them.
      const fromEnd = controlsOf(focusedRow)
        .reverse()
        .indexOf(focused as HTMLElement)
      const next = new Map(documents.map((one) => [one.id, rowFor(one, files[one.id])]))
      const wanted = new Set<Element>([...next.values()].map(({ row }) => row))
      for (const row of [...body.children]) if (!wanted.has(row)) row.remove()
      let at = body.firstElementChild
      for (const row of wanted) {
        if (row === at) at = at.nextElementSibling
        else body.insertBefore(row, at)
      }
      rows = next
      if (focusedRow === null || document.activeElement === focused) return
      // It was moved or drawn anew.
      const controls = controlsOf(next.get(focusedRow.dataset.document ?? '')?.row ?? null).reverse()
      controls[Math.min(fromEnd, controls.length - 1)]?.focus({ preventScroll: true })
    },

    focusRow(index) {
      controlsOf(body.children[index] ?? null)[0]?.focus()
    },
  }
}

const controlsOf = (row: Element | null): HTMLElement[] => [...(row?.querySelectorAll<HTMLElement>('a, button') ?? [])]

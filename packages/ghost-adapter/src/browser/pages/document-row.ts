import type { DocumentAnswer } from '@openwith/connector-core/browser'
import { documentButtons } from '../documents/document-buttons.ts'
import type { FileAnswer, PostUse } from '../documents/ghost-door.ts'
import { askToRename } from '../documents/rename-document.ts'
import type { Staff } from '../documents/staff.ts'
import { element } from '../ui/element.ts'
import { type IconName, icon } from '../ui/icons.ts'
import type { MenuItem } from '../ui/menu.ts'
import { toast } from '../ui/toast.ts'

const typeIcons: Readonly<Record<string, IconName>> = { cell: 'spreadsheet', slide: 'presentation', pdf: 'form' }
/** As many titles are shown; the others are counted. */
const shownPosts = 2

/** One document of the list: `file` is undefined while it is not known yet which posts use it. */
export function documentRow(
  staff: Staff,
  document: DocumentAnswer,
  { file, onChanged }: { file: FileAnswer | null | undefined; onChanged(): void },
): HTMLTableRowElement {
  const { locale, formats } = staff
  const buttons = formats.ready
    ? documentButtons(staff, document, {
        more: [
          ...(document.actions.rename
            ? [{ label: staff.text('rename'), run: () => askToRename(staff, document, onChanged) }]
            : []),
          ...(file === null || file === undefined ? [] : addressItems(staff, file.url)),
        ],
        onAdded: onChanged,
        onClosed: onChanged,
      })
    : null
  const modified = new Date(document.modifiedAt)
  return element(
    'tr',
    { attributes: { 'data-document': document.id } },
    element(
      'td',
      {},
      element(
        'div',
        { class: 'ow-name' },
        element(
          'span',
          { class: 'ow-kind', attributes: { 'data-type': document.type } },
          icon(typeIcons[document.type ?? ''] ?? 'document', 18),
        ),
        element(
          'div',
          {},
          element('b', { text: document.name, attributes: { title: document.name } }),
          document.notice !== undefined && element('div', { class: 'ow-notice', text: document.notice }),
        ),
      ),
    ),
    element('td', {}, usesOf(staff, file)),
    element('td', { class: 'ow-soft', text: sizeText(document.size, locale) }),
    element('td', {
      class: 'ow-soft',
      text: new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(modified),
      attributes: {
        title: new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' }).format(modified),
      },
    }),
    element('td', { class: 'ow-actions' }, buttons),
  )
}

export function sizeText(bytes: number, locale: string): string {
  const [value, unit] =
    bytes < 1000 ? [bytes, 'byte'] : bytes < 1e6 ? [bytes / 1000, 'kilobyte'] : [bytes / 1e6, 'megabyte']
  const style = { style: 'unit', unit, unitDisplay: unit === 'byte' ? 'long' : 'short' } as const
  return new Intl.NumberFormat(locale, {
    ...style,
    maximumFractionDigits: Number(value) < 100 && bytes >= 1000 ? 1 : 0,
  }).format(value)
}

function usesOf({ text, me }: Staff, file: FileAnswer | null | undefined): HTMLElement | null {
  if (file === undefined) return null
  const posts = file?.posts ?? []
  if (posts.length === 0) return element('span', { class: 'ow-soft', text: text('notUsed') })
  const titleOf = (post: PostUse) =>
    post.title.trim() === '' || post.title === '(Untitled)' ? text('untitled') : post.title
  const rest = posts.slice(shownPosts)
  return element(
    'div',
    { class: 'ow-uses' },
    ...posts.slice(0, shownPosts).map((post) =>
      post.mayEdit
        ? element('a', {
            class: 'ow-link',
            text: titleOf(post),
            attributes: {
              href: `${me.adminUrl}#/editor/${post.type}/${encodeURIComponent(post.id)}`,
              title: titleOf(post),
            },
          })
        : element('span', { text: titleOf(post), attributes: { title: titleOf(post) } }),
    ),
    rest.length > 0 &&
      element('span', {
        class: 'ow-soft',
        text: text('moreDetails', { count: rest.length }),
        attributes: { title: rest.map(titleOf).join('\n') },
      }),
  )
}

function addressItems({ text }: Staff, url: string): MenuItem[] {
  return [
    { label: text('openFile'), icon: 'arrowUpRight', run: () => void window.open(url, '_blank', 'noopener') },
    {
      label: text('copyAddress'),
      run: () =>
        void navigator.clipboard.writeText(url).then(
          () => toast('good', text('copied'), text('close')),
          () => toast('bad', text('failed'), text('close')),
        ),
    },
  ]
}

import type { FrameFeatures } from '../../rooms.ts'
import { colorOf, element } from './element.ts'

/** What the toolbar shows and may do; taken from the config, the host's events and the server's answer. */
export interface ToolbarInput {
  readonly documentType: string
  readonly version: string
  readonly canSave: boolean
  readonly closeText: string | null
  readonly goBack: { readonly url: string; readonly text: string; readonly blank: boolean } | null
  readonly features: FrameFeatures | null
  readonly favorite: boolean | null
  readonly canDownload: boolean
  readonly canPrint: boolean
}

export type ToolbarAction =
  | 'save'
  | 'close'
  | 'goBack'
  | 'edit'
  | 'saveAs'
  | 'download'
  | 'downloadPdf'
  | 'print'
  | 'insertImage'
  | 'insertText'
  | 'compare'
  | 'history'
  | 'share'
  | 'createNew'
  | 'favorite'

export interface ToolbarUser {
  readonly connectionId: string
  readonly id: string
  readonly name: string
  readonly canEdit: boolean
}

export interface Toolbar {
  readonly element: HTMLElement
  setTitle(title: string): void
  /** `canInsert`: whether the document takes pictures, texts and comparisons here. */
  setMode(mode: 'edit' | 'view', canInsert?: boolean): void
  setUsers(users: readonly ToolbarUser[], self: string): void
  /** Where the person's typing is now. */
  setStatus(text: string, kind: 'ok' | 'busy' | 'warn'): void
  setSaving(isSaving: boolean): void
  setFavorite(favorite: boolean): void
}

const icons = { word: 'W', cell: 'X', slide: 'P', pdf: 'PDF', diagram: 'D' } as Record<string, string>

/** The bar above the document. */
export function toolbar(
  input: ToolbarInput,
  act: (action: ToolbarAction) => void,
  rename: (title: string) => void,
): Toolbar {
  const { features } = input
  const button = (action: ToolbarAction, text: string, properties: Record<string, unknown> = {}) =>
    element('button', { type: 'button', 'data-action': action, onclick: () => act(action), ...properties }, text)

  const title = element('span', { class: 'title', id: 'title' })
  const badge = element('span', { class: 'badge', 'data-testid': 'mode' })
  const status = element('span', { class: 'status', role: 'status', 'data-testid': 'status' })
  const users = element('ul', { class: 'users', 'aria-label': 'People here' })
  const save = button('save', 'Save', { class: 'primary', title: 'Save now (Ctrl+S)' })
  const edit = button('edit', 'Edit')
  const star = button('favorite', '☆', { class: 'icon', 'aria-label': 'Favorite', 'aria-pressed': 'false' })

  if (features?.canRename) {
    title.classList.add('renamable')
    title.tabIndex = 0
    title.setAttribute('role', 'button')
    title.title = 'Rename'
    const ask = () => renameInPlace(title, rename)
    title.addEventListener('click', ask)
    title.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && event.target === title) ask()
    })
  }

  const entries: [boolean | undefined, ToolbarAction, string][] = [
    [input.canDownload, 'download', 'Download'],
    [input.canDownload, 'downloadPdf', 'Download as PDF'],
    [features?.canRequestSaveAs, 'saveAs', 'Save copy as…'],
    [input.canPrint, 'print', 'Print'],
    [features?.canRequestInsertImage, 'insertImage', 'Picture from storage'],
    [features?.canRequestSelectDocument, 'insertText', 'Insert text from storage'],
    [features?.canRequestSelectDocument, 'compare', 'Compare with file from storage'],
    [features?.canUseHistory, 'history', 'Version history'],
    [features?.canRequestSharingSettings, 'share', 'Sharing settings'],
    [features?.canRequestCreateNew, 'createNew', 'Create new'],
  ]
  const menu = element('div', { class: 'menu-items', role: 'menu' })
  for (const [isThere, action, text] of entries) if (isThere) menu.append(button(action, text, { role: 'menuitem' }))
  const more = element('details', { class: 'menu' }, element('summary', { 'aria-label': 'More actions' }, '⋯'), menu)
  menu.addEventListener('click', () => more.removeAttribute('open'))
  more.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    more.removeAttribute('open')
    more.querySelector('summary')?.focus()
  })
  document.addEventListener('click', (event) => {
    if (!more.contains(event.target as Node)) more.removeAttribute('open')
  })

  const bar = element(
    'header',
    { class: 'toolbar' },
    element(
      'span',
      { class: `kind of-${input.documentType}`, 'aria-hidden': 'true' },
      icons[input.documentType] ?? 'W',
    ),
    element('div', { class: 'names' }, title, element('span', { class: 'under' }, badge, status)),
    input.favorite !== null && star,
    element('span', { class: 'space' }),
    users,
    features?.canRequestEditRights && edit,
    input.canSave && save,
    menu.childElementCount > 0 && more,
    input.goBack && button('goBack', input.goBack.text),
    input.closeText !== null && button('close', input.closeText),
  )
  const notice = element(
    'p',
    { class: 'notice' },
    `Development server ${input.version}. ONLYOFFICE Docs replaces it by changing one address.`,
  )
  const setFavorite = (favorite: boolean) => {
    star.textContent = favorite ? '★' : '☆'
    star.setAttribute('aria-pressed', String(favorite))
  }
  if (input.favorite !== null) setFavorite(input.favorite)

  return {
    element: element('div', { class: 'top' }, bar, notice),
    setTitle(text) {
      title.textContent = text
      document.title = text
    },
    setMode(mode, canInsert = false) {
      for (const entry of menu.querySelectorAll<HTMLElement>('[data-action^=insert], [data-action=compare]'))
        entry.hidden = !canInsert
      badge.textContent = mode === 'edit' ? 'Editing' : 'Viewing'
      badge.dataset.mode = mode
      edit.hidden = mode === 'edit'
      save.hidden = mode !== 'edit'
    },
    setUsers(list, self) {
      users.replaceChildren(
        ...list.slice(0, 8).map((user) =>
          element(
            'li',
            {
              style: `--user:${colorOf(user.id)}`,
              title: `${user.name}${user.connectionId === self ? ' (you)' : ''}${user.canEdit ? '' : ', viewing'}`,
              class: user.canEdit ? '' : 'viewer',
            },
            initials(user.name),
          ),
        ),
        ...(list.length > 8 ? [element('li', { class: 'rest' }, `+${list.length - 8}`)] : []),
      )
    },
    setStatus(text, kind) {
      status.textContent = text
      status.dataset.kind = kind
    },
    setSaving(isSaving) {
      save.disabled = isSaving
      save.textContent = isSaving ? 'Saving…' : 'Save'
    },
    setFavorite,
  }
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '')
  return letters.join('').toUpperCase() || '?'
}

function renameInPlace(title: HTMLElement, rename: (title: string) => void): void {
  if (title.querySelector('input')) return
  const before = title.textContent ?? ''
  const dot = before.lastIndexOf('.')
  const extension = dot > 0 ? before.slice(dot) : ''
  const field = element('input', { class: 'rename', 'aria-label': 'New name', maxlength: 128 })
  field.value = before.slice(0, before.length - extension.length)
  let isDone = false
  const finish = (isMeant: boolean) => {
    if (isDone) return
    isDone = true
    title.textContent = before
    const name = field.value.trim()
    if (isMeant && name !== '' && name + extension !== before) rename(name + extension)
  }
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') finish(true)
    else if (event.key === 'Escape') finish(false)
    event.stopPropagation()
  })
  field.addEventListener('click', (event) => event.stopPropagation())
  field.addEventListener('blur', () => finish(true))
  title.replaceChildren(field)
  field.select()
}

/**
 * The post editor's content. Ghost offers scripts no way to it, so this reads what Lexical leaves on its elements: the content's element holds the editor, and
 * each card's element the key of its node. Source: Ghost 6.65, `koenig-lexical`; Lexical, `LexicalEditor` and `LexicalUtils`.
 */

/** What is used of Lexical's editor. */
interface LexicalEditor {
  _key: string
  _nodes: Map<string, { klass: new (dataset?: Readonly<Record<string, unknown>>) => LexicalNode }>
  _pendingEditorState: EditorState | null
  getEditorState(): EditorState
  update(work: () => void, options?: { discrete?: boolean; tag?: string }): void
}

interface EditorState {
  _nodeMap: Map<string, LexicalNode>
  read<Answer>(work: () => Answer): Answer
}

interface LexicalNode {
  __key: string
  getType?(): string
  exportJSON(): Record<string, unknown>
  getWritable(): Record<string, unknown>
  append?(node: LexicalNode): void
  getLastChild?(): LexicalNode | null
  getTopLevelElement(): LexicalNode | null
  getTextContent(): string
  insertAfter(node: LexicalNode): void
  replace(node: LexicalNode): void
}

/** What a file card shows. */
export interface FileCard {
  src: string
  fileTitle: string
  fileName: string
  /** Bytes. */
  fileSize: number
}

interface FoundCard {
  card: FileCard
  editor: LexicalEditor
  node: LexicalNode
}

/** The card of this element; null while it has no file, or when Ghost keeps its cards in another way. */
export function cardOf(element: Element): FileCard | null {
  return findCard(element)?.card ?? null
}

/** Gives a card the size that its file has now. The post then has a change to be saved, as it should: readers see the size on the card. */
export function setCardSize(element: Element, bytes: number): void {
  const found = findCard(element)
  if (found === null || found.card.fileSize === bytes) return
  found.editor.update(
    () => {
      found.node.getWritable().__fileSize = bytes
    },
    // No step of its own for "undo".
    { discrete: true, tag: 'history-merge' },
  )
}

/**
 * Remembers in which block of the content somebody was last: Ghost forgets it as soon as a menu or a dialog takes the focus. Answers the key of that block's
 * node; null before anybody was in the content that is open now.
 */
export function watchCursor(): () => string | null {
  let content: Element | null = null
  let key: string | null = null
  document.addEventListener('selectionchange', () => {
    const at = document.getSelection()?.anchorNode
    const found = (at instanceof Element ? at : at?.parentElement)?.closest('[data-lexical-editor]') ?? null
    const editor = lexicalOf(found)
    if (at === null || at === undefined || found === null || editor === null || found !== openContent()) return
    let block: Node = at
    while (block.parentNode !== null && block.parentNode !== found) block = block.parentNode
    const known = (block as unknown as Record<string, unknown>)[`__lexicalKey_${editor._key}`]
    content = found
    key = typeof known === 'string' ? known : null
  })
  return () => (content !== null && content === openContent() ? key : null)
}

/** Adds a file card after this block of the open post, or instead of it when it is empty; at the end for null. Answers whether the post has it now. */
export function insertCard(card: FileCard, after: string | null): boolean {
  const editor = openEditor()
  const FileNode = editor?._nodes.get('file')?.klass
  if (editor === null || FileNode === undefined) return false
  const Paragraph = editor._nodes.get('paragraph')?.klass
  editor.update(
    () => {
      const nodes = (editor._pendingEditorState ?? editor.getEditorState())._nodeMap
      const root = nodes.get('root')
      const selected = (after === null ? undefined : nodes.get(after)) ?? root?.getLastChild?.()
      const block = selected?.getTopLevelElement() ?? null
      const node = new FileNode({ ...card })
      if (block === null) root?.append?.(node)
      else if (block.getType?.() === 'paragraph' && block.getTextContent() === '') block.replace(node)
      else block.insertAfter(node)
      // Below a card at the end nobody could go on writing.
      if (Paragraph !== undefined && root?.getLastChild?.() === node) root.append?.(new Paragraph())
    },
    { discrete: true },
  )
  return hasCard(card.src)
}

/** Whether the open post has a card of this file now. */
export function hasCard(src: string): boolean {
  const editor = openEditor()
  return editor !== null && nodeOf(editor, src) !== undefined
}

/** Tells Ghost again that the open post has this card: it takes that for a change, and stores it. */
export function touchCard(src: string): void {
  const editor = openEditor()
  editor?.update(() => void nodeOf(editor, src)?.getWritable(), { discrete: true, tag: 'history-merge' })
}

const nodeOf = (editor: LexicalEditor, src: string): LexicalNode | undefined =>
  [...editor.getEditorState()._nodeMap.values()].find((node) => sourceOf(editor, node) === src)

/** Where Ghost is, by its own address: in the editor of a new post, which gets an id when it is stored, or in that of a stored one; null: elsewhere. */
export function openPost(): 'new' | 'stored' | null {
  const [, id] = /^#\/editor\/(?:post|page)(?:\/([\da-f]{24}))?\/?(?:\?.*)?$/.exec(location.hash) ?? [null]
  if (id === null) return null
  return id === undefined ? 'new' : 'stored'
}

/** A hidden second editor serves Ghost for comparing; the one that people see has a width. */
function openContent(): Element | null {
  const contents = document.querySelectorAll<HTMLElement>('.koenig-react-editor [data-lexical-editor]')
  return [...contents].find((content) => content.offsetWidth > 0) ?? null
}

const openEditor = (): LexicalEditor | null => lexicalOf(openContent())

function lexicalOf(content: Element | null): LexicalEditor | null {
  return (content as { __lexicalEditor?: LexicalEditor } | null)?.__lexicalEditor ?? null
}

function findCard(element: Element): FoundCard | null {
  const editor = lexicalOf(element.closest('[data-lexical-editor]'))
  if (editor === null) return null
  const place = element.closest('[data-lexical-decorator]') as Record<string, unknown> | null
  const key = place?.[`__lexicalKey_${editor._key}`]
  const state = editor.getEditorState()
  const node = typeof key === 'string' ? state._nodeMap.get(key) : undefined
  if (node === undefined) return null
  const { type, src, fileTitle, fileName, fileSize } = state.read(() => node.exportJSON())
  if (type !== 'file' || typeof src !== 'string' || src === '') return null
  return {
    editor,
    node,
    card: {
      src,
      fileTitle: String(fileTitle ?? ''),
      fileName: String(fileName ?? ''),
      fileSize: Number(fileSize) || 0,
    },
  }
}

function sourceOf(editor: LexicalEditor, node: LexicalNode): unknown {
  return node.getType?.() === 'file' ? editor.getEditorState().read(() => node.exportJSON().src) : undefined
}

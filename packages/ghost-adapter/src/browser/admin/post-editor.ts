/**
 * The post editor's content. Ghost offers scripts no way to it, so this reads what Lexical leaves on its elements: the content's element holds the editor, and
 * each card's element the key of its node. Source: Ghost 6.65, `koenig-lexical`; Lexical, `LexicalEditor` and `LexicalUtils`.
 */

/** What is used of Lexical's editor. */
interface LexicalEditor {
  _key: string
  _nodes: Map<string, { klass: new (dataset: Readonly<Record<string, unknown>>) => LexicalNode }>
  _pendingEditorState: EditorState | null
  _commands: Map<{ type?: string }, unknown>
  getEditorState(): EditorState
  update(work: () => void, options?: { discrete?: boolean; tag?: string }): void
  dispatchCommand(command: { type?: string }, payload: unknown): boolean
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

/** Adds a file card where the cursor was, else at the end. Answers whether the post has it now. */
export function insertCard(card: FileCard): boolean {
  const editor = openEditor()
  const FileNode = editor?._nodes.get('file')?.klass
  if (editor === null || FileNode === undefined) return false
  const insert = [...editor._commands.keys()].find((command) => command.type === 'INSERT_CARD_COMMAND')
  const has = () => [...editor.getEditorState()._nodeMap.values()].some((node) => sourceOf(editor, node) === card.src)
  if (insert !== undefined) {
    editor.update(() => editor.dispatchCommand(insert, { cardNode: new FileNode({ ...card }) }), { discrete: true })
  }
  if (!has()) {
    editor.update(
      () => {
        const state = editor._pendingEditorState ?? editor.getEditorState()
        state._nodeMap.get('root')?.append?.(new FileNode({ ...card }))
      },
      { discrete: true },
    )
  }
  return has()
}

/** A hidden second editor serves Ghost for comparing; the one that people see has a width. */
function openEditor(): LexicalEditor | null {
  for (const content of document.querySelectorAll<HTMLElement>('.koenig-react-editor [data-lexical-editor]')) {
    if (content.offsetWidth > 0) return lexicalOf(content)
  }
  return null
}

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

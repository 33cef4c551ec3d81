import { useEffect } from 'react'
import { AdminEditor } from './admin-editor.tsx'
import { useDoor } from './use-door.ts'

interface EditorWindowProps {
  collection: string
  id: string
  editor?: string
  mode: 'edit' | 'view'
}

/** The full-page editor: nothing but the document, with its name in the browser's tab. */
export function EditorWindow({ collection, id, editor, mode }: EditorWindowProps) {
  const door = useDoor()
  useEffect(() => {
    // The admin's own page scrolls and has margins for its menu.
    const { overflow } = document.body.style
    document.body.style.overflow = 'hidden'
    return () => {
      document.body.style.overflow = overflow
    }
  }, [])
  const close = () => {
    // Works in a window without a history of its own; otherwise the page is still here a moment later.
    window.close()
    const back = door.adminUrl(`/collections/${encodeURIComponent(collection)}/${encodeURIComponent(id)}`)
    setTimeout(() => window.location.assign(back), 300)
  }
  return (
    <main style={{ position: 'fixed', inset: 0, zIndex: 'var(--z-modal)', background: 'var(--theme-bg)' }}>
      <AdminEditor
        collection={collection}
        id={id}
        editor={editor}
        mode={mode}
        onClose={close}
        showName={(name, dirty) => {
          document.title = dirty ? `• ${name}` : name
        }}
      />
    </main>
  )
}

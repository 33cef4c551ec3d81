import { SetDocumentStepNav, useConfig, useDocumentInfo, useRouteCache } from '@payloadcms/ui'
import { useRouter } from 'next/navigation.js'
import { useLayoutEffect, useRef, useState } from 'react'
import { AdminEditor } from './admin-editor.tsx'
import { useDoor } from './use-door.ts'
import { extensionOf, useFormats } from './use-formats.ts'
import { useText } from './use-text.ts'

interface EditorViewProps {
  editor?: string
  mode: 'edit' | 'view'
}

/** What the editor tab of a document view shows: the editor in all the room below Payload's own header. */
export function EditorView({ editor, mode }: EditorViewProps) {
  const { id, collectionSlug, initialData } = useDocumentInfo()
  const collection = useConfig().getEntityConfig({ collectionSlug: collectionSlug ?? '' })
  const door = useDoor()
  const formats = useFormats()
  const router = useRouter()
  const { clearRouteCache } = useRouteCache()
  const { text } = useText()
  const room = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    const measure = () => setTop((room.current?.getBoundingClientRect().top ?? 0) + window.scrollY)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [])
  if (id === undefined || collectionSlug === undefined) return null
  const opens = formats === null || formats.formats[extensionOf(initialData?.filename)] !== undefined
  const leave = () => {
    // The document view reads the file's new size and date.
    clearRouteCache()
    router.push(door.adminPath(`/collections/${collectionSlug}/${encodeURIComponent(id)}`))
  }
  return (
    <>
      <SetDocumentStepNav
        collectionSlug={collectionSlug}
        id={id}
        pluralLabel={collection?.labels?.plural}
        useAsTitle={collection?.admin?.useAsTitle}
        view={text('tab')}
      />
      <div ref={room} style={{ height: `calc(100dvh - ${top}px)`, minHeight: '24rem' }}>
        {opens ? (
          <AdminEditor collection={collectionSlug} id={id} editor={editor} mode={mode} onClose={leave} />
        ) : (
          <p style={{ padding: 'var(--base) var(--gutter-h)' }}>{text('notOffice')}</p>
        )}
      </div>
    </>
  )
}

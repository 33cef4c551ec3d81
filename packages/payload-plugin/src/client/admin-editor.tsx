import type { DocumentAnswer } from '@openwith/connector-core/browser'
import { type CSSProperties, useRef } from 'react'
import { OpenWithEditor, type OpenWithEditorProps } from './open-with-editor.tsx'
import { useDoor } from './use-door.ts'
import { useStayLoggedIn } from './use-stay-logged-in.ts'
import { useText } from './use-text.ts'

interface AdminEditorProps extends Pick<OpenWithEditorProps, 'collection' | 'id' | 'editor' | 'mode' | 'onClose'> {
  /** Where the page's title follows the document: its name. */
  showName?(name: string, dirty: boolean): void
}

// The element's own states in Payload's colours, light and dark.
const look = {
  '--openwith-background': 'var(--theme-bg)',
  '--openwith-surface': 'var(--theme-elevation-50)',
  '--openwith-text': 'var(--theme-text)',
  '--openwith-quiet-text': 'var(--theme-elevation-600)',
  '--openwith-line': 'var(--theme-elevation-150)',
  '--openwith-accent': 'var(--theme-elevation-800)',
  '--openwith-on-accent': 'var(--theme-elevation-0)',
  '--openwith-font': 'var(--font-body)',
} as CSSProperties

/** The editor as Payload's admin shows it: its addresses, language and colours. */
export function AdminEditor({ showName, ...props }: AdminEditorProps) {
  const door = useDoor()
  const { language } = useText()
  const takeNoteOfWork = useStayLoggedIn()
  const shown = useRef({ name: '', dirty: false })
  const show = (change: Partial<{ name: string; dirty: boolean }>) => {
    Object.assign(shown.current, change)
    const { name, dirty } = shown.current
    if (name !== '') showName?.(name, dirty)
  }
  const rename = ({ name }: DocumentAnswer) => show({ name })
  return (
    <OpenWithEditor
      {...props}
      base={door.base}
      lang={language}
      style={look}
      onReady={rename}
      onDocument={rename}
      onState={(_state, dirty) => {
        takeNoteOfWork(dirty)
        show({ dirty })
      }}
    />
  )
}

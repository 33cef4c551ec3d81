import type { EditorElement } from '@openwith/connector-core/browser'
import type { Text } from '../translations/text.ts'
import { openDialog } from './dialog.ts'
import { element } from './element.ts'
import { icon } from './icons.ts'

export interface OverlayOptions {
  /** Address of the editor's page. */
  url: string
  /** Name of the document. */
  name: string
  text: Text
  onClosed(): void
}

/**
 * The editor's page over the whole of this one, which stays as it is below: an open post keeps what was written in it. It is taken away when the
 * editor is closed in itself, or by the button above it, which asks the editor first. Escape in the bar, or while no editor is there, does the same.
 */
export function openEditorOverlay({ url, name, text, onClosed }: OverlayOptions): void {
  const frame = element('iframe', {
    attributes: {
      src: url,
      title: `${name} – ${text('documents')}`,
      allow: 'clipboard-read; clipboard-write; fullscreen; microphone; camera',
    },
  })
  const button = element(
    'button',
    { class: 'ow-button ow-plain', attributes: { type: 'button' }, on: { click: () => close() } },
    icon('close'),
    element('span', { text: text('close') }),
  )
  const overlay = element(
    'dialog',
    { class: 'ow-overlay', attributes: { 'aria-label': name } },
    element('div', { class: 'ow-overlay-bar' }, element('b', { text: name }), button),
    frame,
  )

  /** Null: its page is not there (yet), or not one of ours. */
  function editorIn(): EditorElement | null {
    try {
      const found = frame.contentDocument?.querySelector<EditorElement>('openwith-editor') ?? null
      return typeof found?.requestClose === 'function' ? found : null
    } catch {
      return null
    }
  }

  function isReady(): boolean {
    const state = editorIn()?.state
    return state === 'ready' || state === 'action-required'
  }

  let asked = false
  function close(): void {
    const editor = editorIn()
    if (editor === null || !isReady()) end()
    else if (!asked) {
      asked = true
      editor.requestClose()
    }
    // It was asked before and is still there: it waits for an answer, or has lost its server.
    else if (!editor.dirty) end()
    else
      openDialog({
        title: text('leaveTitle'),
        content: [element('p', { text: text('leaveText', { name }) })],
        confirm: text('leave'),
        cancel: text('cancel'),
        danger: true,
        async run() {
          end()
          return true
        },
      })
  }

  function end(): void {
    window.removeEventListener('message', listen)
    if (overlay.open) overlay.close()
    if (!overlay.isConnected) return
    overlay.remove()
    onClosed()
  }

  function listen(event: MessageEvent): void {
    if (event.source !== frame.contentWindow || event.origin !== location.origin) return
    if ((event.data as { openwith?: unknown } | null)?.openwith === 'close') end()
  }

  const onEscape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    close()
  }
  // Ghost's shortcuts listen on the document.
  for (const type of ['keydown', 'keyup', 'keypress', 'paste', 'pointerdown', 'mousedown', 'click'])
    overlay.addEventListener(type, (event) => event.stopPropagation())
  overlay.addEventListener('keydown', onEscape)
  overlay.addEventListener('cancel', (event) => event.preventDefault())
  overlay.addEventListener('close', end)
  frame.addEventListener('load', () => {
    try {
      frame.contentDocument?.addEventListener('keydown', (event) => isReady() || onEscape(event))
    } catch {
      // No page of ours; the button is there.
    }
  })
  window.addEventListener('message', listen)
  document.body.append(overlay)
  overlay.showModal()
  frame.focus()
}

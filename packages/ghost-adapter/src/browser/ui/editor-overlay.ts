import { element } from './element.ts'

/**
 * The editor's page over the whole of this one, which stays as it is below: an open post keeps what was written in it. It is taken away when the
 * editor is closed in itself.
 */
export function openEditorOverlay(url: string, title: string, onClosed: () => void): void {
  const frame = element('iframe', {
    attributes: { src: url, title, allow: 'clipboard-read; clipboard-write; fullscreen; microphone; camera' },
  })
  const overlay = element('div', { class: 'ow-overlay', attributes: { popover: 'manual' } }, frame)
  const listen = (event: MessageEvent) => {
    if (event.source !== frame.contentWindow || event.origin !== location.origin) return
    if ((event.data as { openwith?: unknown } | null)?.openwith !== 'close') return
    window.removeEventListener('message', listen)
    overlay.remove()
    onClosed()
  }
  window.addEventListener('message', listen)
  document.body.append(overlay)
  overlay.showPopover()
  frame.focus()
}

import { element } from './element.ts'
import { icon } from './icons.ts'

export type ToastKind = 'good' | 'bad' | 'busy'

const shownMilliseconds = 5000
const errorMilliseconds = 12_000
const id = 'openwith-toasts'

/** Tells the outcome of what somebody did, in the corner where Ghost does. `busy` stays until its answer is called. */
export function toast(kind: ToastKind, message: string, closeLabel: string): () => void {
  let area = document.getElementById(id)
  if (area === null) {
    area = element('div', { class: 'ow-toasts', attributes: { id, popover: 'manual' } })
    document.body.append(area)
  }
  const close = () => {
    clearTimeout(timer)
    shown.remove()
  }
  const shown = element(
    'div',
    {
      class: 'ow-toast',
      attributes: { 'data-kind': kind, role: kind === 'bad' ? 'alert' : 'status' },
    },
    kind === 'busy' ? element('span', { class: 'ow-spinner' }) : icon(kind === 'good' ? 'check' : 'warning'),
    element('span', { text: message }),
    element(
      'button',
      { attributes: { type: 'button', 'aria-label': closeLabel }, on: { click: close } },
      icon('close'),
    ),
  )
  const timer = kind === 'busy' ? undefined : setTimeout(close, kind === 'bad' ? errorMilliseconds : shownMilliseconds)
  // Above a dialog or an editor that opened after the last message.
  if (area.matches(':popover-open')) area.hidePopover()
  area.append(shown)
  area.showPopover()
  return close
}

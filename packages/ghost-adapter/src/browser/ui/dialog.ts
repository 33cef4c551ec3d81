import { element } from './element.ts'

export interface DialogOptions {
  title: string
  content: readonly Node[]
  confirm: string
  cancel: string
  danger?: boolean
  /** The dialog stays open, and its button turns, until this is done; false keeps it open. */
  run(): Promise<boolean>
}

/** A question or a small form; Escape and Cancel close it, Enter confirms. */
export function openDialog({ title, content, confirm, cancel, danger, run }: DialogOptions): void {
  const spinner = element('span', { class: 'ow-spinner', attributes: { hidden: true } })
  spinner.style.display = 'none'
  const submit = element(
    'button',
    { class: `ow-button ${danger ? 'ow-danger' : 'ow-primary'}`, attributes: { type: 'submit' } },
    spinner,
    confirm,
  )
  const close = element('button', { class: 'ow-button', text: cancel, attributes: { type: 'button' } })
  const heading = element('h2', { text: title, attributes: { id: 'openwith-dialog-title' } })
  const form = element(
    'form',
    { attributes: { novalidate: true } },
    heading,
    ...content,
    element('footer', {}, close, submit),
  )
  const dialog = element('dialog', { class: 'ow-dialog', attributes: { 'aria-labelledby': heading.id } }, form)
  let busy = false
  const show = (working: boolean) => {
    busy = working
    submit.disabled = working
    close.disabled = working
    spinner.style.display = working ? '' : 'none'
  }
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    if (busy) return
    show(true)
    const done = await run().catch(() => false)
    show(false)
    if (done) dialog.close()
  })
  close.addEventListener('click', () => dialog.close())
  dialog.addEventListener('cancel', (event) => busy && event.preventDefault())
  dialog.addEventListener('close', () => dialog.remove())
  // Ghost's shortcuts listen on the document.
  for (const name of ['keydown', 'keyup', 'keypress', 'paste', 'pointerdown', 'mousedown', 'click'])
    dialog.addEventListener(name, (event) => event.stopPropagation())
  document.body.append(dialog)
  dialog.showModal()
  dialog.querySelector<HTMLElement>('input, textarea')?.focus()
}

import type { DocumentAnswer } from '@openwith/connector-core/browser'
import { openDialog } from '../ui/dialog.ts'
import { messageOf } from './error-message.ts'
import { nameField } from './name-field.ts'
import type { Staff } from './staff.ts'

/** Asks for another name; the extension stays. */
export function askToRename(staff: Staff, document: DocumentAnswer, onRenamed: () => void): void {
  const { door, text } = staff
  const extension = document.name.slice(document.name.lastIndexOf('.'))
  const value = document.name.slice(0, -extension.length)
  const { field, name, setError } = nameField(text, { value, help: text('renameHelp') })
  openDialog({
    title: text('rename'),
    content: [field],
    confirm: text('save'),
    cancel: text('cancel'),
    async run() {
      setError('')
      try {
        if (name() !== '' && name() !== value) {
          await door.rename(document.id, `${name()}${extension}`)
          onRenamed()
        }
        return true
      } catch (error) {
        setError(messageOf(staff, error))
        return false
      }
    },
  })
}

import {
  Button,
  ConfirmationModal,
  FieldDescription,
  FieldError,
  FieldLabel,
  fieldBaseClass,
  toast,
  useField,
  useModal,
  useTranslation,
} from '@payloadcms/ui'
import type { TextFieldClient, TextFieldClientComponent } from 'payload'
import { useId, useState } from 'react'
import { useDocuments } from './use-documents.ts'
import { useDoor } from './use-door.ts'
import { useSettings } from './use-settings.ts'
import { useText } from './use-text.ts'

/** A secret of the settings: written, never read. Says whether one is set; a new one replaces it with the next save, and it can be cleared. */
export const SecretField: TextFieldClientComponent = ({ field, path, readOnly }) => {
  const { text } = useText()
  const { i18n } = useTranslation()
  const { value, setValue, showError } = useField<string>({ path })
  const door = useDoor()
  const { showError: showFailure } = useDocuments()
  const { openModal } = useModal()
  const modalSlug = `openwith-clear-${useId()}`
  const [version, setVersion] = useState(0)
  const setting = useSettings(version)?.fields.find(({ name }) => name === path)
  const isSet = setting?.secretSet === true
  const isFixed = setting !== undefined && setting.fixedBy !== null
  const label = labelText(field.label, i18n.language) ?? field.name
  const id = `field-${path.replace(/\./g, '__')}`

  async function clear() {
    try {
      await door.saveSettings({ [path]: null })
      setVersion((before) => before + 1)
      toast.success(text('secretCleared', { label }))
    } catch (error) {
      showFailure(error)
    }
  }

  return (
    <div
      className={[fieldBaseClass, 'password', showError && 'error', isFixed && 'read-only'].filter(Boolean).join(' ')}
    >
      <FieldLabel label={field.label} path={path} required={false} />
      <div className={`${fieldBaseClass}__wrap`}>
        <FieldError path={path} showError={showError} />
        <div style={{ display: 'flex', gap: 'calc(var(--base) / 2)', alignItems: 'center' }}>
          <input
            id={id}
            name={path}
            type="password"
            autoComplete="new-password"
            disabled={readOnly === true || isFixed}
            value={value ?? ''}
            placeholder={text(isSet ? 'secretPlaceholder' : 'secretNotSet')}
            aria-describedby={`${id}-state`}
            onChange={(event) => setValue(event.target.value)}
          />
          {isSet && !isFixed && !readOnly && (
            <Button buttonStyle="secondary" size="medium" margin={false} onClick={() => openModal(modalSlug)}>
              {text('secretClear')}
            </Button>
          )}
        </div>
      </div>
      <div id={`${id}-state`} className="field-description" data-secret-set={setting === undefined ? undefined : isSet}>
        {setting === undefined ? text('loading') : text(isSet ? 'secretSet' : 'secretNotSet')}
      </div>
      <FieldDescription description={field.admin?.description} path={path} />
      <ConfirmationModal
        modalSlug={modalSlug}
        heading={text('secretClearTitle', { label })}
        body={text('secretClearText')}
        cancelLabel={text('cancel')}
        confirmLabel={text('secretClear')}
        onConfirm={clear}
      />
    </div>
  )
}

function labelText(label: TextFieldClient['label'], language: string): string | undefined {
  return typeof label === 'object' ? (label[language] ?? label.en) : label || undefined
}

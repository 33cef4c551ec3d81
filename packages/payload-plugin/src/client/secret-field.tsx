import { Button, FieldDescription, FieldError, FieldLabel, fieldBaseClass, useField } from '@payloadcms/ui'
import type { TextFieldClientComponent } from 'payload'
import { removeSecret } from '../names.ts'
import { useSettings } from './use-settings.ts'
import { useText } from './use-text.ts'

/** A secret of the settings: written, never read. Says whether one is set; a new one replaces it, or it is removed, with the next save. */
export const SecretField: TextFieldClientComponent = ({ field, path, readOnly }) => {
  const { text } = useText()
  const { value, setValue, showError, customComponents } = useField<string>({ path })
  const setting = useSettings()?.fields.find(({ name }) => name === path)
  const isSet = setting?.secretSet === true
  const isFixed = readOnly === true || (setting !== undefined && setting.fixedBy !== null)
  const isGoing = value === removeSecret
  const state = setting === undefined ? 'loading' : isGoing ? 'secretWillClear' : isSet ? 'secretSet' : 'secretNotSet'
  const id = `field-${path.replace(/\./g, '__')}`
  const classes = [fieldBaseClass, 'password', showError && 'error', isFixed && 'read-only']

  return (
    <div className={classes.filter(Boolean).join(' ')}>
      {/* Payload keeps what it hands to a component in the language that asked first (`@payloadcms/ui` 3.90: getClientSchemaMap). */}
      <FieldLabel label={setting?.label ?? field.label} path={path} required={false} />
      <div className={`${fieldBaseClass}__wrap`}>
        <FieldError path={path} showError={showError} />
        <div style={{ display: 'flex', gap: 'calc(var(--base) / 2)', alignItems: 'center' }}>
          <input
            id={id}
            name={path}
            type="password"
            autoComplete="new-password"
            disabled={isFixed || isGoing}
            value={isGoing ? '' : (value ?? '')}
            placeholder={text(isGoing ? 'secretNotSet' : isSet ? 'secretPlaceholder' : 'secretNotSet')}
            aria-describedby={`${id}-state`}
            onChange={(event) => setValue(event.target.value)}
          />
          {isSet && !isFixed && (
            <Button
              buttonStyle="secondary"
              size="medium"
              margin={false}
              onClick={() => setValue(isGoing ? '' : removeSecret)}
            >
              {text(isGoing ? 'secretKeep' : 'secretClear')}
            </Button>
          )}
        </div>
      </div>
      <div id={`${id}-state`} className="field-description" data-secret={state} aria-live="polite">
        {text(state)}
      </div>
      {customComponents?.Description ?? <FieldDescription description={field.admin?.description} path={path} />}
    </div>
  )
}

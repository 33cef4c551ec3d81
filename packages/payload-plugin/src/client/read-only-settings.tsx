import { Banner } from '@payloadcms/ui'
import { useSettings } from './use-settings.ts'
import { useText } from './use-text.ts'

/** Above the settings: which of them the environment or `payload.config` fixes, and warnings about what they are. */
export function ReadOnlySettings() {
  const { text } = useText()
  const form = useSettings()
  if (!form) return null
  const fixed = form.fields.filter(({ fixedBy }) => fixedBy !== null)
  return (
    <>
      {form.warnings.map((warning) => (
        <Banner key={warning} type="warning">
          {warning}
        </Banner>
      ))}
      {fixed.length > 0 && (
        <Banner type="info">
          {text('fixedTitle')}
          <ul style={{ margin: 0, paddingInlineStart: 'var(--base)' }}>
            {fixed.map(({ name, label, fixedBy, variable }) => (
              <li key={name} data-fixed={name}>
                {fixedBy === 'environment'
                  ? text('fixedByEnvironment', { label, variable: variable ?? '' })
                  : text('fixedByConfiguration', { label })}
              </li>
            ))}
          </ul>
        </Banner>
      )}
    </>
  )
}

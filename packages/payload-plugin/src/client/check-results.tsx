import type { BrowserClient } from '@openwith/connector-core/browser'
import { Banner, Button, Pill } from '@payloadcms/ui'
import type { TextKey } from '../translations/index.ts'
import type { SettingsForm, SettingsFormField } from './use-settings.ts'
import { useText } from './use-text.ts'

const looks = {
  good: { pillStyle: 'success', label: 'stepGood' },
  bad: { pillStyle: 'error', label: 'stepBad' },
  warning: { pillStyle: 'warning', label: 'stepWarning' },
  skipped: { pillStyle: 'light-gray', label: 'stepSkipped' },
} as const satisfies Record<string, { pillStyle: string; label: TextKey }>

interface CheckResultsProps {
  report: Awaited<ReturnType<BrowserClient['check']>>
  form: SettingsForm | null
}

/** The outcome of each step of the connection check, with the setting to change. */
export function CheckResults({ report, form }: CheckResultsProps) {
  const { text } = useText()
  return (
    <section aria-label={text('check')} style={{ margin: 'var(--base) 0' }}>
      <Banner type={report.ok ? 'success' : 'error'}>
        {!report.ok
          ? text('checkBad')
          : report.version === undefined
            ? text('checkGoodPlain')
            : text('checkGood', { version: report.version })}
      </Banner>
      <ol style={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 'calc(var(--base) * .75)' }}>
        {report.steps.map(({ id, ok, title, message, setting }) => {
          const { pillStyle, label } = looks[ok === true ? 'good' : ok === false ? 'bad' : ok]
          const field = form?.fields.find(({ name }) => name === setting)
          return (
            <li
              key={id}
              data-step={id}
              data-ok={String(ok)}
              style={{ display: 'grid', gridTemplateColumns: '8rem 1fr', alignItems: 'start' }}
            >
              <span>
                <Pill pillStyle={pillStyle} size="small">
                  {text(label)}
                </Pill>
              </span>
              <div>
                <strong>{title}</strong>
                <div style={{ color: 'var(--theme-elevation-650)' }}>{message}</div>
                {form !== null && field !== undefined && (
                  <Button buttonStyle="none" margin={false} onClick={() => focusSetting(field, form.groups)}>
                    <u>{text('setting', { label: field.label })}</u>
                  </Button>
                )}
              </div>
            </li>
          )
        })}
      </ol>
    </section>
  )
}

/** Leads to a field of the form, on whichever of its tabs it stands. Source: Payload 3.90, ids and classes of fields and tabs. */
function focusSetting({ name, group }: SettingsFormField, groups: SettingsForm['groups']): void {
  const tab = groups.findIndex((one) => one.name === group)
  document.querySelectorAll<HTMLElement>('.tabs-field__tab-button')[tab]?.click()
  // The tab has to be drawn first.
  setTimeout(() => {
    const field = document.getElementById(`field-${name.replace(/\./g, '__')}`)
    const input = field?.matches('input, textarea, select') ? field : field?.querySelector('input, textarea')
    field?.scrollIntoView({ block: 'center' })
    if (input instanceof HTMLElement) input.focus({ preventScroll: true })
  }, 100)
}

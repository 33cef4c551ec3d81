import type { CheckReport } from '@openwith/connector-core'
import { Alert, Button, Flex, Grid } from '@strapi/design-system'
import { Check } from '@strapi/icons'
import { Layouts, Page, useFetchClient, useNotification } from '@strapi/strapi/admin'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useIntl } from 'react-intl'
import { CheckResults } from './check-results.tsx'
import { LockList } from './lock-list.tsx'
import { problemText } from './problem-text.ts'
import { RecoveryList } from './recovery-list.tsx'
import { SettingField, type SettingsField, type SettingValue } from './setting-field.tsx'
import { SettingsGroup } from './settings-group.tsx'
import { useDocuments } from './use-documents.ts'
import { useText } from './use-text.ts'

interface SettingsForm {
  groups: { name: string; label: string }[]
  fields: SettingsField[]
  warnings: string[]
}

const permissions = [{ action: 'plugin::onlyoffice.settings', subject: null }]

export function SettingsPage() {
  return (
    <Page.Protect permissions={permissions}>
      <Settings />
    </Page.Protect>
  )
}

/** The settings as the core describes them, the connection check, locks, and the recovery area. */
function Settings() {
  const text = useText()
  const { locale } = useIntl()
  const client = useFetchClient()
  const { toggleNotification } = useNotification()
  const { showError } = useDocuments()
  const [form, setForm] = useState<SettingsForm | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const [changed, setChanged] = useState<Record<string, SettingValue | null>>({})
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState<'save' | 'check' | null>(null)
  const [report, setReport] = useState<CheckReport | null>(null)
  const results = useRef<HTMLDivElement>(null)

  /** The language of the admin is the browser's own: the server knows it by this only. */
  const path = (route: 'settings' | 'check') => `/onlyoffice/${route}?locale=${encodeURIComponent(locale)}`

  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  useEffect(() => {
    client.get<SettingsForm>(path('settings')).then(
      ({ data }) => setForm(data),
      async (error: unknown) => setFailed((await problemText(error, locale).catch(() => null)) ?? text('failed')),
    )
  }, [])

  /** Errors of single fields stand at their fields. */
  function showFailure(error: unknown) {
    const found = fieldErrors(error)
    setErrors(Object.fromEntries(found.map(({ field, message }) => [field, message])))
    showError(error)
  }

  async function run(what: 'save' | 'check', work: () => Promise<void>) {
    setBusy(what)
    setErrors({})
    try {
      await work()
    } catch (error) {
      showFailure(error)
    } finally {
      setBusy(null)
    }
  }

  const save = (event: FormEvent) => {
    event.preventDefault()
    return run('save', async () => {
      const { data } = await client.put<SettingsForm>(path('settings'), { values: changed })
      setForm(data)
      setChanged({})
      toggleNotification({ type: 'success', message: text('saved') })
    })
  }

  const check = () =>
    run('check', async () => {
      setReport(null)
      // What is in the form now, saved or not.
      const { data } = await client.post<CheckReport>(path('check'), { values: changed })
      setReport(data)
      setTimeout(() => results.current?.scrollIntoView({ block: 'nearest' }))
    })

  if (failed !== null)
    return (
      <Alert closeLabel={text('close')} variant="danger" margin={8} title={text('failed')}>
        {failed}
      </Alert>
    )
  if (form === null) return <Page.Loading />
  const isChanged = Object.keys(changed).length > 0

  return (
    <Page.Main>
      <Page.Title>ONLYOFFICE</Page.Title>
      <form noValidate onSubmit={save}>
        <Layouts.Header
          title="ONLYOFFICE"
          subtitle={text('settingsHelp')}
          primaryAction={
            <Flex gap={2}>
              <Button
                type="button"
                variant="secondary"
                loading={busy === 'check'}
                disabled={busy !== null}
                onClick={check}
              >
                {text('check')}
              </Button>
              <Button
                type="submit"
                startIcon={<Check />}
                loading={busy === 'save'}
                disabled={!isChanged || busy !== null}
              >
                {text('save')}
              </Button>
            </Flex>
          }
        />
        <Layouts.Content>
          <Flex direction="column" alignItems="stretch" gap={6}>
            {form.warnings.map((warning) => (
              <Alert key={warning} closeLabel={text('close')} variant="warning" title="">
                {warning}
              </Alert>
            ))}
            <div ref={results} aria-live="polite">
              {report !== null && <CheckResults report={report} fields={form.fields} onSetting={focusSetting} />}
            </div>
            {form.groups.map((group) => (
              <SettingsGroup
                key={group.name}
                label={group.label}
                folded={isFolded(form, group.name)}
                wrong={form.fields.some((field) => field.group === group.name && field.name in errors)}
              >
                <Grid.Root gap={5} paddingTop={4}>
                  {form.fields
                    .filter((field) => field.group === group.name)
                    .map((field) => (
                      <Grid.Item
                        key={field.name}
                        data-setting={field.name}
                        col={6}
                        xs={12}
                        direction="column"
                        alignItems="stretch"
                      >
                        <SettingField
                          field={field}
                          value={field.name in changed ? changed[field.name] : field.value}
                          error={errors[field.name]}
                          onChange={(value) => setChanged((present) => ({ ...present, [field.name]: value }))}
                        />
                      </Grid.Item>
                    ))}
                </Grid.Root>
              </SettingsGroup>
            ))}
            <LockList />
            <RecoveryList />
          </Flex>
        </Layouts.Content>
      </form>
    </Page.Main>
  )
}

/** Most sites have no further editor server: its group is folded away until one is set up. Undefined: not to be folded. */
function isFolded(form: SettingsForm, group: string): boolean | undefined {
  const address = form.fields.find(({ name }) => name === `${group}.discoveryUrl`)
  return address === undefined ? undefined : address.value === ''
}

/** Leads to a field of the page, unfolding its group. */
function focusSetting(name: string): void {
  const place = document.querySelector(`[data-setting="${CSS.escape(name)}"]`)
  const group = place?.closest('details')
  if (group) group.open = true
  const field = place?.querySelector<HTMLElement>('input:not([type=hidden]), textarea, [role=combobox]')
  field?.scrollIntoView({ block: 'center' })
  field?.focus({ preventScroll: true })
}

function fieldErrors(error: unknown): { field: string; message: string }[] {
  const response = (error as { response?: { data?: { error?: { detail?: { errors?: unknown } } } } } | null)?.response
  const found = response?.data?.error?.detail?.errors
  return Array.isArray(found) ? (found as { field: string; message: string }[]) : []
}

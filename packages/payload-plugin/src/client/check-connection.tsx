import type { BrowserClient } from '@openwith/connector-core/browser'
import { Button, useForm } from '@payloadcms/ui'
import { useEffect, useRef, useState } from 'react'
import { removeSecret } from '../names.ts'
import { CheckResults } from './check-results.tsx'
import { useDocuments } from './use-documents.ts'
import { useDoor } from './use-door.ts'
import { type SettingsForm, useSettings } from './use-settings.ts'
import { useText } from './use-text.ts'

type CheckReport = Awaited<ReturnType<BrowserClient['check']>>

/** "Check connection", with what is in the form now, saved or not. */
export function CheckConnection() {
  const { text } = useText()
  const door = useDoor()
  const { getDataByPath } = useForm()
  const { showError } = useDocuments()
  const form = useSettings()
  const [busy, setBusy] = useState(false)
  const [report, setReport] = useState<CheckReport | null>(null)
  const results = useRef<HTMLDivElement>(null)

  // The button may stand at the end of the window.
  useEffect(() => {
    if (report !== null) results.current?.scrollIntoView({ block: 'nearest' })
  }, [report])

  async function check() {
    setBusy(true)
    setReport(null)
    try {
      setReport(await door.check(valuesOf(form ?? null, getDataByPath)))
    } catch (error) {
      showError(error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className="field-type ui-field">
      <Button buttonStyle="secondary" size="medium" margin={false} disabled={busy || !form} onClick={check}>
        {text(busy ? 'checking' : 'check')}
      </Button>
      <div className="field-description">{text('checkHelp')}</div>
      <div ref={results} aria-live="polite" style={{ scrollMarginBottom: 'var(--base)' }}>
        {report !== null && <CheckResults report={report} form={form ?? null} />}
      </div>
    </div>
  )
}

/** What of the form counts: nothing that is fixed elsewhere, and no empty secret, which keeps the stored one. */
function valuesOf(form: SettingsForm | null, valueAt: (name: string) => unknown): Record<string, unknown> | undefined {
  if (form === null) return undefined
  const values: Record<string, unknown> = {}
  for (const { name, type, fixedBy } of form.fields) {
    const value = valueAt(name)
    if (fixedBy !== null || value === undefined) continue
    if (type === 'secret' && (value === null || value === '')) continue
    values[name] = value === removeSecret ? null : value
  }
  return values
}

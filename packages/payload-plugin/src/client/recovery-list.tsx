import type { BrowserClient } from '@openwith/connector-core/browser'
import { Button, ConfirmationModal, ShimmerEffect, toast, useModal } from '@payloadcms/ui'
import { useCallback, useEffect, useId, useState } from 'react'
import type { TextKey } from '../translations/index.ts'
import { KeptList, KeptRow } from './kept-list.tsx'
import { useDocuments } from './use-documents.ts'
import { useDoor } from './use-door.ts'
import { type Text, useText } from './use-text.ts'

type RecoveryEntry = Awaited<ReturnType<BrowserClient['recovery']>>[number]

/** Edits that could not be stored: try again, download, discard. */
export function RecoveryList() {
  const { text, language } = useText()
  const door = useDoor()
  const { showError } = useDocuments()
  const { openModal } = useModal()
  const modalSlug = `openwith-discard-${useId()}`
  const [entries, setEntries] = useState<RecoveryEntry[] | null>(null)
  const [failed, setFailed] = useState(false)
  const [busy, setBusy] = useState<string | null>(null)
  const [discarding, setDiscarding] = useState<RecoveryEntry | null>(null)

  const load = useCallback(async () => setEntries(await door.recovery()), [door])
  useEffect(() => {
    load().catch(() => setFailed(true))
  }, [load])

  async function run(entry: RecoveryEntry, work: () => Promise<void>) {
    setBusy(entry.id)
    try {
      await work()
      await load()
    } catch (error) {
      showError(error)
    } finally {
      setBusy(null)
    }
  }

  const retry = (entry: RecoveryEntry) =>
    run(entry, async () => {
      const { name } = await door.retryRecovery(entry.id)
      toast.success(text('recovered', { name }))
    })
  const download = (entry: RecoveryEntry) =>
    run(entry, async () => window.location.assign(await door.recoveryUrl(entry.id)))

  const help = failed ? 'failed' : entries?.length === 0 ? 'recoveryEmpty' : 'recoveryHelp'
  return (
    <KeptList title={text('recovery')} help={text(help)}>
      {entries === null && !failed && <ShimmerEffect height="3rem" />}
      {entries?.map((entry) => (
        <KeptRow
          key={entry.id}
          name={entry.name}
          who={text('recoveryWho', { when: dateText(entry.at, language), who: entry.user?.name ?? '–' })}
          problem={problemOf(entry.reason, text)}
        >
          <Button size="small" margin={false} disabled={busy !== null} onClick={() => retry(entry)}>
            {text('retry')}
          </Button>
          <Button
            size="small"
            margin={false}
            buttonStyle="secondary"
            disabled={busy !== null}
            onClick={() => download(entry)}
          >
            {text('download')}
          </Button>
          <Button
            size="small"
            margin={false}
            buttonStyle="secondary"
            disabled={busy !== null}
            onClick={() => {
              setDiscarding(entry)
              openModal(modalSlug)
            }}
          >
            {text('discard')}
          </Button>
        </KeptRow>
      ))}
      <ConfirmationModal
        modalSlug={modalSlug}
        heading={text('discardTitle')}
        body={text('discardText', { name: discarding?.name ?? '' })}
        cancelLabel={text('cancel')}
        confirmLabel={text('discard')}
        onConfirm={async () => {
          if (discarding !== null) await run(discarding, () => door.discardRecovery(discarding.id))
        }}
      />
    </KeptList>
  )
}

const problemTexts: Readonly<Record<string, TextKey>> = {
  forbidden: 'keptForbidden',
  read_only: 'keptForbidden',
  version_conflict: 'keptConflict',
  not_found: 'keptGone',
  content_mismatch: 'keptContent',
}

/** Why an edit was not stored: in the language of the admin, with the server's own sentence, which is English. */
function problemOf({ code, message }: RecoveryEntry['reason'], text: Text): string {
  const problem = Object.hasOwn(problemTexts, code) ? problemTexts[code] : undefined
  return text('language') === 'en' ? message : `${text(problem ?? 'keptOther')} (${message})`
}

/** ISO 8601 in somebody's language. */
export function dateText(iso: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso))
}

import { Button, ConfirmationModal, toast, useModal } from '@payloadcms/ui'
import { useCallback, useEffect, useId, useState } from 'react'
import { KeptList, KeptRow } from './kept-list.tsx'
import { dateText } from './recovery-list.tsx'
import { useDocuments } from './use-documents.ts'
import { useDoor } from './use-door.ts'
import { useText } from './use-text.ts'

/** A document that a WOPI client holds. */
interface Lock {
  documentId: string
  name: string | null
  user: { name: string }
  /** ISO 8601. */
  since: string
}

/** Documents that are open in WOPI editors, each with an administrator's unlock. Shows nothing when there are none. */
export function LockList() {
  const { text, language } = useText()
  const door = useDoor()
  const { showError } = useDocuments()
  const { openModal } = useModal()
  const modalSlug = `openwith-unlock-${useId()}`
  const [locks, setLocks] = useState<Lock[]>([])
  const [chosen, setChosen] = useState<Lock | null>(null)

  const load = useCallback(async () => setLocks((await door.request<{ locks: Lock[] }>('GET', '/locks')).locks), [door])
  useEffect(() => {
    // The recovery list below says when the server does not answer.
    load().catch(() => {})
  }, [load])

  const nameOf = (lock: Lock) => lock.name ?? lock.documentId

  async function unlock() {
    if (chosen === null) return
    try {
      await door.request('DELETE', `/locks/${encodeURIComponent(chosen.documentId)}`)
      toast.success(text('unlocked', { name: nameOf(chosen) }))
    } catch (error) {
      showError(error)
    }
    // It may have ended by itself meanwhile.
    await load().catch(showError)
  }

  if (locks.length === 0) return null
  return (
    <KeptList title={text('locks')} help={text('locksHelp')}>
      {locks.map((lock) => (
        <KeptRow
          key={lock.documentId}
          name={nameOf(lock)}
          who={text('locksWho', { when: dateText(lock.since, language), who: lock.user.name })}
        >
          <Button
            size="small"
            margin={false}
            buttonStyle="secondary"
            onClick={() => {
              setChosen(lock)
              openModal(modalSlug)
            }}
          >
            {text('unlock')}
          </Button>
        </KeptRow>
      ))}
      <ConfirmationModal
        modalSlug={modalSlug}
        heading={text('unlockTitle')}
        body={text('unlockText', { name: chosen === null ? '' : nameOf(chosen) })}
        cancelLabel={text('cancel')}
        confirmLabel={text('unlock')}
        onConfirm={unlock}
      />
    </KeptList>
  )
}

import { Box, Button, Dialog, Flex, Typography } from '@strapi/design-system'
import { WarningCircle } from '@strapi/icons'
import { useFetchClient, useNotification } from '@strapi/strapi/admin'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useIntl } from 'react-intl'
import { useDocuments } from './use-documents.ts'
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
  const text = useText()
  const { formatDate } = useIntl()
  const client = useRef(useFetchClient())
  const { toggleNotification } = useNotification()
  const { showError } = useDocuments()
  const [locks, setLocks] = useState<Lock[]>([])
  const [chosen, setChosen] = useState<Lock | null>(null)
  const [busy, setBusy] = useState(false)

  const load = useCallback(async () => {
    const { data } = await client.current.get<{ locks: Lock[] }>('/onlyoffice/locks')
    setLocks(data.locks)
  }, [])
  useEffect(() => {
    load().catch(showError)
  }, [load, showError])

  const nameOf = (lock: Lock) => lock.name ?? lock.documentId

  async function unlock(lock: Lock) {
    setBusy(true)
    try {
      await client.current.del(`/onlyoffice/locks/${encodeURIComponent(lock.documentId)}`)
      toggleNotification({ type: 'success', message: text('unlocked', { name: nameOf(lock) }) })
    } catch (error) {
      showError(error)
    }
    // It may have ended by itself meanwhile.
    await load().catch(showError)
    setBusy(false)
    setChosen(null)
  }

  if (locks.length === 0) return null
  return (
    <Box tag="section" aria-label={text('locks')} background="neutral0" hasRadius shadow="filterShadow" padding={6}>
      <Typography variant="delta" tag="h2">
        {text('locks')}
      </Typography>
      <Typography variant="omega" textColor="neutral600" tag="p">
        {text('locksHelp')}
      </Typography>
      {locks.map((lock) => (
        <Flex key={lock.documentId} justifyContent="space-between" gap={4} paddingTop={4} wrap="wrap">
          <Flex direction="column" alignItems="flex-start" gap={1} flex="1" minWidth="16rem">
            <Typography fontWeight="semiBold">{nameOf(lock)}</Typography>
            <Typography variant="pi" textColor="neutral600">
              {text('locksWho', {
                when: formatDate(lock.since, { dateStyle: 'medium', timeStyle: 'short' }),
                who: lock.user.name,
              })}
            </Typography>
          </Flex>
          <Button type="button" size="S" variant="danger-light" disabled={busy} onClick={() => setChosen(lock)}>
            {text('unlock')}
          </Button>
        </Flex>
      ))}
      <Dialog.Root open={chosen !== null} onOpenChange={(open: boolean) => !open && setChosen(null)}>
        <Dialog.Content>
          <Dialog.Header>{text('unlockTitle')}</Dialog.Header>
          <Dialog.Body icon={<WarningCircle fill="danger600" />}>
            {text('unlockText', { name: chosen === null ? '' : nameOf(chosen) })}
          </Dialog.Body>
          <Dialog.Footer>
            <Dialog.Cancel>
              <Button type="button" fullWidth variant="tertiary">
                {text('cancel')}
              </Button>
            </Dialog.Cancel>
            <Button
              type="button"
              fullWidth
              variant="danger-light"
              loading={busy}
              onClick={() => chosen !== null && unlock(chosen)}
            >
              {text('unlock')}
            </Button>
          </Dialog.Footer>
        </Dialog.Content>
      </Dialog.Root>
    </Box>
  )
}

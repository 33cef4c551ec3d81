import type { RecoveryEntry } from '@openwith/connector-core'
import { Box, Button, Dialog, Flex, Typography } from '@strapi/design-system'
import { WarningCircle } from '@strapi/icons'
import { useFetchClient, useNotification } from '@strapi/strapi/admin'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useIntl } from 'react-intl'
import { onBackend, useDocuments } from './use-documents.ts'
import { useText } from './use-text.ts'

/** Edits that could not be stored: try again, download, discard. */
export function RecoveryList() {
  const text = useText()
  const { formatDate } = useIntl()
  const client = useRef(useFetchClient())
  const { toggleNotification } = useNotification()
  const { showError } = useDocuments()
  const [entries, setEntries] = useState<RecoveryEntry[] | null>(null)
  const [busy, setBusy] = useState<string | null>(null)
  const [discarding, setDiscarding] = useState<RecoveryEntry | null>(null)

  const load = useCallback(async () => {
    const { data } = await client.current.get<{ entries: RecoveryEntry[] }>('/onlyoffice/recovery')
    setEntries(data.entries)
  }, [])
  useEffect(() => {
    load().catch(showError)
  }, [load, showError])

  async function run(entry: RecoveryEntry, work: (path: string) => Promise<void>) {
    setBusy(entry.id)
    try {
      await work(`/onlyoffice/recovery/${encodeURIComponent(entry.id)}`)
      await load()
    } catch (error) {
      showError(error)
    } finally {
      setBusy(null)
    }
  }

  const retry = (entry: RecoveryEntry) =>
    run(entry, async (path) => {
      const { data } = await client.current.post<{ document: { name: string } }>(`${path}/retry`)
      toggleNotification({ type: 'success', message: text('recovered', { name: data.document.name }) })
    })
  const download = (entry: RecoveryEntry) =>
    run(entry, async (path) => {
      const { data } = await client.current.post<{ url: string }>(`${path}/link`)
      window.location.assign(onBackend(data.url))
    })
  const discard = (entry: RecoveryEntry) =>
    run(entry, async (path) => {
      await client.current.del(path)
      setDiscarding(null)
    })

  return (
    <Box tag="section" aria-label={text('recovery')} background="neutral0" hasRadius shadow="filterShadow" padding={6}>
      <Typography variant="delta" tag="h2">
        {text('recovery')}
      </Typography>
      <Typography variant="omega" textColor="neutral600" tag="p">
        {text(entries?.length === 0 ? 'recoveryEmpty' : 'recoveryHelp')}
      </Typography>
      {entries?.map((entry) => (
        <Flex key={entry.id} justifyContent="space-between" gap={4} paddingTop={4} wrap="wrap">
          <Flex direction="column" alignItems="flex-start" gap={1} flex="1" minWidth="16rem">
            <Typography fontWeight="semiBold">{entry.name}</Typography>
            <Typography variant="pi" textColor="neutral600">
              {text('recoveryWho', {
                when: formatDate(entry.at, { dateStyle: 'medium', timeStyle: 'short' }),
                who: entry.user?.name ?? '–',
              })}
            </Typography>
            <Typography variant="pi" textColor="danger600">
              {entry.reason.message}
            </Typography>
          </Flex>
          <Flex gap={2}>
            <Button type="button" size="S" variant="secondary" loading={busy === entry.id} onClick={() => retry(entry)}>
              {text('retry')}
            </Button>
            <Button
              type="button"
              size="S"
              variant="tertiary"
              disabled={busy === entry.id}
              onClick={() => download(entry)}
            >
              {text('download')}
            </Button>
            <Button
              type="button"
              size="S"
              variant="danger-light"
              disabled={busy === entry.id}
              onClick={() => setDiscarding(entry)}
            >
              {text('discard')}
            </Button>
          </Flex>
        </Flex>
      ))}
      <Dialog.Root open={discarding !== null} onOpenChange={(open: boolean) => !open && setDiscarding(null)}>
        <Dialog.Content>
          <Dialog.Header>{text('discardTitle')}</Dialog.Header>
          <Dialog.Body icon={<WarningCircle fill="danger600" />}>
            {text('discardText', { name: discarding?.name ?? '' })}
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
              onClick={() => discarding !== null && discard(discarding)}
            >
              {text('discard')}
            </Button>
          </Dialog.Footer>
        </Dialog.Content>
      </Dialog.Root>
    </Box>
  )
}

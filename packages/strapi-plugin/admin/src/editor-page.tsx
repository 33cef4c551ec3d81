import { Button, Flex, Loader, Typography } from '@strapi/design-system'
import { useFetchClient } from '@strapi/strapi/admin'
import { useEffect, useRef, useState } from 'react'
import { useIntl } from 'react-intl'
import { useNavigate, useParams, useSearchParams } from 'react-router-dom'
import { problemText } from './problem-text.ts'
import { onBackend } from './use-documents.ts'
import { useText } from './use-text.ts'

/**
 * The editor inside the admin: our own page, with its own content security policy, in a frame beside Strapi's side bar. The admin's policy allows frames
 * of its own origin only, so the user's middlewares stay as they are.
 */
export function EditorPage() {
  const { id = '' } = useParams()
  const [query] = useSearchParams()
  const editor = query.get('editor') ?? undefined
  const mode = query.get('mode') === 'view' ? 'view' : undefined
  const text = useText()
  const navigate = useNavigate()
  const { locale } = useIntl()
  const { post } = useFetchClient()
  const frame = useRef<HTMLIFrameElement>(null)
  const [address, setAddress] = useState<string | null>(null)
  const [failure, setFailure] = useState<string | null>(null)

  const leave = () => {
    // the router's own count: what came before Strapi is none of its pages
    if ((window.history.state as { idx?: number } | null)?.idx) navigate(-1)
    else navigate('/plugins/onlyoffice')
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: one link a document; a link is good for one opening
  useEffect(() => {
    setAddress(null)
    setFailure(null)
    post<{ url: string }>(`/onlyoffice/documents/${encodeURIComponent(id)}/page`, { locale, editor, mode }).then(
      ({ data }) => setAddress(onBackend(data.url)),
      async (error: unknown) => setFailure((await problemText(error, locale).catch(() => null)) ?? text('failed')),
    )
  }, [id, editor, mode])

  // biome-ignore lint/correctness/useExhaustiveDependencies: leave only navigates
  useEffect(() => {
    const listen = (event: MessageEvent) => {
      if (
        event.source === frame.current?.contentWindow &&
        (event.data as { openwith?: unknown } | null)?.openwith === 'close'
      )
        leave()
    }
    window.addEventListener('message', listen)
    return () => window.removeEventListener('message', listen)
  }, [])

  return (
    <Flex
      direction="column"
      alignItems="stretch"
      flex="1"
      minHeight={0}
      style={{ height: '100%' }}
      background="neutral0"
    >
      {address !== null && (
        <iframe
          ref={frame}
          src={address}
          title={text('editor')}
          allow="clipboard-read; clipboard-write; fullscreen; microphone; camera"
          style={{ border: 0, flex: 1, width: '100%', minHeight: '20rem' }}
        />
      )}
      {address === null && (
        <Flex flex="1" direction="column" justifyContent="center" gap={4} padding={8}>
          {failure === null ? (
            <Loader>{text('loading')}</Loader>
          ) : (
            <>
              <Typography variant="beta">{failure}</Typography>
              <Button variant="secondary" onClick={leave}>
                {text('back')}
              </Button>
            </>
          )}
        </Flex>
      )}
    </Flex>
  )
}

import type { DocumentAnswer } from '@openwith/connector-core'
import { useFetchClient, useNotification } from '@strapi/strapi/admin'
import { useMemo, useRef } from 'react'
import { useIntl } from 'react-intl'
import { useNavigate } from 'react-router-dom'
import type { Formats } from './formats.ts'
import { problemText } from './problem-text.ts'
import { useText } from './use-text.ts'

export type { DocumentAnswer }

/** What people do with documents, with the outcome told as Strapi's notifications. Nothing here throws, except what says so. */
export interface Documents {
  /** Opens the editor with this id, else the administrator's choice: in a tab of its own, or inside the admin. Must be called from a click, before anything is awaited. */
  open(document: { id: string | number }, openIn: Formats['openIn'], editor?: string): Promise<void>
  create(kind: string, name: string, folder: string | null, openIn: Formats['openIn']): Promise<DocumentAnswer | null>
  convert(document: { id: string | number }, to: string | null): Promise<DocumentAnswer | null>
  downloadAs(document: { id: string | number }, to: string): Promise<void>
  /** Shows what went wrong. */
  showError(error: unknown): void
}

const pendingPauseMilliseconds = 1500

export function useDocuments(): Documents {
  const client = useFetchClient()
  const { toggleNotification } = useNotification()
  const navigate = useNavigate()
  const { locale } = useIntl()
  const text = useText()
  const parts = useRef({ client, toggleNotification, navigate, locale, text })
  parts.current = { client, toggleNotification, navigate, locale, text }

  return useMemo(() => {
    const { post } = parts.current.client
    const path = (document: { id: string | number }, action: string) =>
      `/onlyoffice/documents/${encodeURIComponent(document.id)}/${action}`
    const say = (type: 'success' | 'info' | 'danger', message: string) =>
      parts.current.toggleNotification({ type, message })
    const showError = (error: unknown) => {
      problemText(error, parts.current.locale).then(
        (message) => say('danger', message ?? parts.current.text('failed')),
        () => say('danger', parts.current.text('failed')),
      )
    }

    async function showInTab(tab: Window | null, document: { id: string | number }, editor?: string): Promise<void> {
      try {
        const wanted = { locale: parts.current.locale, editor }
        const { data } = await post<{ url: string }>(path(document, 'page'), wanted)
        const url = onBackend(data.url)
        if (tab === null) window.location.assign(url)
        else {
          tab.opener = null
          tab.location.replace(url)
        }
      } catch (error) {
        tab?.close()
        throw error
      }
    }

    /** A conversion takes its time: the same request again tells whether it is done. */
    async function whilePending<T>(ask: () => Promise<T | { pending: true }>): Promise<T> {
      for (;;) {
        const answer = await ask()
        if (typeof answer !== 'object' || answer === null || !('pending' in answer)) return answer as T
        await new Promise((resolve) => setTimeout(resolve, pendingPauseMilliseconds))
      }
    }

    return {
      showError,

      async open(document, openIn, editor) {
        if (openIn === 'admin') {
          const choice = editor === undefined ? '' : `?editor=${encodeURIComponent(editor)}`
          parts.current.navigate(`/plugins/onlyoffice/edit/${encodeURIComponent(document.id)}${choice}`)
          return
        }
        // After an await the browser would take it for a pop-up.
        await showInTab(window.open('', '_blank'), document, editor).catch(showError)
      },

      async create(kind, name, folder, openIn) {
        const tab = openIn === 'tab' ? window.open('', '_blank') : null
        try {
          const { data } = await post<{ document: DocumentAnswer }>('/onlyoffice/documents', {
            kind,
            name,
            folder,
            locale: parts.current.locale,
          })
          if (openIn === 'admin')
            parts.current.navigate(`/plugins/onlyoffice/edit/${encodeURIComponent(data.document.id)}`)
          else await showInTab(tab, data.document).catch(showError)
          return data.document
        } catch (error) {
          tab?.close()
          showError(error)
          return null
        }
      },

      async convert(document, to) {
        say('info', parts.current.text('converting'))
        try {
          const answer = await whilePending(
            async () =>
              (
                await post<{ document: DocumentAnswer } | { pending: true }>(
                  path(document, 'convert'),
                  to === null ? {} : { to },
                )
              ).data,
          )
          say('success', parts.current.text('converted', { name: answer.document.name }))
          return answer.document
        } catch (error) {
          showError(error)
          return null
        }
      },

      async downloadAs(document, to) {
        say('info', parts.current.text('converting'))
        try {
          const answer = await whilePending(
            async () => (await post<{ url: string } | { pending: true }>(path(document, 'download-as'), { to })).data,
          )
          window.location.assign(onBackend(answer.url))
        } catch (error) {
          showError(error)
        }
      },
    }
  }, [])
}

/**
 * The server builds addresses with its configured public one. Where that was never set (`server.url`), the admin still knows how the browser
 * reaches the server.
 */
export function onBackend(address: string): string {
  const backend = (window as { strapi?: { backendURL?: string } }).strapi?.backendURL
  const url = new URL(address, window.location.href)
  const base = new URL(backend || window.location.origin, window.location.href)
  return url.origin === base.origin ? url.href : `${base.origin}${url.pathname}${url.search}`
}

import { useApi } from '@directus/extensions-sdk'
import type { CheckReport, DocumentAnswer } from '@openwith/connector-core'
import { type BrowserClient, browserClient, requestSender } from '@openwith/connector-core/browser'
import type { SettingsForm } from '@openwith/connector-core/settings'
import { useI18n } from 'vue-i18n'
import { type StudioApi, studioFetch } from './studio-fetch.ts'

/** A document that a WOPI client holds. */
export interface Lock {
  documentId: string
  name: string | null
  user: { name: string }
  /** ISO 8601. */
  since: string
}

export interface DocumentQuery {
  search?: string
  type?: string
  limit: number
  cursor?: string
}

/** The browser door of this Directus, as the user who is logged in. Everything throws `RequestError`. */
export interface Connector extends Omit<BrowserClient, 'documents' | 'settings' | 'saveSettings' | 'check'> {
  settings(): Promise<SettingsForm>
  saveSettings(values: Record<string, unknown>): Promise<SettingsForm>
  /** Of what is in the form, saved or not. */
  check(values: Record<string, unknown>): Promise<CheckReport>
  documents(query: DocumentQuery): Promise<{ documents: DocumentAnswer[]; cursor?: string }>
  locks(): Promise<Lock[]>
  unlock(documentId: string): Promise<void>
}

/** Must be called in a component's setup. */
export function useConnector(): Connector {
  const api = useApi() as StudioApi
  // Directus may live below a path, which the app knows.
  const base = `${(api.defaults.baseURL ?? '/').replace(/\/+$/, '')}/openwith`
  const options = { fetch: studioFetch(api) }
  const { locale } = useI18n()
  const send = requestSender(base, options)
  /** Texts that the server makes, in the language of the app. */
  const tell = async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> =>
    (await send(method, `${path}?locale=${encodeURIComponent(locale.value)}`, body)).value as Answer
  return {
    ...browserClient(base, options),
    document: async (id) =>
      (await tell<{ document: DocumentAnswer }>('GET', `/documents/${encodeURIComponent(id)}`)).document,
    settings: () => tell('GET', '/settings'),
    saveSettings: (values) => tell('PUT', '/settings', { values }),
    check: (values) => tell('POST', '/check', { values }),
    async documents(query) {
      const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
      const { value } = await send(
        'GET',
        `/documents?${new URLSearchParams(given.map(([key, one]) => [key, `${one}`]))}`,
      )
      return value as { documents: DocumentAnswer[]; cursor?: string }
    },
    async locks() {
      const { value } = await send('GET', '/locks')
      return (value as { locks: Lock[] }).locks
    },
    async unlock(documentId) {
      await send('DELETE', `/locks/${encodeURIComponent(documentId)}`)
    },
  }
}

import { useApi } from '@directus/extensions-sdk'
import type { DocumentAnswer } from '@openwith/connector-core'
import { type BrowserClient, browserClient, requestSender } from '@openwith/connector-core/browser'
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
export interface Connector extends Omit<BrowserClient, 'documents'> {
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
  const send = requestSender(base, options)
  return {
    ...browserClient(base, options),
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

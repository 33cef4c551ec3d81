import type { DocumentAnswer } from '@openwith/connector-core/browser'
import { type BrowserClient, browserClient, type ClientOptions, requestSender } from '@openwith/connector-core/browser'

/** Who is here, as the adapter answers. */
export interface StaffAnswer {
  user: { id: string; name: string; role: string; locale: string; nightShift?: unknown }
  /** Sentences by error code in the person's language; null: English. */
  errors: Record<string, string> | null
  mayAdminister: boolean
  mayCreate: boolean
  adminUrl: string
  siteUrl: string
  siteScript: boolean
}

export interface PostUse {
  id: string
  title: string
  type: 'post' | 'page'
  status: string
  mayEdit: boolean
}

/** Where a file is published, and the posts that use it. */
export interface FileAnswer {
  url: string
  posts: PostUse[]
}

/** A document that a WOPI client holds. */
export interface Lock {
  documentId: string
  name: string | null
  user: { name: string }
  /** ISO 8601. */
  since: string
}

/** What only Ghost has, beside the core's settings. */
export interface Options {
  siteScript: boolean
  fixedBy?: 'configuration' | 'environment' | null
}

/** The core's browser door and the adapter's own routes beside it. Every method throws `RequestError`. */
export interface GhostDoor extends BrowserClient {
  me(): Promise<StaffAnswer>
  /** The documents behind these addresses; null for what is no file of this Ghost. */
  find(urls: readonly string[]): Promise<Record<string, DocumentAnswer | null>>
  file(id: string): Promise<FileAnswer>
  files(ids: readonly string[]): Promise<Record<string, FileAnswer | null>>
  options(): Promise<Options>
  saveOptions(options: Pick<Options, 'siteScript'>): Promise<Options>
  locks(): Promise<Lock[]>
  unlock(documentId: string): Promise<void>
}

/** `mount`: path of our routes, such as `/ghost/openwith/`. `locale`: in which language the settings and their check are to be told. */
export function ghostDoor(mount: string, { locale }: { locale?: string } = {}): GhostDoor {
  const options: ClientOptions =
    locale === undefined ? {} : { fetch: (url, init) => fetch(inLanguage(url, locale), init) }
  const base = `${mount}api`
  const send = requestSender(base, options)
  const ask = async <Answer>(method: string, path: string, body?: unknown) =>
    (await send(method, path, body)).value as Answer
  return {
    ...browserClient(base, options),
    me: () => ask('GET', '/me'),
    find: async (urls) =>
      (await ask<{ documents: Record<string, DocumentAnswer | null> }>('POST', '/find', { urls })).documents,
    file: (id) => ask('GET', `/file/${encodeURIComponent(id)}`),
    files: async (ids) => (await ask<{ files: Record<string, FileAnswer | null> }>('POST', '/files', { ids })).files,
    options: () => ask('GET', '/options'),
    saveOptions: (values) => ask('PUT', '/options', values),
    locks: async () => (await ask<{ locks: Lock[] }>('GET', '/locks')).locks,
    unlock: (id) => ask('DELETE', `/locks/${encodeURIComponent(id)}`),
  }
}

function inLanguage(url: string | URL | Request, locale: string): string {
  return `${url}${String(url).includes('?') ? '&' : '?'}locale=${encodeURIComponent(locale)}`
}

import type { DocumentAnswer } from '../actions/describe-document.ts'
import type { Editor, FormatEditors } from '../actions/editors.ts'
import type { CopyAnswer } from '../actions/find-copy.ts'
import type { PickAnswer, PickableList, PickPurpose } from '../actions/pick-document.ts'
import type { CheckReport } from '../check/index.ts'
import type { BlankKind } from '../create/index.ts'
import type { EditorMode, EditorType } from '../editor/editor-config.ts'
import type { OpenAnswer } from '../editor/open-answer.ts'
import type { WopiOpenAnswer } from '../editor/wopi-open-answer.ts'
import type { FormatCapabilities } from '../formats/index.ts'
import type { RecoveryEntry } from '../recovery/index.ts'
import type { SettingsForm } from '../settings/index.ts'
import { type ClientOptions, type RequestOptions, requestSender } from './send-request.ts'
import { type WaitOptions, waitWhilePending } from './wait-while-pending.ts'

export interface FormatsAnswer {
  version: string
  create: { kind: BlankKind; extension: string; label: string }[]
  formats: Record<
    string,
    Pick<FormatCapabilities, 'type' | 'view' | 'edit' | 'lossyEdit' | 'fill' | 'convertToOoxml' | 'convertTo'> & {
      editors: FormatEditors
    }
  >
  /** For "Open with ...", as `formats` names them by id. */
  editors: Editor[]
  openIn: 'tab' | 'admin'
  documentServerUrl: string
  /** An editor is set up: address and secret of ONLYOFFICE Docs, or a WOPI server that answers. */
  ready: boolean
}

export interface OpenRequest {
  mode?: EditorMode
  type?: EditorType
  locale?: string
  /** Id of the editor, `onlyoffice` or that of a WOPI server. Default: the administrator's choice for the format. */
  editor?: string
}

/** The browser door, typed. Every method throws `RequestError`. */
export interface BrowserClient {
  formats(options?: RequestOptions): Promise<FormatsAnswer>
  documents(
    query?: { search?: string; folder?: string; cursor?: string },
    options?: RequestOptions,
  ): Promise<{ documents: DocumentAnswer[]; cursor?: string }>
  create(
    wanted: { kind: BlankKind; name?: string; folder?: string; beside?: string; locale?: string },
    options?: RequestOptions,
  ): Promise<DocumentAnswer>
  document(id: string, options?: RequestOptions): Promise<DocumentAnswer>
  /** A {@link WopiOpenAnswer}, which has an `actionUrl`, when a WOPI server is the editor. */
  open(id: string, wanted?: OpenRequest, options?: RequestOptions): Promise<OpenAnswer | WopiOpenAnswer>
  /** A link to the editor page, good for two minutes, for this user. */
  pageUrl(id: string, wanted?: OpenRequest, options?: RequestOptions): Promise<string>
  /** Waits until the converted document is stored beside the original. Default target: OOXML. */
  convert(id: string, wanted?: { to?: string; password?: string }, options?: WaitOptions): Promise<DocumentAnswer>
  /** Waits until the file can be downloaded; the address of the download. */
  downloadAs(id: string, wanted: { to: string; password?: string }, options?: WaitOptions): Promise<string>
  forcesave(id: string, options?: RequestOptions): Promise<'started' | 'unchanged'>
  rename(id: string, name: string, options?: RequestOptions): Promise<DocumentAnswer>
  saveAs(
    id: string,
    copy: { url: string; title: string; fileType: string },
    options?: RequestOptions,
  ): Promise<DocumentAnswer>
  /** The copy of this name that this person's last "Save as" in a WOPI editor has made of the document, in the last `within` seconds. */
  copyOf(id: string, wanted: { name: string; within: number }, options?: RequestOptions): Promise<CopyAnswer>
  /** What this person may put into the document. */
  pickable(
    id: string,
    wanted: { for: PickPurpose; search?: string; cursor?: string },
    options?: RequestOptions,
  ): Promise<PickableList>
  /** What the editor is handed for the one that was picked. `command`: the editor's own word for what it does with it (`c`). */
  pick(
    id: string,
    wanted: { document: string; for: PickPurpose; command?: string; editor?: string },
    options?: RequestOptions,
  ): Promise<PickAnswer>
  settings(options?: RequestOptions): Promise<SettingsForm>
  /** Throws `settings_invalid` with `detail.errors: [{ field, message }]`. */
  saveSettings(values: Record<string, unknown>, options?: RequestOptions): Promise<SettingsForm>
  /** With `values`, checks the form's unsaved values. */
  check(values?: Record<string, unknown>, options?: RequestOptions): Promise<CheckReport>
  recovery(options?: RequestOptions): Promise<RecoveryEntry[]>
  retryRecovery(id: string, options?: RequestOptions): Promise<DocumentAnswer>
  recoveryUrl(id: string, options?: RequestOptions): Promise<string>
  discardRecovery(id: string, options?: RequestOptions): Promise<void>
}

/** A client of the browser door that is mounted at `baseUrl` (path or address). */
export function browserClient(baseUrl: string, clientOptions: ClientOptions = {}): BrowserClient {
  const send = requestSender(baseUrl, clientOptions)
  const ask = async <Answer>(method: string, path: string, body?: unknown, options?: RequestOptions) =>
    (await send(method, path, body, options)).value as Answer
  const at = (id: string, action = '') => `/documents/${encodeURIComponent(id)}${action}`
  const kept = (id: string, action = '') => `/recovery/${encodeURIComponent(id)}${action}`
  const documentOf = ({ document }: { document: DocumentAnswer }) => document
  return {
    formats: (options) => ask('GET', '/formats', undefined, options),
    documents(query = {}, options) {
      const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== undefined))
      return ask('GET', search.size === 0 ? '/documents' : `/documents?${search}`, undefined, options)
    },
    create: async (wanted, options) => documentOf(await ask('POST', '/documents', wanted, options)),
    document: async (id, options) => documentOf(await ask('GET', at(id), undefined, options)),
    open: (id, wanted = {}, options) => ask('POST', at(id, '/open'), wanted, options),
    pageUrl: async (id, wanted = {}, options) =>
      (await ask<{ url: string }>('POST', at(id, '/page'), wanted, options)).url,
    async convert(id, wanted = {}, options) {
      const value = await waitWhilePending(() => send('POST', at(id, '/convert'), wanted, options), options)
      return documentOf(value as { document: DocumentAnswer })
    },
    async downloadAs(id, wanted, options) {
      const value = await waitWhilePending(() => send('POST', at(id, '/download-as'), wanted, options), options)
      return (value as { url: string }).url
    },
    forcesave: async (id, options) =>
      (await ask<{ saved: 'started' | 'unchanged' }>('POST', at(id, '/forcesave'), {}, options)).saved,
    rename: async (id, name, options) => documentOf(await ask('POST', at(id, '/rename'), { name }, options)),
    saveAs: async (id, copy, options) => documentOf(await ask('POST', at(id, '/save-as'), copy, options)),
    copyOf: (id, { name, within }, options) =>
      ask('GET', at(id, `/copy?${new URLSearchParams({ name, within: String(within) })}`), undefined, options),
    pickable: (id, wanted, options) =>
      ask('GET', at(id, `/pick?${new URLSearchParams(Object.entries(wanted))}`), undefined, options),
    pick: (id, wanted, options) => ask('POST', at(id, '/pick'), wanted, options),
    settings: (options) => ask('GET', '/settings', undefined, options),
    saveSettings: (values, options) => ask('PUT', '/settings', { values }, options),
    check: (values, options) => ask('POST', '/check', values === undefined ? {} : { values }, options),
    recovery: async (options) =>
      (await ask<{ entries: RecoveryEntry[] }>('GET', '/recovery', undefined, options)).entries,
    retryRecovery: async (id, options) => documentOf(await ask('POST', kept(id, '/retry'), {}, options)),
    recoveryUrl: async (id, options) => (await ask<{ url: string }>('POST', kept(id, '/link'), {}, options)).url,
    discardRecovery: (id, options) => ask('DELETE', kept(id), undefined, options),
  }
}

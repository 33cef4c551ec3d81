import type { Agent } from 'undici'
import { signRequest } from '../jwt/index.ts'
import type { Settings } from '../settings/settings.ts'
import { createAgent } from './agent.ts'
import { type Download, type OpenOptions, openDownload } from './download.ts'
import { exchange } from './exchange.ts'
import { createOriginRule, type Target } from './origin-rule.ts'

export interface PostOptions {
  /** Document key: sent as `shardkey`, which leads to the node of a cluster that holds the document. */
  key?: string
  /** Default: `requestTimeoutSeconds`. */
  timeoutSeconds?: number
  signal?: AbortSignal
  /** Where the token goes. `none` and `header` serve the connection check. Default: `both`. */
  token?: 'both' | 'header' | 'none'
}

export interface GetOptions {
  /** Which of Document Server's addresses to ask. Default: the internal one. */
  address?: 'internal' | 'public'
  /** Largest answer in bytes. Default: 1 MiB. */
  maxBytes?: number
  /** Default: `requestTimeoutSeconds`. */
  timeoutSeconds?: number
  signal?: AbortSignal
}

/** Speaks to one Document Server by its internal address, with the settings it was made from. */
export interface DocumentServerClient {
  settings: Settings
  /**
   * Posts JSON to a service such as `/command`, signed in body and header, the plain parameters beside. `body` is the parsed answer, or its text when
   * it is not JSON. Throws `document_server_*`, `not_configured`, `settings_invalid`.
   */
  post(path: string, params: object, options?: PostOptions): Promise<{ status: number; body: unknown }>
  /** Throws the same. */
  get(path: string, options?: GetOptions): Promise<{ status: number; text: string; contentType: string }>
  /** Downloads a file that Document Server made; see `openDownload` for promises and codes. */
  open(url: string, options: OpenOptions): Promise<Download>
  /** The address by which this server reaches a URL that Document Server made. Throws `download_origin`. */
  internalUrl(url: string): string
  /** The address by which a browser reaches it. Throws `download_origin`. */
  publicUrl(url: string): string
  /** Ends idle connections after the running requests. */
  close(): Promise<void>
}

const maxAnswerBytes = 1024 * 1024

/** Opens no connection before the first request. */
export function createDocumentServerClient(
  settings: Settings,
  options: { now?: () => Date } = {},
): DocumentServerClient {
  const now = options.now ?? (() => new Date())
  const rule = createOriginRule(settings)
  const internalSetting = settings.documentServerInternalUrl === '' ? 'documentServerUrl' : 'documentServerInternalUrl'
  let agent: Agent | null = null
  const dispatcher = () => {
    agent ??= createAgent(settings)
    return agent
  }

  return {
    settings,
    async post(path, params, { key, timeoutSeconds, signal, token = 'both' } = {}) {
      const signed = token === 'none' ? null : signRequest(params, settings, { now: now() })
      const answer = await exchange(dispatcher(), {
        method: 'POST',
        target: rule.service(key === undefined ? path : `${path}?shardkey=${encodeURIComponent(key)}`, 'internal'),
        setting: internalSetting,
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          ...(signed ? { [signed.header.name]: signed.header.value } : {}),
        },
        body: JSON.stringify(signed && token === 'both' ? { ...params, token: signed.token } : params),
        timeoutSeconds: timeoutSeconds ?? settings.requestTimeoutSeconds,
        maxBytes: maxAnswerBytes,
        signal,
      })
      return { status: answer.status, body: parse(answer.text) }
    },
    async get(path, { address = 'internal', maxBytes = maxAnswerBytes, timeoutSeconds, signal } = {}) {
      return exchange(dispatcher(), {
        method: 'GET',
        target: rule.service(path, address),
        setting: address === 'public' ? 'documentServerUrl' : internalSetting,
        headers: { accept: '*/*' },
        timeoutSeconds: timeoutSeconds ?? settings.requestTimeoutSeconds,
        maxBytes,
        signal,
      })
    },
    async open(url, { maxBytes, timeoutSeconds = settings.downloadTimeoutSeconds, signal }) {
      return openDownload(dispatcher(), rule, url, { maxBytes, timeoutSeconds, signal, setting: internalSetting })
    },
    internalUrl(url) {
      return join(rule.internal(url))
    },
    publicUrl(url) {
      return join(rule.public(url))
    },
    async close() {
      await agent?.close()
      agent = null
    },
  }
}

function join(target: Target): string {
  return target.origin + target.path
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

import type { NetworkReason } from '../document-server/network-error.ts'
import type { ConnectorError } from '../errors.ts'
import { findField } from '../settings/parse-settings.ts'
import type { ClientSentence, SentenceValue } from './sentence.ts'

/** The errors of Document Server's clients that are said in other languages than English. */
export type ClientFault =
  | Exclude<NetworkReason, 'reset' | 'other'>
  | 'broken'
  | 'redirected'
  | 'notDocumentServer'
  | 'noServices'
  | 'addressRefused'
  | 'serverStatus'
  | 'otherStatus'
  | 'linkRefused'
  | 'linkUnknown'
  | 'linkExpired'
  | 'cutShort'
  | 'tooLarge'
  | 'tokenExpired'
  | 'commandFailed'
  | 'certificatesUnreadable'

/** `english` replaces the error's own words. */
export function clientSentence(error: ConnectorError, english = error.message): ClientSentence {
  const { address, setting, status, maxBytes, commandError, redirect } = error.detail ?? {}
  const known = typeof setting === 'string' ? findField(setting)?.name : undefined
  const values: Record<string, SentenceValue> = {}
  if (typeof address === 'string') values.host = address.replace(/^https?:\/\//, '')
  if (known !== undefined) values.setting = { setting: known }
  for (const [name, value] of Object.entries({ status, maxBytes, commandError, redirect }))
    if (typeof value === 'string' || typeof value === 'number') values[name] = value
  return { english, fault: faultOf(error), values }
}

function faultOf({ code, detail }: ConnectorError): ClientFault | null {
  const { reason, status, redirect, commandError, setting, received } = detail ?? {}
  if (code === 'download_incomplete') return faultOfLink(status, received)
  if (code === 'too_large') return 'tooLarge'
  if (code === 'settings_invalid') return setting === 'caBundle' ? 'certificatesUnreadable' : null
  if (code === 'document_server_token') return commandError === 7 ? 'tokenExpired' : null
  if (code === 'command_failed') return 'commandFailed'
  // An answer that came too late by a limit of its own names that limit; its sentence is the client's.
  if (reason === 'answer_timeout' && setting === 'downloadTimeoutSeconds') return null
  if (reason === 'reset' || reason === 'other') return 'broken'
  if (typeof reason === 'string') return reason as ClientFault
  if (code !== 'document_server_answer') return null
  if (typeof redirect === 'string') return 'redirected'
  return typeof status === 'number' ? faultOfStatus(status) : null
}

function faultOfStatus(status: number): ClientFault {
  if (status === 0) return 'notDocumentServer'
  if (status === 404) return 'noServices'
  if (status === 403) return 'addressRefused'
  return status >= 500 || status === 429 ? 'serverStatus' : 'otherStatus'
}

function faultOfLink(status: unknown, received: unknown): ClientFault | null {
  if (status === 403) return 'linkRefused'
  if (status === 404) return 'linkUnknown'
  if (status === 410) return 'linkExpired'
  return received === undefined ? null : 'cutShort'
}

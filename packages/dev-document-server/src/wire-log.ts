import type { WopiOperation } from './wopi/wopi-call.ts'

/** Oldest entries are dropped beyond this number. */
const limit = 5000

/** Adds an entry; the log stays bounded in a long-running demo. */
export function recordWire(log: WireEntry[], entry: WireEntry): void {
  log.push(entry)
  if (log.length > limit) log.shift()
}

/** One request that the server made to a host, and what the host answered. */
export interface WireEntry {
  kind: 'callback' | 'download' | 'wopi'
  /** WOPI only. */
  operation?: WopiOperation
  /** All headers in order, tokens included. WOPI only. */
  headers?: readonly (readonly [name: string, value: string])[]
  at: Date
  method: 'GET' | 'POST'
  /** Address as configured by the host, query included. */
  url: string
  /** The JSON that was sent, `token` included. Callbacks only. */
  body?: Record<string, unknown>
  /** Claims that were signed into the body token. Callbacks only. */
  claims?: Record<string, unknown>
  /** HTTP status of the answer; `null` while there is none, or when the connection failed. */
  status: number | null
  /** Text of the answer, at most 1 MB. */
  answer: string
  /** Why there is no answer. */
  error?: string
}

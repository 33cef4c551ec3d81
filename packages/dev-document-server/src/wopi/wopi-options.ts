/** Whose WOPI client is played. */
export type WopiFlavour = 'onlyoffice' | 'collabora'

/** How the server behaves as a WOPI client. Times are milliseconds. */
export interface WopiOptions {
  /** What `/hosting/discovery` and `/hosting/capabilities` describe. Editors of both flavours can be opened in any case. */
  flavour?: WopiFlavour
  /** Spelling of the headers of `collabora`: `COOL` is what it sends today, `LOOL` what builds before 2021 send. ONLYOFFICE always sends `LOOL`. */
  spelling?: 'COOL' | 'LOOL'
  /** `false`: no proof headers, and no key in discovery, as a server without keys. */
  proofKeys?: boolean
  /** Pause between two refreshes of a lock; default: 10 minutes for `onlyoffice`, 15 for `collabora`. */
  lockRefreshMs?: number
  /** `collabora` saves so long after the last key. */
  autosaveMs?: number
  /** Limit of one call. */
  requestTimeoutMs?: number
}

export type ResolvedWopiOptions = Required<Omit<WopiOptions, 'lockRefreshMs'>> & Pick<WopiOptions, 'lockRefreshMs'>

export function resolveWopiOptions(options: WopiOptions = {}): ResolvedWopiOptions {
  return {
    flavour: options.flavour ?? 'onlyoffice',
    spelling: options.spelling ?? 'COOL',
    proofKeys: options.proofKeys ?? true,
    lockRefreshMs: options.lockRefreshMs,
    autosaveMs: options.autosaveMs ?? 60_000,
    requestTimeoutMs: options.requestTimeoutMs ?? 120_000,
  }
}

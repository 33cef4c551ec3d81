/** What the server does wrong on purpose, so that a host's tests can see how the host takes it. All fields absent: it behaves. */
export interface Misbehaviour {
  /** Cut the connection after a callback's request is sent, before its answer is read. A number: only so many times. */
  dropCallbackConnection?: boolean | number
  /** Wait this long before each callback. */
  delayMs?: number
  /** Send each callback twice, the second time exactly as the first, token included. */
  replayLastCallback?: boolean
  /** Sign callbacks and downloads with another secret. */
  signWithSecret?: string
  /** Serve result files with damaged bytes (length kept). */
  corruptDownload?: boolean
  /** Announce a result file's whole length and cut the connection halfway. */
  truncateDownload?: boolean
  /** Answer result URLs with this status. */
  statusOfDownload?: number
  /** Answer result URLs with a 302 to this address. */
  redirectDownloadTo?: string
  /** Put this extension into `filetype` of callbacks. */
  wrongFiletype?: string
  /** Put this address into `url` of callbacks. */
  foreignUrl?: string
  /** Answer `/command` and `/converter` with this HTTP status and an HTML page, as a broken proxy would. */
  serverError?: number
  /** `fail`: callbacks 7 and 3 without `url`. `corrupted`: 7 and 3 that carry one. */
  assembly?: 'fail' | 'corrupted'
  /** Answer every conversion with this error code. */
  conversionError?: number
  /** Answer `/healthcheck` with `false`. */
  unhealthy?: boolean
  /** Wrongs of the WOPI client. */
  wopi?: WopiMisbehaviour
}

/** What the WOPI client does wrong on purpose. */
export interface WopiMisbehaviour {
  /** Cut the connection of a PutFile in the middle of its body, or once all is sent. */
  dropPutFile?: 'halfway' | 'before the answer'
  /** Proofs signed for another token, none at all, or right ones that are half an hour old. */
  proof?: 'wrong' | 'missing' | 'stale'
  /** Sent as the `LastModifiedTime` that the client knows. */
  timestamp?: string
  /** Sent instead of the id that the file was locked with. */
  lock?: string
  /** Send each PutFile twice, the second time exactly as the first. */
  repeatPutFile?: boolean
}

/** Holds the misbehaviour of one server; `current()` is `{}` when it behaves. */
export interface Misbehaving {
  set(next: Misbehaviour | null): void
  current(): Readonly<Misbehaviour>
  /** Whether this callback's connection is to be cut; counts down a numeric wish. */
  takeDrop(): boolean
}

export function createMisbehaving(): Misbehaving {
  let now: Misbehaviour = {}
  return {
    set(next) {
      now = { ...next }
    },
    current: () => now,
    takeDrop() {
      const drop = now.dropCallbackConnection
      if (typeof drop !== 'number') return drop === true
      if (drop <= 0) return false
      now.dropCallbackConnection = drop - 1
      return true
    },
  }
}

/** The operations that the two clients use (WOPI REST documentation; `requests` of the driver name them so). */
export type WopiOperation =
  | 'CheckFileInfo'
  | 'GetFile'
  | 'Lock'
  | 'RefreshLock'
  | 'Unlock'
  | 'PutFile'
  | 'PutRelativeFile'
  | 'RenameFile'

/** Access to one file as the host page gave it. `ttl` is milliseconds since 1970, `0` for unknown. */
export interface WopiAccess {
  token: string
  /** Empty where the client was not told. */
  ttl: string
  /** Collabora: of the page's address, passed on with each call. */
  permission?: string
}

/** The file that a call is about, and in whose name it is made. */
export interface WopiTarget {
  /** Address of the file without a query. */
  wopiSrc: string
  access: WopiAccess
  /** `X-WOPI-SessionId` of ONLYOFFICE: the same for all calls of one opening. */
  sessionId: string
}

/** What a PutFile says about its cause. */
export interface SaveFlags {
  isModifiedByUser: boolean
  isAutosave: boolean
  isExitSave: boolean
  /** The host's own words for the last state that the client knows; `null`: overwrite regardless. */
  timestamp: string | null
  /** What the host page gave with Action_Save. Collabora only. */
  extendedData?: string | null
  /** User ids. ONLYOFFICE only. */
  editors?: string
}

/** One call before it becomes headers of a flavour. */
export interface WopiCall {
  operation: WopiOperation
  target: WopiTarget
  lock?: string
  save?: SaveFlags
  /** Suggested target or requested name, not encoded. */
  name?: string
  isConversion?: boolean
  sessionContext?: string
  maxExpectedSize?: number
  extendedData?: string | null
  body?: Uint8Array
  contentType?: string
  /** The answer's body goes into this file. */
  toFile?: string
}

export interface WopiAnswer {
  /** `null`: no answer came. */
  status: number | null
  headers: Readonly<Record<string, string | string[] | undefined>>
  /** The answer's JSON object; `{}` when it is none. */
  json: Record<string, unknown>
}

export type HeaderLines = readonly (readonly [name: string, value: string])[]

export interface WireDetails {
  url: string
  /** `X-WOPI-TimeStamp` */
  ticks: bigint
  proof: { proof: string; proofOld: string } | null
}

/** How one flavour puts calls on the wire: names, casing, order and values of headers. */
export interface WopiDialect {
  /** Pairs of proof keys that the client has. */
  proofPairs: 1 | 2
  url(call: WopiCall): string
  /** All headers in order, the last ones included. */
  headers(call: WopiCall, wire: WireDetails): HeaderLines
  /** A lock id for a document that is opened now. */
  lockId(documentKey: string): string
}

const overrides: Readonly<Record<WopiOperation, string | null>> = {
  CheckFileInfo: null,
  GetFile: null,
  Lock: 'LOCK',
  RefreshLock: 'REFRESH_LOCK',
  Unlock: 'UNLOCK',
  PutFile: 'PUT',
  PutRelativeFile: 'PUT_RELATIVE',
  RenameFile: 'RENAME_FILE',
}

/** `X-WOPI-Override`; `null` for GET requests. */
export function overrideOf(operation: WopiOperation): string | null {
  return overrides[operation]
}

/** Address of the file, or of its bytes. */
export function endpointOf({ operation, target }: WopiCall): string {
  return operation === 'GetFile' || operation === 'PutFile' ? `${target.wopiSrc}/contents` : target.wopiSrc
}

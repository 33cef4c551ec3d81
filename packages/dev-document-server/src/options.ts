import { randomBytes } from 'node:crypto'
import type { Rooms } from './rooms.ts'
import { type ResolvedWopiOptions, resolveWopiOptions, type WopiOptions } from './wopi/wopi-options.ts'

/** What `startDocumentServer` takes. Times are milliseconds; the defaults are those of ONLYOFFICE Docs 9.3. */
export interface DocumentServerOptions {
  host?: string
  /** 0: any free port. */
  port?: number
  /** Shared JWT secret. Default: a random one, readable from the started server. `null`: tokens are neither asked for nor sent. */
  secret?: string | null
  /** Name of the token header in both directions. */
  jwtHeader?: string
  /** Address under which browsers and hosts reach the server when it differs from `http://host:port`, sub-path included. */
  publicUrl?: string
  /** Sub-path at which the server itself listens, such as `/office`. */
  pathPrefix?: string
  /** Where caches and forgotten files live. Default: a temporary folder, removed by `close()`. */
  dataDirectory?: string
  /** Wait between the last editor's leaving and the assembly (`server.savetimeoutdelay`). */
  saveDelayMs?: number
  /** Pauses before the retries of a failed callback 2 or 3 (`callbackBackoffOptions`). */
  callbackBackoffMs?: readonly number[]
  /** `server.callbackRequestTimeout`. */
  callbackTimeoutMs?: number
  /** Pause between the three attempts of a download. */
  downloadRetryMs?: number
  /** `converter.downloadTimeout`. */
  downloadTimeoutMs?: number
  /** `converter.maxDownloadBytes`. */
  maxDownloadBytes?: number
  /** How long a saved key answers "version changed" (`expire.updateVersionStatus`). */
  burntKeyMs?: number
  /** After what time a vanished connection counts as gone (ping timeout). */
  connectionLossMs?: number
  /** Validity of result URLs (`storage.fs.urlExpires`). */
  resultUrlMs?: number
  /** Four parts, as the command `version` answers. */
  version?: string
  /** The clock of tokens, URL expiry and burnt keys. */
  now?: () => Date
  /** How the server behaves as a WOPI client. */
  wopi?: WopiOptions
  /** Replacements for the document, collaboration, page and converter rooms. */
  rooms?: Partial<Rooms>
  /** One line per notable event, without secrets. */
  log?: (line: string) => void
}

export type ResolvedOptions = Required<Omit<DocumentServerOptions, 'publicUrl' | 'dataDirectory' | 'rooms' | 'wopi'>> &
  Pick<DocumentServerOptions, 'publicUrl' | 'dataDirectory' | 'rooms'> & { wopi: ResolvedWopiOptions }

/** Fills in the defaults; normalises `pathPrefix` to `''` or `/x/y` and `publicUrl` to no trailing slash. */
export function resolveOptions(options: DocumentServerOptions): ResolvedOptions {
  const prefix = (options.pathPrefix ?? '').replace(/^\/+|\/+$/g, '')
  return {
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    secret: options.secret === undefined ? randomBytes(24).toString('base64url') : options.secret,
    jwtHeader: options.jwtHeader ?? 'Authorization',
    pathPrefix: prefix === '' ? '' : `/${prefix}`,
    saveDelayMs: options.saveDelayMs ?? 5000,
    callbackBackoffMs: options.callbackBackoffMs ?? [1000, 2000, 4000],
    callbackTimeoutMs: options.callbackTimeoutMs ?? 600_000,
    downloadRetryMs: options.downloadRetryMs ?? 1000,
    downloadTimeoutMs: options.downloadTimeoutMs ?? 120_000,
    maxDownloadBytes: options.maxDownloadBytes ?? 104_857_600,
    burntKeyMs: options.burntKeyMs ?? 300_000,
    connectionLossMs: options.connectionLossMs ?? 20_000,
    resultUrlMs: options.resultUrlMs ?? 900_000,
    version: options.version ?? '9.3.1.0',
    now: options.now ?? (() => new Date()),
    log: options.log ?? (() => {}),
    wopi: resolveWopiOptions(options.wopi),
    publicUrl: options.publicUrl?.replace(/\/+$/, ''),
    dataDirectory: options.dataDirectory,
    rooms: options.rooms,
  }
}

/** `9.3.1` of `9.3.1.0`: what `history.serverVersion` and `DocEditor.version()` show. */
export function productVersion(version: string): string {
  return version.split('.').slice(0, 3).join('.')
}

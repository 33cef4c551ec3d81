import type { IncomingMessage, ServerResponse } from 'node:http'

/** What the connector needs of a Ghost: lent by the process itself (`ghost-bridge.ts`) or from beside it (`sidecar/`). */
export interface Ghost {
  /** Such as `6.65.0`. */
  version: string
  /** Address of the public site, without a slash at its end. */
  siteUrl(): string
  /** Address below which `/ghost` lies, without a slash at its end; the site's own unless `admin.url` is set. */
  adminUrl(): string
  /** Absolute path of Ghost's content folder. */
  contentPath: string
  database: Database
  files: FileStore
  /** The staff user whose verified session this request carries; null: none. Throws `forbidden` when a page of another origin sent it. */
  session(request: GhostRequest): Promise<Account | null>
  /** An active staff user; null: unknown, suspended or removed. */
  account(id: string): Promise<Account | null>
  /** Ghost's own answer to: may this user edit this post? */
  mayEditPost(account: Account, postId: string): Promise<boolean>
  /** Whether a reader with this request's member cookie may read the post; `member` is the member's id, null for a visitor. */
  member(request: GhostRequest): Promise<string | null>
  /** False for posts that are not published, and for members that are gone. */
  mayReadPost(member: string | null, postId: string): Promise<boolean>
  /**
   * Makes `line` the one line with `marker` in the code that Ghost puts at the end of each public page; null: no such line. In the name of the staff user who
   * sends this request; null: in nobody's, which only Ghost's own process can.
   */
  setSiteScript(request: GhostRequest | null, line: string | null, marker: string): Promise<void>
  /** Text only this installation knows; settings are encrypted with a key made from it. */
  secret(): string
  /** Language of the site, such as `en`. */
  locale(): string
  /** The section `openwith` of Ghost's configuration. */
  config(): Record<string, unknown>
  log(level: 'debug' | 'info' | 'warn' | 'error', text: string): void
}

/** Node's request as Express 4 or 5 hands it on. */
export type GhostRequest = IncomingMessage & { originalUrl: string; baseUrl: string; res?: ServerResponse }

/** A staff user. */
export interface Account {
  id: string
  name: string
  email: string
  /** Names such as `Author`; a staff user has one. */
  roles: string[]
  /** Absolute URL or null. */
  picture: string | null
  locale: string | null
  /** Ghost's own field: what the person set for dark mode and the like. */
  accessibility: unknown
}

/** Ghost's database. Placeholders are `?` on both kinds. */
export interface Database {
  dialect: 'sqlite' | 'mysql'
  all<Row>(sql: string, values?: readonly unknown[]): Promise<Row[]>
  /** Answers how many rows matched and were changed. */
  run(sql: string, values?: readonly unknown[]): Promise<number>
}

/** The storage that Ghost uses for files. Paths are relative, with slashes, such as `2026/11/report.docx`. */
export interface FileStore {
  /** Absolute path of the folder with the files; null: they are elsewhere and only `read` and `saveRaw` reach them. */
  folder: string | null
  /** Path of a file by its public address; null: no address of this storage. */
  pathOf(url: string): string | null
  /** Absolute public address. */
  urlOf(path: string): string
  /** Null: there is none. */
  read(path: string): Promise<Uint8Array | null>
  saveRaw(bytes: Buffer, path: string): Promise<void>
  exists(path: string): Promise<boolean>
  /** The name Ghost would give such an upload, without a folder. */
  sanitize(name: string): string
}

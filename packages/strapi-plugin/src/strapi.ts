/**
 * The part of Strapi 5 that this plugin touches, as types. Strapi itself is installed by the user's application only, so its own types are not at hand
 * here. Source: `@strapi/core`, `@strapi/upload`, `@strapi/admin`, `@strapi/database` 5.54.
 */

export interface Strapi {
  plugin(name: string): { service(name: string): unknown; provider: Record<string, unknown> }
  service(uid: string): unknown
  store(place: { type: string; name: string; key: string }): {
    get(): Promise<unknown>
    set(data: { value: unknown }): Promise<void>
  }
  db: { query(uid: string): Query }
  eventHub: { on(event: string, listener: (told: { user: AdminUser }) => unknown): unknown }
  config: { get(path: string, fallback?: unknown): unknown }
  dirs: { app: { root: string }; static: { public: string } }
  server: { use(middleware: (context: KoaContext, next: () => Promise<unknown>) => unknown): unknown }
  fetch: typeof fetch
  log: { debug(text: string): void; info(text: string): void; warn(text: string): void; error(text: string): void }
}

/** `strapi.db.query(uid)`: straight to the database, with no document service, locale or draft between. */
export interface Query {
  findOne(params: QueryParams): Promise<Row | null>
  findMany(params: QueryParams): Promise<Row[]>
  count(params: QueryParams): Promise<number>
  create(params: { data: Record<string, unknown> }): Promise<Row>
  update(params: { where: Where; data: Record<string, unknown> }): Promise<Row | null>
  updateMany(params: { where: Where; data: Record<string, unknown> }): Promise<{ count: number }>
  deleteMany(params: { where: Where }): Promise<{ count: number }>
}

export type Where = Record<string, unknown>
export type Row = Record<string, unknown> & { id: number }

export interface QueryParams {
  where?: Where
  select?: string[]
  populate?: Record<string, unknown>
  orderBy?: Record<string, 'asc' | 'desc'> | Record<string, 'asc' | 'desc'>[]
  limit?: number
  offset?: number
}

/** A row of `plugin::upload.file`. `size` is in units of 1000 bytes, rounded; there is no exact size. */
export interface FileRow extends Row {
  name: string
  ext: string | null
  hash: string
  mime: string
  size: number | string
  url: string
  provider: string
  provider_metadata: unknown
  createdAt: string
  updatedAt: string
  createdBy?: AdminUser | null
  folder?: { id: number; name: string } | null
}

export interface AdminUser {
  id: number
  firstname?: string | null
  lastname?: string | null
  username?: string | null
  email?: string | null
  isActive?: boolean
  blocked?: boolean
  /** Strapi's own spelling. */
  preferedLanguage?: string | null
  roles?: { id: number; name: string }[]
}

/** A file to store, by path. */
export interface InputFile {
  filepath: string
  originalFilename: string
  mimetype: string
  size: number
}

/** `plugin::upload` service `upload`. */
export interface UploadService {
  upload(
    input: { data: { fileInfo: { name: string; folder: number | null } }; files: InputFile },
    options: { user?: { id: number } },
  ): Promise<FileRow[]>
  replace(
    id: number,
    input: { data: { fileInfo: { name: string } }; file: InputFile },
    options: { user?: { id: number } },
  ): Promise<FileRow>
  updateFileInfo(id: number, info: { name?: string }, options: { user?: { id: number } }): Promise<FileRow>
}

/** `plugin::upload` service `file`. */
export interface FileService {
  signFileUrls(file: FileRow): Promise<FileRow & { isUrlSigned?: boolean }>
}

/** A user's rights, as CASL knows them. */
export interface Ability {
  can(action: string, subject?: unknown): boolean
}

export interface PermissionsManager {
  ability: Ability
  isAllowed: boolean
  toSubject(target: unknown): unknown
  /** The conditions of the user's rights as a database filter; null: none. */
  getQuery(action?: string): Where | null
}

/** `admin::permission`. */
export interface PermissionService {
  createPermissionsManager(options: { ability: Ability; action: string; model: string }): PermissionsManager
  engine: { generateUserAbility(user: AdminUser): Promise<Ability> }
  actionProvider: { registerMany(actions: Record<string, unknown>[]): Promise<void> }
}

/** `admin::encryption`: AES-256-GCM with `admin.secrets.encryptionKey`; null when there is no key, or another one. */
export interface EncryptionService {
  encrypt(text: string): string | null
  decrypt(text: string): string | null
}

/** What Koa hands to a route or middleware, as far as the two doors need it. */
export interface KoaContext {
  req: import('node:http').IncomingMessage
  res: import('node:http').ServerResponse
  request: { body?: unknown }
  originalUrl: string
  path: string
  respond?: boolean
  state: { user?: AdminUser; userAbility?: Ability }
}

export const fileModel = 'plugin::upload.file'
export const folderModel = 'plugin::upload.folder'
export const stateModel = 'plugin::onlyoffice.state'

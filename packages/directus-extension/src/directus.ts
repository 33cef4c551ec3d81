import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import type { Knex } from 'knex'

/**
 * What the extension uses of Directus: the context of an API extension, and of its services what is called here.
 * Source: Directus 12.4, `@directus/api: extensions/manager`, `services/*`.
 */
export interface DirectusContext {
  services: Services
  database: Knex
  getSchema(): Promise<Schema>
  /** Directus's configuration: environment and configuration file, values cast to numbers, booleans and lists. */
  env: Record<string, unknown>
  logger: Record<'debug' | 'info' | 'warn' | 'error', (message: string) => void>
}

/** Opaque here. */
export type Schema = object

/** On whose behalf a service works. A service without one has every right: see {@link Privileged}. */
export interface Accountability {
  user: string | null
  role: string | null
  /** The role's ancestors, root first, and the role. */
  roles: string[]
  admin: boolean
  app: boolean
  /** Null: not known. Policies that are bound to addresses then do not count. */
  ip: string | null
}

/** Every right, and nobody's name. Only for what was allowed before in a person's name, or is nobody's. */
export type Privileged = null

interface ServiceOptions {
  schema: Schema
  accountability: Accountability | Privileged
}

export type Row = Record<string, unknown>

export interface Query {
  fields?: string[]
  filter?: object
  sort?: string[]
  limit?: number
  offset?: number
}

interface MutationOptions {
  emitEvents?: boolean
  /** Thrown after the rights were asked, and before anything is written. */
  preMutationError?: Error
}

export interface ItemsService {
  readOne(id: string, query?: Query, options?: MutationOptions): Promise<Row>
  readByQuery(query: Query, options?: MutationOptions): Promise<Row[]>
  createOne(data: Row, options?: MutationOptions): Promise<string>
  updateOne(id: string, data: Row, options?: MutationOptions): Promise<string>
  deleteOne(id: string, options?: MutationOptions): Promise<string>
}

export interface FilesService extends ItemsService {
  uploadOne(body: Readable, data: Row, id?: string, options?: MutationOptions): Promise<string>
}

export interface AssetsService {
  getAsset(
    id: string,
    transformation: undefined,
    range: { start?: number; end?: number } | undefined,
    /** Answer a function that opens the stream. */
    defer: true,
  ): Promise<{ stream(): Promise<Readable>; file: Row; stat: { size: number; modified: Date } }>
}

export interface PermissionsService extends ItemsService {
  getItemPermissions(collection: string, id: string): Promise<Record<'update' | 'delete', { access: boolean }>>
}

export interface FieldsService {
  createField(collection: string, field: object): Promise<void>
  deleteField(collection: string, field: string): Promise<void>
}

type Service<Of> = new (options: ServiceOptions) => Of

export interface Services {
  AssetsService: Service<AssetsService>
  FieldsService: Service<FieldsService>
  FilesService: Service<FilesService>
  FoldersService: Service<ItemsService>
  ItemsService: new (collection: string, options: ServiceOptions) => ItemsService
  PermissionsService: Service<PermissionsService>
}

/** A file of the library. Dates are as the service gives them. */
export interface FileRow {
  id: string
  storage: string
  /** Name in the storage. */
  filename_disk: string
  filename_download: string
  title: string | null
  type: string | null
  folder: string | null
  uploaded_by: string | null
  uploaded_on: string | null
  modified_on: string | null
  /** Bytes; a string where the database has 64-bit numbers. */
  filesize: number | string | null
}

export const fileFields = [
  'id',
  'storage',
  'filename_disk',
  'filename_download',
  'title',
  'type',
  'folder',
  'uploaded_by',
  'uploaded_on',
  'modified_on',
  'filesize',
]

/** The fields that Directus writes when somebody uploads a file over another. Source: Directus 12.4, `@directus/api: services/files`. */
export const replacedFields = ['storage', 'folder', 'filename_download', 'filename_disk', 'title', 'type']

/** Express's request with what Directus's own middleware adds. */
export interface DirectusRequest extends IncomingMessage {
  originalUrl: string
  accountability?: Accountability | null
  /** Where the login came from. Null: nowhere. */
  tokenSource?: 'query' | 'header' | 'cookie' | null
}

/** The part of Express's application and router that is used. */
export interface ExpressRouter {
  use(handler: (req: never, res: never, next: (error?: unknown) => void) => void): unknown
  use(path: string, handler: (req: never, res: never, next: (error?: unknown) => void) => void): unknown
}

/** Ids of Directus's own rows are UUIDs; PostgreSQL fails on anything else. */
export function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)
}

/** The code of an error that Directus throws, such as `FORBIDDEN`. */
export function directusCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

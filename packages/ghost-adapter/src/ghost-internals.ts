import type { ServerResponse } from 'node:http'
import type { GhostRequest } from './ghost.ts'

/** The parts of Ghost's process that `ghost-bridge.ts` touches, as types. Source: Ghost 6.65, `core/`. */

/** Another sso adapter, as Ghost would make it. */
export interface SsoAdapter {
  setUserRepository?(repository: unknown): void
  getRequestCredentials(request: GhostRequest): Promise<unknown>
  getIdentityFromCredentials(credentials: unknown): Promise<unknown>
  getUserForIdentity(identity: unknown): Promise<unknown>
}

export interface Config {
  get(key: string): unknown
  getSiteUrl(): string
  getAdminUrl(): string | null
  getContentPath(kind: string): string
}

export interface Model {
  id: string
  get(name: string): unknown
  load(relations: string[]): Promise<unknown>
  related(name: string): { toJSON(): { name: string }[] }
  toJSON(): Record<string, unknown>
}

export interface SessionService {
  getUserForSession(request: GhostRequest, response: ServerResponse): Promise<Model | null>
  isVerifiedSession(request: GhostRequest, response: ServerResponse): Promise<boolean>
}

export interface Storage {
  storagePath?: unknown
  cdnUrl?: unknown
  tenantPrefix?: unknown
  urlToPath(url: string): string
  read(options: { path: string }): Promise<Uint8Array>
  saveRaw(bytes: Buffer, path: string): Promise<string>
  exists(name: string, folder: string): Promise<boolean>
  getSanitizedFileName(name: string): string
}

export interface AdapterUtils {
  loadAdapterClass(
    type: string,
    name: string,
    paths: string[],
    load: (path: string) => unknown,
  ): new (
    options: unknown,
  ) => SsoAdapter
}

export interface Knex {
  raw(sql: string, values: readonly unknown[]): Promise<unknown>
  client: { config: { client: string } }
}

export interface Models {
  User: { findOne(where: { id: string; status: string }): Promise<Model | null> }
  Settings: { edit(values: { key: string; value: string }[], options: object): Promise<unknown> }
  Post: { findOne(where: { id: string; status: string }, options: { withRelated: string[] }): Promise<Model | null> }
}

export interface Permissions {
  canThis(context: { user: string }): { edit: { post(id: string, attributes: object): Promise<unknown> } }
}

export interface Members {
  ssr?: { getMemberDataFromSession(request: GhostRequest, response: ServerResponse): Promise<{ id: string } | null> }
  api?: { members: { get(where: { id: string }, options: object): Promise<Model | null> } }
}

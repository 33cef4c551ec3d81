import type { Access, Permissions, User } from '@openwith/connector-core/host'
import {
  type CollectionSlug,
  createLocalReq,
  docAccessOperation,
  type Payload,
  type PayloadRequest,
  type TypedUser,
} from 'payload'
import { mayAdminister } from './administer.ts'
import { draftReason } from './draft-rule.ts'
import { isGranted } from './is-granted.ts'
import type { OpenWithOptions } from './options.ts'
import { collectionOf, readRowId, writeRowId } from './row-id.ts'
import type { UploadRows } from './upload-rows.ts'

export interface PayloadAccess extends Access {
  /** The core's user for somebody whom Payload has authenticated, with the rights of that login. */
  login(account: TypedUser, locale?: string): User
  /** Who acts, for `overrideAccess: false`; null: gone or suspended. */
  account(user: User): Promise<TypedUser | null>
  /** A request in this user's name, for access functions and operations. */
  request(user: User): Promise<PayloadRequest | null>
  /** Whether this user may edit the document with this id; `edit` of its permissions. */
  mayEdit(user: User, id: string): Promise<boolean>
}

/** Payload's own access control, asked in the name of users of any auth collection. Their ids are `<collection>:<id>`. */
export function createAccess(
  payload: Payload,
  rows: UploadRows,
  options: Pick<OpenWithOptions, 'administer'>,
): PayloadAccess {
  // For as long as the core holds this user object: one request, or one save.
  const accounts = new WeakMap<User, Promise<TypedUser | null>>()

  /** Privileged: reads the account as Payload's own login does (`payload` 3.90: auth/strategies/jwt). */
  async function load(id: string): Promise<TypedUser | null> {
    const of = readRowId(payload, id)
    if (of === null) return null
    const collection = of.collection as CollectionSlug
    const { auth } = collectionOf(payload, collection).config
    if (!auth) return null
    const found = (await payload.findByID({
      collection,
      id: of.id,
      depth: auth.depth ?? 0,
      overrideAccess: true,
      disableErrors: true,
    })) as Record<string, unknown> | null
    if (found === null || (auth.verify && found._verified !== true)) return null
    return { ...found, collection: of.collection, _strategy: 'openwith' } as unknown as TypedUser
  }

  async function account(user: User): Promise<TypedUser | null> {
    const held = accounts.get(user)
    if (held !== undefined) return await held
    const loading = load(user.id)
    accounts.set(user, loading)
    return await loading
  }

  async function request(user: User): Promise<PayloadRequest | null> {
    const found = await account(user)
    return found === null ? null : await createLocalReq({ user: found }, payload)
  }

  function toUser(found: TypedUser, locale?: string): User {
    const fields = found as unknown as Record<string, unknown>
    const text = (name: string) => (typeof fields[name] === 'string' && fields[name] !== '' ? fields[name] : undefined)
    const title = payload.collections[found.collection]?.config.admin.useAsTitle
    const named = title === undefined || title === 'id' || title === 'email' ? undefined : text(title)
    const email = text('email')
    return {
      id: writeRowId({ collection: found.collection, id: found.id }),
      name: named ?? text('name') ?? text('username') ?? email ?? `User ${found.id}`,
      ...(email === undefined ? {} : { email }),
      ...(locale === undefined ? {} : { locale }),
    }
  }

  async function permissions(user: User, id: string): Promise<Permissions> {
    const [row, req] = await Promise.all([rows.load(id), request(user)])
    if (row === null || req === null) return none
    const collection = collectionOf(payload, row.collection)
    // As Payload's own form asks whether somebody may publish: with the status that a save would write.
    const ask = async (status?: 'draft' | 'published') =>
      (await docAccessOperation({
        collection,
        id: row.id,
        req,
        ...(status === undefined ? {} : { data: { _status: status } }),
      })) as { read?: unknown; update?: unknown; delete?: unknown }
    const rights = await ask(row.publication === 'plain' ? undefined : statusOfSave(row.publication))
    if (!isGranted(rights.read)) return none
    const update = isGranted(rights.update)
    const waits = row.publication === 'changed'
    const savesDrafts = !update && row.publication === 'published' && isGranted((await ask('draft')).update)
    const rule = update && waits ? 'waiting' : savesDrafts ? 'published' : null
    return {
      ...{ view: true, download: true, print: true, copy: true },
      edit: update && !waits,
      delete: isGranted(rights.delete),
      ...(rule === null ? {} : { viewOnlyReason: draftReason(rule, user.locale) }),
    }
  }

  return {
    account,
    request,

    async user(id) {
      const found = await load(id)
      if (found === null) return null
      const user = toUser(found)
      accounts.set(user, Promise.resolve(found))
      return user
    },

    login(found, locale) {
      const user = toUser(found, locale)
      accounts.set(user, Promise.resolve(found))
      return user
    },

    permissions: (user, document) => permissions(user, document.id),

    async mayEdit(user, id) {
      return (await permissions(user, id)).edit
    },

    async mayCreate(user, { beside, folder }) {
      const req = await request(user)
      if (req === null) return false
      const slug = folder || (beside === null ? undefined : readRowId(payload, beside)?.collection)
      for (const collection of slug === undefined ? rows.collections() : [slug]) {
        if (!rows.collections().includes(collection)) continue
        const { access } = collectionOf(payload, collection).config
        if (await access.create({ req })) return true
      }
      return false
    },

    async mayAdminister(user) {
      const req = await request(user)
      return req !== null && (await mayAdminister(req, options))
    },
  }
}

const none: Permissions = { view: false, edit: false, download: false, print: false, copy: false }

const statusOfSave = (publication: string): 'draft' | 'published' => (publication === 'draft' ? 'draft' : 'published')

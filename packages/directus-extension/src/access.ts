import type { Access, StateStore, User } from '@openwith/connector-core/host'
import { accountabilityOfUser, findActiveUser, policiesOf, type UserRow } from './accountability.ts'
import { type Accountability, type DirectusContext, directusCode, isUuid, replacedFields } from './directus.ts'

export interface DirectusAccess extends Access {
  /** The core's user for a login that Directus has checked, with the rights of that login. Null: nobody, or a share link. */
  login(accountability: Accountability | null | undefined): Promise<User | null>
  /** On whose behalf Directus's services are called for this user. Null: gone or suspended. */
  accountabilityOf(user: User): Promise<Accountability | null>
}

const none = { view: false, edit: false, download: false, print: false, copy: false }
const all = { view: true, edit: true, download: true, print: true, copy: true, delete: true }

/** How long an address counts for saves that come later; the longest session of an editor. */
const addressSeconds = 24 * 60 * 60
/** Another instance may have seen the person elsewhere since. */
const refreshMilliseconds = 60 * 1000

/** The rights of Directus: its permissions and policies, asked anew for each request and each save. */
export function createAccess(context: DirectusContext, state: StateStore): DirectusAccess {
  const { database, getSchema, services } = context
  // For as long as the core holds this user object: one request, or one save.
  const known = new WeakMap<User, Promise<Accountability | null>>()
  const addressKey = (id: string) => `directus/address/${id}`
  const addresses = new Map<string, { ip: string; until: number }>()

  /** Policies may be bound to addresses, and a save comes from Document Server's: it counts as from where the person was seen last. */
  async function rememberAddress(user: string, ip: string | null): Promise<void> {
    const held = addresses.get(user)
    if (ip === null || (held?.ip === ip && held.until > Date.now())) return
    const key = addressKey(user)
    const isKept = await state.swap(key, await state.get(key), ip, addressSeconds)
    if (isKept) addresses.set(user, { ip, until: Date.now() + refreshMilliseconds })
    else addresses.delete(user)
  }

  async function accountabilityOf(user: User): Promise<Accountability | null> {
    const held = known.get(user)
    if (held !== undefined) return await held
    const made = isUuid(user.id)
      ? findActiveUser(database, user.id).then(async (row) =>
          row === null ? null : await accountabilityOfUser(database, row, await state.get(addressKey(row.id))),
        )
      : Promise.resolve(null)
    known.set(user, made)
    return await made
  }

  async function mayRead(id: string, accountability: Accountability): Promise<boolean> {
    const files = new services.FilesService({ schema: await getSchema(), accountability })
    return await granted(files.readOne(id, { fields: ['id'] }, { emitEvents: false }))
  }

  /** May they upload another file over this one? Asks Directus to write the fields of such an upload, and ends that before it is done. */
  async function mayReplace(id: string, accountability: Accountability): Promise<boolean> {
    const schema = await getSchema()
    // Privileged: people may not see all of these fields.
    const row = await new services.FilesService({ schema, accountability: null }).readOne(
      id,
      { fields: replacedFields },
      { emitEvents: false },
    )
    const files = new services.ItemsService('directus_files', { schema, accountability })
    const asked = new Error('The right was asked.')
    const answer = files.updateOne(id, row, { emitEvents: false, preMutationError: asked })
    return await granted(answer.catch((error: unknown) => (error === asked ? undefined : Promise.reject(error))))
  }

  async function mayAdd(accountability: Accountability): Promise<boolean> {
    if (accountability.admin) return true
    const policies = (await policiesOf(database, accountability)).map(({ id }) => id)
    if (policies.length === 0) return false
    // Privileged: people may not read the rules that bind them.
    const permissions = new services.PermissionsService({ schema: await getSchema(), accountability: null })
    const ofPolicies = { policy: { _in: policies } }
    const toCreate = [{ collection: { _eq: 'directus_files' } }, { action: { _eq: 'create' } }]
    const filter = { _and: [ofPolicies, ...toCreate] }
    const found = await permissions.readByQuery({ fields: ['id', 'policy'], filter, limit: -1 })
    return found.some(({ policy }) => policies.includes(String(policy)))
  }

  return {
    accountabilityOf,

    async user(id) {
      const row = isUuid(id) ? await findActiveUser(database, id) : null
      return row === null ? null : toUser(row)
    },

    async login(accountability) {
      if (!accountability?.user) return null
      const row = await findActiveUser(database, accountability.user)
      if (row === null) return null
      const user = toUser(row)
      known.set(user, Promise.resolve(accountability))
      await rememberAddress(row.id, accountability.ip ?? null)
      return user
    },

    async permissions(user, document) {
      const accountability = await accountabilityOf(user)
      if (accountability === null) return none
      if (accountability.admin) return all
      const options = { schema: await getSchema(), accountability }
      if (!(await mayRead(document.id, accountability))) return none
      const may = await new services.PermissionsService(options).getItemPermissions('directus_files', document.id)
      // A right to edit titles is none to change documents. Who may take the file away and add another may do so in one step, too.
      const edit =
        may.update.access &&
        ((await mayReplace(document.id, accountability)) || (may.delete.access && (await mayAdd(accountability))))
      return { ...all, edit, rename: may.update.access, delete: may.delete.access }
    },

    async mayCreate(user) {
      const accountability = await accountabilityOf(user)
      return accountability !== null && (await mayAdd(accountability))
    },

    async mayAdminister(user) {
      return (await accountabilityOf(user))?.admin === true
    },
  }
}

/** Whether Directus lets it happen. Throws what is no refusal. */
async function granted(act: Promise<unknown>): Promise<boolean> {
  try {
    await act
    return true
  } catch (error) {
    if (directusCode(error) === 'FORBIDDEN' || directusCode(error) === 'FAILED_VALIDATION') return false
    throw error
  }
}

function toUser(row: UserRow): User {
  const name = [row.first_name, row.last_name].filter((part) => part !== null && part !== '').join(' ')
  return {
    id: row.id,
    name: name || row.email || `User ${row.id.slice(0, 8)}`,
    ...(row.email ? { email: row.email } : {}),
    ...(row.language ? { locale: row.language } : {}),
    ...(row.role_name ? { groups: [row.role_name] } : {}),
  }
}

import { BlockList, isIP } from 'node:net'
import type { Knex } from 'knex'
import type { Accountability } from './directus.ts'

/** What of a user decides about rights. */
export interface UserRow {
  id: string
  role: string | null
  status: string
  first_name: string | null
  last_name: string | null
  email: string | null
  language: string | null
  role_name: string | null
}

interface PolicyRow {
  id: string | null
  admin_access: unknown
  app_access: unknown
  ip_access: string | null
}

/** The account, or null when there is none that may log in. */
export async function findActiveUser(database: Knex, id: string): Promise<UserRow | null> {
  const row = (await database('directus_users')
    .leftJoin('directus_roles', 'directus_roles.id', 'directus_users.role')
    .where({ 'directus_users.id': id, 'directus_users.status': 'active' })
    .first(
      'directus_users.id',
      'directus_users.role',
      'directus_users.status',
      'directus_users.first_name',
      'directus_users.last_name',
      'directus_users.email',
      'directus_users.language',
      { role_name: 'directus_roles.name' },
    )) as UserRow | undefined
  return row ?? null
}

/**
 * What Directus makes of a login, for somebody who is not logged in at this moment: a save comes from Document Server, and the editor outlives an access
 * token. `ip` is where the person was seen last; without one, policies that are bound to addresses do not count.
 * Source: Directus 12.4, `@directus/api: utils/get-accountability-for-token`, `permissions/lib/fetch-policies`.
 */
export async function accountabilityOfUser(
  database: Knex,
  user: Pick<UserRow, 'id' | 'role'>,
  ip: string | null,
): Promise<Accountability> {
  const roles = await rolesTree(database, user.role)
  const policies = await policiesOf(database, { user: user.id, roles, ip })
  const admin = policies.some((policy) => isTrue(policy.admin_access))
  return {
    user: user.id,
    role: user.role,
    roles,
    admin,
    app: admin || policies.some((policy) => isTrue(policy.app_access)),
    ip,
  }
}

/** The policies that count for a login: its user's and its roles', of those bound to addresses only the ones for its address. */
export async function policiesOf(
  database: Knex,
  { user, roles, ip }: Pick<Accountability, 'user' | 'roles' | 'ip'>,
): Promise<PolicyRow[]> {
  const rows = (await database('directus_access')
    .join('directus_policies', 'directus_policies.id', 'directus_access.policy')
    .where((either) => {
      either.whereIn('directus_access.role', roles)
      if (user !== null) either.orWhere('directus_access.user', user)
    })
    .select(
      'directus_policies.id',
      'directus_policies.admin_access',
      'directus_policies.app_access',
      'directus_policies.ip_access',
    )) as PolicyRow[]
  return rows.filter(({ ip_access }) => {
    const networks = (ip_access ?? '').split(',').filter((network) => network.trim() !== '')
    return networks.length === 0 || (ip !== null && isInNetworks(ip, networks))
  })
}

/** The role and those above it, root first. */
async function rolesTree(database: Knex, start: string | null): Promise<string[]> {
  const roles: string[] = []
  let next = start
  while (next !== null && !roles.includes(next)) {
    const row = (await database('directus_roles').where({ id: next }).first('id', 'parent')) as
      | { id: string; parent: string | null }
      | undefined
    if (row === undefined) break
    roles.unshift(row.id)
    next = row.parent
  }
  return roles
}

/** Addresses, `from-to` and CIDR, as Directus's policies allow them. What cannot be read lets nobody in. */
function isInNetworks(ip: string, networks: readonly string[]): boolean {
  const family = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')
  const list = new BlockList()
  for (const network of networks.map((text) => text.trim())) {
    try {
      const [first = '', last] = network.split('-')
      const [address = '', prefix] = network.split('/')
      if (last !== undefined) list.addRange(first, last, family(first))
      else if (prefix !== undefined) list.addSubnet(address, Number(prefix), family(address))
      else list.addAddress(network, family(network))
    } catch {}
  }
  return list.check(ip, family(ip))
}

/** Databases have 1, true or '1'. */
const isTrue = (value: unknown): boolean => value === true || value === 1 || value === '1' || value === 'true'

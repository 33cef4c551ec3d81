import type { DirectusContext } from '../src/directus.ts'

/** Adds people and their rights straight to the database, where no plan counts seats. Each answers the id of what it added. */
export function peopleInDatabase({ database }: Pick<DirectusContext, 'database'>) {
  async function insert(table: string, row: Record<string, unknown>): Promise<string> {
    const id = crypto.randomUUID()
    await database(table).insert({ id, ...row })
    return id
  }
  return {
    async policy(policy: { admin_access?: boolean; app_access?: boolean; ip_access?: string }): Promise<string> {
      return await insert('directus_policies', { name: 'Policy', icon: 'badge', ...policy })
    },
    async role(parent: string | null, ...policies: string[]): Promise<string> {
      const role = await insert('directus_roles', { name: 'Role', icon: 'badge', parent })
      for (const policy of policies) await insert('directus_access', { role, policy })
      return role
    },
    async user(role: string | null, ...policies: string[]): Promise<{ id: string; token: string }> {
      const token = crypto.randomUUID()
      const user = await insert('directus_users', { token, role, status: 'active', email: `${token}@example.com` })
      for (const policy of policies) await insert('directus_access', { user, policy })
      return { id: user, token }
    },
    async permit(policy: string, action: string, rule: { fields?: string; own?: boolean } = {}): Promise<void> {
      await database('directus_permissions').insert({
        policy,
        action,
        collection: 'directus_files',
        fields: rule.fields ?? '*',
        permissions: JSON.stringify(rule.own ? { uploaded_by: { _eq: '$CURRENT_USER' } } : {}),
      })
    },
  }
}

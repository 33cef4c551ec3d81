import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { User } from '@openwith/connector-core/host'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { Accountability } from '../src/directus.ts'
import { createHost, type DirectusHost } from '../src/host.ts'
import { type InProcessDirectus, loadDirectus } from './in-process.ts'

/** People who are not logged in when their edit is saved, against what Directus itself makes of their login. */
describe('the rights of a stored user', () => {
  let running: InProcessDirectus
  let host: DirectusHost
  let loginOf: (token: string, from: Accountability) => Promise<Accountability>

  beforeAll(async () => {
    const directory = inject('directusDirectory')
    running = await loadDirectus(directory, {}, () => {})
    host = createHost(running.context)
    await host.prepare()
    const utility = path.join(directory, 'node_modules/@directus/api/dist/utils/get-accountability-for-token.js')
    const module = (await import(pathToFileURL(utility).href)) as { getAccountabilityForToken: typeof loginOf }
    loginOf = module.getAccountabilityForToken
  })
  afterAll(() => running?.stop())

  const database = () => running.context.database
  const nobody = (ip: string | null): Accountability => ({
    user: null,
    role: null,
    roles: [],
    admin: false,
    app: false,
    ip,
  })

  async function addPolicy(policy: {
    admin_access?: boolean
    app_access?: boolean
    ip_access?: string
  }): Promise<string> {
    const id = crypto.randomUUID()
    await database()('directus_policies').insert({ id, name: id, icon: 'badge', ...policy })
    return id
  }
  async function addRole(parent: string | null, ...policies: string[]): Promise<string> {
    const id = crypto.randomUUID()
    await database()('directus_roles').insert({ id, name: id, icon: 'badge', parent })
    for (const policy of policies)
      await database()('directus_access').insert({ id: crypto.randomUUID(), role: id, policy })
    return id
  }
  async function addUser(role: string | null, ...policies: string[]): Promise<{ id: string; token: string }> {
    const user = { id: crypto.randomUUID(), token: crypto.randomUUID() }
    await database()('directus_users').insert({ ...user, role, status: 'active', email: `${user.id}@example.com` })
    for (const policy of policies)
      await database()('directus_access').insert({ id: crypto.randomUUID(), user: user.id, policy })
    return user
  }
  const stored = async (id: string) => await host.access.accountabilityOf((await host.access.user(id)) as User)

  it('are those of a login: roles and those above them, policies of both and of the user', async () => {
    const [admin, app] = [await addPolicy({ admin_access: true }), await addPolicy({ app_access: true })]
    const plain = await addPolicy({})
    const top = await addRole(null, app)
    const middle = await addRole(top)
    const people = [
      await addUser(null),
      await addUser(null, app),
      await addUser(await addRole(middle, plain)),
      await addUser(await addRole(null, plain), admin),
      await addUser(await addRole(await addRole(null, admin))),
    ]
    for (const { id, token } of people) expect(await stored(id)).toEqual(await loginOf(token, nobody(null)))
    expect((await stored(people[4]?.id ?? ''))?.admin).toBe(true)
    expect((await stored(people[2]?.id ?? ''))?.app).toBe(true)
  })

  it('leave out policies that are bound to an address, unless the person was seen there', async () => {
    const office = await addPolicy({ admin_access: true, ip_access: '10.1.0.0/16,192.168.7.5-192.168.7.9' })
    const { id, token } = await addUser(null, office)
    expect((await stored(id))?.admin).toBe(false)
    await host.access.login(await loginOf(token, nobody('172.16.0.1')))
    expect((await stored(id))?.admin).toBe(false)
    for (const ip of ['10.1.200.3', '192.168.7.8']) {
      const login = await loginOf(token, nobody(ip))
      expect(login.admin).toBe(true)
      await host.access.login(login)
      expect(await stored(id)).toEqual(login)
    }
    await host.access.login(await loginOf(token, nobody('192.168.7.10')))
    expect((await stored(id))?.admin).toBe(false)
  })

  it('are none for somebody who is suspended, gone, or here by a share link', async () => {
    const { id, token } = await addUser(null, await addPolicy({ admin_access: true }))
    const login = await loginOf(token, nobody(null))
    const user = (await host.access.user(id)) as User
    await database()('directus_users').where({ id }).update({ status: 'suspended' })
    expect(await host.access.user(id)).toBeNull()
    expect(await host.access.accountabilityOf(user)).toBeNull()
    expect(await host.access.login(login)).toBeNull()
    expect(await host.access.login(nobody(null))).toBeNull()
    expect(await host.access.login(null)).toBeNull()
    expect(await host.access.user(crypto.randomUUID())).toBeNull()
  })
})

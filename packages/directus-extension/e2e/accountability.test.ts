import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { User } from '@openwith/connector-core/host'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { Accountability } from '../src/directus.ts'
import { createHost, type DirectusHost } from '../src/host.ts'
import { type InProcessDirectus, loadDirectus } from './in-process.ts'
import { peopleInDatabase } from './people-in-database.ts'

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

  const people = () => peopleInDatabase(running.context)
  const nobody = (ip: string | null): Accountability => ({
    user: null,
    role: null,
    roles: [],
    admin: false,
    app: false,
    ip,
  })
  const stored = async (id: string) => await host.access.accountabilityOf((await host.access.user(id)) as User)

  it('are those of a login: roles and those above them, policies of both and of the user', async () => {
    const [admin, app] = [await people().policy({ admin_access: true }), await people().policy({ app_access: true })]
    const plain = await people().policy({})
    const top = await people().role(null, app)
    const middle = await people().role(top)
    const all = [
      await people().user(null),
      await people().user(null, app),
      await people().user(await people().role(middle, plain)),
      await people().user(await people().role(null, plain), admin),
      await people().user(await people().role(await people().role(null, admin))),
    ]
    for (const { id, token } of all) expect(await stored(id)).toEqual(await loginOf(token, nobody(null)))
    expect((await stored(all[4]?.id ?? ''))?.admin).toBe(true)
    expect((await stored(all[2]?.id ?? ''))?.app).toBe(true)
  })

  it('leave out policies that are bound to an address, unless the person was seen there', async () => {
    const office = await people().policy({ admin_access: true, ip_access: '10.1.0.0/16,192.168.7.5-192.168.7.9' })
    const { id, token } = await people().user(null, office)
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
    const { id, token } = await people().user(null, await people().policy({ admin_access: true }))
    const login = await loginOf(token, nobody(null))
    const user = (await host.access.user(id)) as User
    await running.context.database('directus_users').where({ id }).update({ status: 'suspended' })
    expect(await host.access.user(id)).toBeNull()
    expect(await host.access.accountabilityOf(user)).toBeNull()
    expect(await host.access.login(login)).toBeNull()
    expect(await host.access.login(nobody(null))).toBeNull()
    expect(await host.access.login(null)).toBeNull()
    expect(await host.access.user(crypto.randomUUID())).toBeNull()
  })
})

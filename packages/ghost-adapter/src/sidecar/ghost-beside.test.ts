import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Database, GhostRequest } from '../ghost.ts'
import { ghostBeside } from './ghost-beside.ts'

describe('a Ghost seen from beside it', () => {
  let server: Server
  let answers: Record<string, [number, unknown]>
  let asked: { method: string; headers: IncomingMessage['headers'] }[]
  let open: DatabaseSync
  beforeEach(async () => {
    answers = {}
    asked = []
    open = new DatabaseSync(':memory:')
    server = createServer((request, response) => {
      asked.push({ method: request.method ?? '', headers: request.headers })
      const [status, body] = answers[`${request.method}`] ?? [404, {}]
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterEach(async () => {
    open.close()
    await new Promise((resolve) => server.close(resolve))
  })

  const database: Database = {
    dialect: 'sqlite',
    all: async <Row>(sql: string, values: readonly unknown[] = []) =>
      open.prepare(sql).all(...(values as string[])) as Row[],
    run: async () => 0,
  }
  const beside = () =>
    ghostBeside({
      ghost: {
        folder: '/g',
        code: '/g',
        version: '6.65.0',
        env: 'production',
        configFile: '/g/c',
        config: {},
        contentPath: '/g/content',
      },
      config: { get: (name) => (name === 'url' ? 'https://blog.example.com' : undefined) },
      database,
      ghostUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      secret: 's',
      locale: 'en',
      log() {},
    })
  const request = {
    headers: {
      cookie: 'other=1; ghost-admin-api-session=abc; more=2',
      authorization: 'Bearer x',
      origin: 'https://blog.example.com',
    },
  } as GhostRequest

  it('sends on the staff cookie and nothing else of a request', async () => {
    answers.GET = [403, {}]
    expect(await beside().session(request)).toBeNull()
    expect(asked[0]?.headers).toMatchObject({
      cookie: 'ghost-admin-api-session=abc',
      host: 'blog.example.com',
      'x-forwarded-proto': 'https',
    })
    expect(asked[0]?.headers.authorization).toBeUndefined()
    expect(asked[0]?.headers.origin).toBeUndefined()
  })

  it('knows nobody whom Ghost has locked, or who is not there', async () => {
    open.exec(
      'create table users (id text, name text, email text, profile_image text, locale text, accessibility text, status text);' +
        'create table roles (id text, name text); create table roles_users (role_id text, user_id text);' +
        "insert into users values ('1', 'Ada', '', null, null, null, 'active'), ('2', 'Bob', '', null, null, null, 'locked'), ('3', 'Eve', '', null, null, null, 'inactive')",
    )
    const ghost = beside()
    expect(await Promise.all(['1', '2', '3', '4'].map(async (id) => (await ghost.account(id))?.name ?? null))).toEqual([
      'Ada',
      null,
      null,
      null,
    ])
  })

  it("leaves the site's code injection as it is when Ghost does not show it", async () => {
    for (const answer of [
      [403, {}],
      [200, {}],
      [200, { settings: [] }],
      [200, 'text'],
    ] as [number, unknown][]) {
      answers.GET = answer
      await expect(beside().setSiteScript(request, '<script data-openwith>', 'data-openwith')).rejects.toMatchObject({
        code: 'unavailable',
      })
    }
    expect(asked.filter(({ method }) => method !== 'GET')).toEqual([])
    answers = { GET: [200, { settings: [{ key: 'codeinjection_foot', value: null }] }], PUT: [200, {}] }
    await beside().setSiteScript(request, '<script data-openwith>', 'data-openwith')
    expect(asked.at(-1)?.method).toBe('PUT')
  })
})

import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { documentServerToken } from '@openwith/connector-testkit'
import { type DocumentServer, startDocumentServer } from '@openwith/dev-document-server'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type DirectusApp, type DirectusFile, startDirectus } from '../../../examples/directus/app.mts'
import { freePort } from '../../../toolchain/apps/running-app.ts'
import { sample } from '../../../toolchain/stage/samples.ts'

const secret = 'pipeline-secret-0123456789abcdef0123'
const megabyte = 1024 * 1024

const sign = (claims: object) => documentServerToken(claims, secret, new Date())

interface Opened {
  config: { document: { key: string; url: string }; editorConfig: { callbackUrl: string } }
}

/** What Document Server's and WOPI clients' requests meet on their way through Directus's own middleware. */
describe('requests of editor servers in Directus', () => {
  let app: DirectusApp
  let wopiServer: DocumentServer
  let file: DirectusFile
  let opened: Opened
  const dataDirectory = mkdtemp(path.join(tmpdir(), 'openwith-directus-'))

  beforeAll(async () => {
    wopiServer = await startDocumentServer({ wopi: { flavour: 'collabora' } })
    app = await startDirectus({
      directory: inject('directusDirectory'),
      dataDirectory: await dataDirectory,
      // Nothing answers there: these tests play Document Server themselves.
      environment: {
        DOCUMENT_SERVER_URL: 'http://127.0.0.1:9',
        DOCUMENT_SERVER_SECRET: secret,
        WOPI_DISCOVERY_URL: wopiServer.url,
        WOPI_PROOF: 'off',
      },
    })
    file = await app.upload(await sample('Plan.docx', ['The plan']))
    opened = await app.api('POST', `/openwith/documents/${file.id}/open`, {})
  })
  afterAll(async () => {
    await app?.stop()
    await wopiServer?.close()
    await rm(await dataDirectory, { recursive: true, force: true })
  })

  const post = (url: string, body: BodyInit, headers: Record<string, string> = {}) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      redirect: 'manual',
    })

  it('are served with the bearer token of Document Server, which is none of Directus', async () => {
    const { url } = opened.config.document
    const answer = await fetch(url, { headers: { authorization: `Bearer ${sign({ payload: { url } })}` } })
    expect(answer.status).toBe(200)
    expect((await answer.bytes()).byteLength).toBe(Number(file.filesize))
    // The same header at an address of Directus's own is refused before anybody looks at the address.
    const other = await fetch(`${app.url}/openwith/formats`, { headers: { authorization: `Bearer ${sign({})}` } })
    expect(other.status).toBe(401)
  })

  it('are answered to a callback that is signed in the header and in the body', async () => {
    const { callbackUrl } = opened.config.editorConfig
    const event = { key: opened.config.document.key, status: 1, users: ['ada'], actions: [{ type: 1, userid: 'ada' }] }
    const body = JSON.stringify({ ...event, token: sign(event) })
    const answer = await post(callbackUrl, body, { authorization: `Bearer ${sign({ payload: event })}` })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ error: 0 })
  })

  it('may carry more than a megabyte of JSON', async () => {
    const { callbackUrl } = opened.config.editorConfig
    const { key } = opened.config.document
    const history = { serverVersion: '9.3.1', changes: [{ created: 'x'.repeat(0.6 * megabyte) }] }
    const event = { key, status: 1, users: ['ada'], actions: [{ type: 1, userid: 'ada' }], history }
    const answer = await post(callbackUrl, JSON.stringify({ ...event, token: sign(event) }), {
      authorization: `Bearer ${sign({ payload: { key, status: 1 } })}`,
    })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ error: 0 })
    // Directus's own limit holds for its own addresses.
    const token = await app.login(app.admin.email, app.admin.password)
    const large = JSON.stringify({ kind: 'docx', name: 'x'.repeat(2 * megabyte) })
    const other = await post(`${app.url}/openwith/documents`, large, { authorization: `Bearer ${token}` })
    expect(other.status).toBe(400)
  })

  it('reach the WOPI door with a token in the query, in the header, and in both', async () => {
    const address = `${app.url}/openwith/server/wopi/files/none`
    for (const [url, headers] of [
      [`${address}?access_token=a.b.c`, {}],
      [address, { authorization: 'Bearer a.b.c' }],
      [`${address}?access_token=a.b.c`, { authorization: 'Bearer a.b.c' }],
    ] as const) {
      const answer = await fetch(url, { headers })
      // Ours, not the envelope in which Directus refuses.
      expect([401, 404]).toContain(answer.status)
      expect(await answer.text()).not.toContain('INVALID_')
    }
  })

  it('stream a body of 3 MB to the door, unread and byte for byte', async () => {
    const letter = await app.upload(await sample('Letter.docx', ['Short']))
    const { wopiSrc, accessToken } = await app.api<{ wopiSrc: string; accessToken: string }>(
      'POST',
      `/openwith/documents/${letter.id}/open`,
      { editor: 'wopi' },
    )
    const noise = Array.from({ length: 60 }, () => randomBytes(60_000).toString('base64'))
    const { bytes } = await sample('Letter.docx', noise)
    expect(bytes.byteLength).toBeGreaterThan(3 * megabyte)
    const lock = randomBytes(8).toString('hex')
    const call = (route: string, operation: string, body: BodyInit) =>
      post(`${wopiSrc}${route}?access_token=${accessToken}`, body, {
        'content-type': 'application/octet-stream',
        'x-wopi-override': operation,
        'x-wopi-lock': lock,
        // Clients send the token here as well, and Directus refuses a request that carries two.
        authorization: `Bearer ${accessToken}`,
      })
    const content = bytes as Uint8Array<ArrayBuffer>
    expect((await call('/contents', 'PUT', content)).status).toBe(409)
    expect((await call('', 'LOCK', '')).status).toBe(200)
    expect((await call('/contents', 'PUT', content)).status).toBe(200)
    expect((await call('', 'UNLOCK', '')).status).toBe(200)
    const read = await fetch(`${wopiSrc}/contents?access_token=${accessToken}`)
    expect(sha256(await read.bytes())).toBe(sha256(bytes))
    expect(sha256(await readFile(app.pathOf(letter)))).toBe(sha256(bytes))
  })

  it('are refused with the token of somebody who was suspended or deleted, also when the account is good again', async () => {
    const role = await app.addRole('Readers', [{ collection: 'directus_files', action: 'read' }])
    const person = { email: 'rita@example.com', password: 'Openwith-test-1' }
    const id = await app.addUser({ ...person, role })
    const route = `/openwith/documents/${file.id}/open`
    const address = async (): Promise<string> => {
      const login = await app.login(person.email, person.password)
      const wanted = { editor: 'wopi', mode: 'view' }
      const { wopiSrc, accessToken } = await app.api<{ wopiSrc: string; accessToken: string }>(
        'POST',
        route,
        wanted,
        login,
      )
      return `${wopiSrc}?access_token=${accessToken}`
    }
    const before = await address()
    expect((await fetch(before)).status).toBe(200)
    for (const status of ['suspended', 'active']) {
      await app.api('PATCH', `/users/${id}`, { status })
      await expect.poll(async () => (await fetch(before)).status).toBe(401)
    }
    expect((await fetch(await address())).status).toBe(200)
    await app.api('DELETE', `/users/${id}`)
    await app.api('POST', '/users', { ...person, id, role })
    await expect.poll(async () => (await fetch(before)).status).toBe(401)
  })

  it('leave no cookie, and need none', async () => {
    const answer = await fetch(opened.config.document.url)
    expect(answer.headers.get('set-cookie')).toBeNull()
  })
})

describe('requests of people in Directus', () => {
  let app: DirectusApp
  const dataDirectory = mkdtemp(path.join(tmpdir(), 'openwith-directus-'))

  beforeAll(async () => {
    const port = await freePort()
    app = await startDirectus({
      directory: inject('directusDirectory'),
      dataDirectory: await dataDirectory,
      port,
      // As behind a proxy that serves Directus under a path and takes it off.
      environment: {
        PUBLIC_URL: `http://127.0.0.1:${port}/cms`,
        DOCUMENT_SERVER_URL: 'http://127.0.0.1:9',
        DOCUMENT_SERVER_SECRET: secret,
      },
    })
  })
  afterAll(async () => {
    await app?.stop()
    await rm(await dataDirectory, { recursive: true, force: true })
  })

  async function sessionCookie(): Promise<string> {
    const answer = await fetch(`${app.url}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...app.admin, mode: 'session' }),
    })
    return answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ')
  }
  const create = (headers: Record<string, string>) =>
    fetch(`${app.url}/openwith/documents`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ kind: 'docx', name: `Made ${Math.random()}` }),
    })

  it('are refused when nobody is logged in', async () => {
    expect((await create({})).status).toBe(401)
    expect((await fetch(`${app.url}/openwith/documents`)).status).toBe(401)
  })

  it('with a cookie must come from a page of this site', async () => {
    const cookie = await sessionCookie()
    expect((await create({ cookie, origin: 'https://elsewhere.example' })).status).toBe(403)
    expect((await create({ cookie })).status).toBe(403)
    expect((await create({ cookie, origin: app.url })).status).toBe(201)
    expect((await create({ cookie, 'sec-fetch-site': 'same-origin' })).status).toBe(201)
  })

  it('with a bearer token may come from anywhere', async () => {
    const token = await app.login(app.admin.email, app.admin.password)
    expect((await create({ authorization: `Bearer ${token}`, origin: 'https://elsewhere.example' })).status).toBe(201)
  })

  it('get addresses with the path that a proxy takes off', async () => {
    const file = await app.upload(await sample('Below.docx', ['Below a path']))
    const { url } = await app.api<{ url: string }>('POST', `/openwith/documents/${file.id}/page`, {})
    expect(url).toMatch(`${app.url}/cms/openwith/server/page/`)
    const page = await fetch(url.replace('/cms/', '/'), { redirect: 'manual' })
    expect(page.status).toBeLessThan(400)
    expect(page.headers.getSetCookie().join()).toContain('Path=/cms/openwith/server/page/')
  })

  it('are answered by the one connector of the process after Directus has loaded its extensions anew', async () => {
    const { data } = await app.api<{ data: { id: string; bundle: string | null }[] }>('GET', '/extensions')
    const bundle = data.find((extension) => extension.bundle === null)
    const loaded = () => app.output().split('Extensions reloaded').length
    const before = loaded()
    await app.api('PATCH', `/extensions/${bundle?.id}`, { meta: { enabled: true } })
    while (loaded() === before) await new Promise((resolve) => setTimeout(resolve, 50))
    const file = await app.upload(await sample('Anew.docx', ['Loaded anew']))
    const { config } = await app.api<Opened>('POST', `/openwith/documents/${file.id}/open`, {})
    const url = config.document.url.replace('/cms/', '/')
    const token = sign({ payload: { url: config.document.url } })
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
    expect(answer.status).toBe(200)
    expect((await answer.bytes()).byteLength).toBe(Number(file.filesize))
  })
})

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

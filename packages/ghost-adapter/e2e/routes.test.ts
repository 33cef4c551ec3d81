import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { documentServerToken } from '@openwith/connector-testkit'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { startGhost } from '../../../examples/ghost/app.mts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { byHeader } from './by-header.ts'
import { type Stage, startStage } from './stage.ts'

describe('what the sso adapter answers in Ghost', () => {
  let stage: Stage
  let cookie: string
  beforeAll(async () => {
    stage = await startStage(inject('ghostDirectory'))
    cookie = await stage.app.login()
  })
  afterAll(() => stage?.close())

  const ask = async (route: string, init: RequestInit = {}) =>
    await fetch(`${stage.app.url}${route}`, { redirect: 'manual', ...init, headers: { cookie, ...init.headers } })
  const json = { 'content-type': 'application/json' }
  const staff = '/ghost/openwith/api'

  it("brings its script into each page of Ghost's admin once, with an ETag that answers 304", async () => {
    const page = await ask('/ghost/')
    const html = await page.text()
    expect(html.match(/\/ghost\/openwith\/admin\.js/g)).toHaveLength(1)
    expect(page.headers.get('x-frame-options')).toBe('sameorigin')
    const again = await ask('/ghost/', {
      headers: { 'if-none-match': page.headers.get('etag') ?? '', 'cache-control': 'max-age=0' },
    })
    expect(again.status).toBe(304)
    const script = await ask('/ghost/openwith/admin.js')
    expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8'])
  })

  it('knows nobody on a device that Ghost has not verified yet', async () => {
    const strict = await startStage(inject('ghostDirectory'), { adapters: false })
    // Ghost trusts the device of somebody's very first login.
    await strict.app.login()
    await strict.app.stop()
    const { app, server } = strict
    const again = await startGhost({
      directory: inject('ghostDirectory'),
      dataDirectory: app.dataDirectory,
      config: { security: { staffDeviceVerification: true } },
    })
    try {
      const login = await fetch(`${again.url}/ghost/api/admin/session/`, {
        method: 'POST',
        headers: { ...json, origin: again.url },
        body: JSON.stringify({ username: again.admin.email, password: again.admin.password }),
      })
      expect([login.status, await login.text()]).toEqual([403, expect.stringContaining('2FA')])
      const unverified = login.headers.getSetCookie().join('; ').replace(/;.*/, '')
      expect(unverified).toContain('ghost-admin-api-session=')
      const me = await fetch(`${again.url}${staff}/me`, { headers: { cookie: unverified } })
      expect(me.status).toBe(401)
    } finally {
      await again.stop()
      await server.close()
      await rm(app.dataDirectory, { recursive: true, force: true })
    }
  })

  it('says what Ghost lacks, in the log and at its own addresses, and lets Ghost go on', async () => {
    const dataDirectory = await mkdtemp(path.join(tmpdir(), 'openwith-ghost-'))
    const hook = path.join(dataDirectory, 'hook.cjs')
    // As if another Ghost had moved it.
    await writeFile(
      hook,
      "const { Module } = require('node:module'); const load = Module._load; " +
        'Module._load = function (name, parent, main) { const loaded = load.call(this, name, parent, main); ' +
        "return name.endsWith('services/members/content-gating') && /[/]index[.]js$/.test(parent?.filename ?? '') ? {} : loaded }",
    )
    const other = path.join(dataDirectory, 'content/adapters/sso/ByHeader')
    await mkdir(other, { recursive: true })
    await writeFile(path.join(other, 'index.js'), byHeader)
    const app = await startGhost({
      directory: inject('ghostDirectory'),
      dataDirectory,
      config: { adapters: { sso: { active: 'ByHeader', ByHeader: { header: 'x-remote-user' } } } },
      environment: { NODE_OPTIONS: `--require ${hook}` },
    })
    try {
      expect(app.output()).toMatch(
        /OpenWith is off: Ghost 6\.65\.0 is not as this adapter knows it: .*content-gating: checkPostAccess/,
      )
      expect((await fetch(`${app.url}/ghost/`)).status).toBe(200)
      const ours = await fetch(`${app.url}/ghost/openwith/`)
      expect([ours.status, await ours.text()]).toEqual([503, expect.stringContaining('Tested with Ghost 6.65')])
      // Another sso adapter behind ours goes on logging people in.
      const entered = await fetch(`${app.url}/ghost/`, { headers: { 'x-remote-user': app.admin.email } })
      await entered.text()
      const session = entered.headers.getSetCookie().join('; ').replace(/;.*/, '')
      const me = await fetch(`${app.url}/ghost/api/admin/users/me/`, { headers: { cookie: session } })
      expect(me.status).toBe(200)
    } finally {
      await app.stop()
      await rm(dataDirectory, { recursive: true, force: true })
    }
  })

  it('carries 50 MB through Ghost to Document Server and back, byte for byte, without holding them', async () => {
    const line = 'word '.repeat(200)
    const bytes = Buffer.from(`${line}\n`.repeat(52_000))
    const url = await stage.app.upload({ name: 'Long.txt', type: 'text/plain', bytes })
    await stage.app.addPost({ title: 'Long', files: [url] })
    const { config } = await stage.app.api<{ config: { document: { url: string } } }>(
      'POST',
      `${staff}/documents/${stage.idOf(url)}/open`,
      {},
    )
    const token = documentServerToken({ payload: { url: config.document.url } }, stage.server.secret ?? '', new Date())
    const answer = await fetch(config.document.url, { headers: { authorization: `Bearer ${token}` } })
    expect([answer.status, answer.headers.get('content-length')]).toEqual([200, String(bytes.byteLength)])
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true)
  })

  it('leaves other addresses of the admin to Ghost', async () => {
    expect((await ask('/ghost/api/admin/site/')).status).toBe(200)
    expect((await ask('/ghost/openwithout/')).headers.get('location')).toContain('#/openwithout')
    const asset = /assets\/[\w.-]+\.css/.exec(await (await ask('/ghost/')).text())?.[0]
    expect((await ask(`/ghost/${asset}`)).headers.get('content-type')).toContain('text/css')
  })

  it('answers 401 to whoever is not signed in, and sends them from its pages to the sign-in', async () => {
    const anonymous = await fetch(`${stage.app.url}${staff}/me`)
    expect(anonymous.status).toBe(401)
    for (const page of ['/ghost/openwith/', '/ghost/openwith/settings']) {
      const answer = await fetch(`${stage.app.url}${page}`, { redirect: 'manual' })
      expect([answer.status, answer.headers.get('location')]).toEqual([302, `${stage.app.url}/ghost/#/signin`])
      expect((await ask(page)).status).toBe(200)
    }
  })

  it('refuses what a page of another origin sends', async () => {
    const evil = { origin: 'https://evil.example' }
    expect((await ask(`${staff}/me`, { headers: evil })).status).toBe(403)
    for (const [method, route] of [
      ['POST', '/documents'],
      ['PUT', '/settings'],
      ['PUT', '/options'],
      ['POST', '/find'],
    ] as const) {
      const foreign = await ask(`${staff}${route}`, { method, headers: { ...json, ...evil }, body: '{}' })
      expect([route, foreign.status]).toEqual([route, 403])
      // Without an Origin a browser says where a request comes from by another header.
      const crossSite = await ask(`${staff}${route}`, {
        method,
        headers: { ...json, 'sec-fetch-site': 'cross-site' },
        body: '{}',
      })
      expect([route, crossSite.status]).toEqual([route, 403])
    }
  })

  it('has no document under an id that climbs, is hidden, or is no file', async () => {
    const outside = path.join(stage.app.dataDirectory, 'content/data/secret.docx')
    await writeFile(outside, 'secret')
    for (const wanted of [
      '../data/secret.docx',
      '2026/../../data/secret.docx',
      '/etc/passwd',
      '.hidden.docx',
      '2026',
    ]) {
      const id = Buffer.from(wanted).toString('base64url')
      const answer = await ask(`${staff}/documents/${id}`)
      expect([wanted, answer.status]).toEqual([wanted, 404])
    }
    const byUrl = await ask(
      `${staff}/find?url=${encodeURIComponent(`${stage.app.url}/content/files/../data/secret.docx`)}`,
    )
    expect(byUrl.status).toBe(404)
    expect(await readFile(outside, 'utf8')).toBe('secret')
  })

  it('shows the new bytes under the same address at once after a save', async () => {
    const url = await stage.app.upload(await sample('Fresh.docx', ['Old text']))
    await stage.app.addPost({ title: 'With a fresh file', status: 'published', files: [url] })
    const before = await fetch(url)
    await before.arrayBuffer()
    expect(before.headers.get('cache-control')).toBe('public, max-age=0, must-revalidate')
    const { config } = await stage.app.api<{ config: never }>('POST', `${staff}/documents/${stage.idOf(url)}/open`, {})
    const editor = await stage.server.driver.open(config)
    editor.type(' and new text')
    editor.close({ now: true })
    await stage.server.driver.finishSaves()
    expect(await stage.untilStored(url, 'Old text and new text')).toBeTruthy()
    const after = await fetch(url, {
      headers: { 'if-none-match': before.headers.get('etag') ?? '', 'cache-control': 'max-age=0' },
    })
    expect(after.status).toBe(200)
    expect(Buffer.from(await after.arrayBuffer())).toEqual(await readFile(stage.fileOf(url)))
  })

  it('keeps the name that people gave a new document, and lists it with the posts that use it', async () => {
    const made = await ask(`${staff}/documents`, {
      method: 'POST',
      headers: { ...json, origin: stage.app.url },
      body: JSON.stringify({ kind: 'xlsx', name: 'Übersicht für Jürgen' }),
    })
    const { document } = (await made.json()) as { document: { id: string; name: string } }
    expect(document.name).toBe('Übersicht für Jürgen.xlsx')
    const file = await stage.app.api<{ url: string; posts: unknown[] }>('GET', `${staff}/file/${document.id}`)
    expect(file.posts).toEqual([])
    expect((await fetch(file.url)).status).toBe(200)
    const post = await stage.app.addPost({ title: 'Numbers', files: [file.url] })
    const { files } = await stage.app.api<{ files: Record<string, { posts: { id: string }[] }> }>(
      'POST',
      `${staff}/files`,
      {
        ids: [document.id],
      },
    )
    expect(files[document.id]?.posts.map(({ id }) => id)).toEqual([post.id])
    const { documents } = await stage.app.api<{ documents: { id: string }[] }>(
      'GET',
      `${staff}/documents?search=jürgen`,
    )
    expect(documents.map(({ id }) => id)).toEqual([document.id])
  })

  it('lets readers view files of posts that they may read, once an administrator has switched that on', async () => {
    const url = await stage.app.upload(await sample('Public.docx', ['For all']))
    const paid = await stage.app.upload(await sample('Paid.docx', ['For few']))
    const draft = await stage.app.upload(await sample('Hidden.docx', ['For nobody yet']))
    const post = await stage.app.addPost({ title: 'Public post', status: 'published', files: [url] })
    await stage.app.addPost({ title: 'Paid post', status: 'published', visibility: 'paid', files: [paid] })
    await stage.app.addPost({ title: 'Draft post', files: [draft] })
    const reader = (route: string, body: object, as = '') =>
      fetch(`${stage.app.url}/ghost/openwith/public/${route}`, {
        method: 'POST',
        headers: { ...json, origin: stage.app.url, cookie: as },
        body: JSON.stringify(body),
      })
    expect((await reader('view', { urls: [url] })).status).toBe(404)
    await stage.app.api('PUT', `${staff}/options`, { siteScript: true })
    expect(await (await fetch(post.url)).text()).toContain('/ghost/openwith/site.js')
    const view = async (urls: string[], as = '') => await (await reader('view', { urls }, as)).json()
    // Anybody gets one look at the posts a second.
    await expect
      .poll(() => view([url, paid, draft]))
      .toEqual({
        files: {
          [url]: { view: true, edit: false },
          [paid]: { view: false, edit: false },
          [draft]: { view: false, edit: false },
        },
      })
    const opened = (await (await reader('open', { url, mode: 'edit' })).json()) as { url: string }
    const traded = await fetch(opened.url, { redirect: 'manual' })
    const page = await fetch(new URL(traded.headers.get('location') ?? '', opened.url), {
      headers: { cookie: traded.headers.getSetCookie().join('; ').replace(/;.*/, '') },
    })
    expect([page.status, (await page.text()).includes('openwith-editor')]).toEqual([200, true])
    expect((await reader('open', { url: paid, mode: 'view' })).status).toBe(404)
    const free = await stage.app.upload(await sample('Members.docx', ['For members']))
    await stage.app.addPost({ title: 'Members post', status: 'published', visibility: 'members', files: [free] })
    const member = await stage.app.memberCookie('Mia Member')
    await expect
      .poll(() => view([free, paid], member))
      .toEqual({ files: { [free]: { view: true, edit: false }, [paid]: { view: false, edit: false } } })
    expect((await reader('open', { url: free, mode: 'view' }, member)).status).toBe(200)
    expect((await reader('open', { url: free, mode: 'view' })).status).toBe(404)
    await stage.app.api('PUT', `${staff}/options`, { siteScript: false })
    expect(await (await fetch(post.url)).text()).not.toContain('/ghost/openwith/site.js')
    expect((await reader('open', { url, mode: 'view' })).status).toBe(404)
  })
})

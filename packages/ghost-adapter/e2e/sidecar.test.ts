import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { GhostDatabase } from '../../../examples/ghost/app.mts'
import { type MariaDb, startMariaDb } from '../../../toolchain/stage/mariadb.ts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { type SidecarStage, startSidecarStage } from './sidecar-stage.ts'

describe.each(['SQLite', 'MariaDB'])('OpenWith beside a Ghost on %s, behind nginx', (kind) => {
  let stage: SidecarStage
  let mariadb: MariaDb | undefined
  beforeAll(async () => {
    let database: GhostDatabase | undefined
    if (kind === 'MariaDB') {
      mariadb = await startMariaDb()
      const { stop: _, ...connection } = mariadb
      database = { client: 'mysql', connection }
    }
    stage = await startSidecarStage(inject('ghostDirectory'), database)
  })
  afterAll(async () => {
    await stage?.close()
    await mariadb?.stop()
  })

  const api = '/ghost/openwith/api'
  const openFor = async (url: string, who?: Parameters<SidecarStage['app']['api']>[3]) =>
    await stage.app.api<{ config: { editorConfig: { mode: string } } }>(
      'POST',
      `${api}/documents/${stage.idOf(url)}/open`,
      {},
      who,
    )

  it("brings the script into Ghost's admin by the proxy, once", async () => {
    const page = await fetch(`${stage.app.url}/ghost/`)
    expect((await page.text()).match(/\/ghost\/openwith\/admin\.js/g)).toHaveLength(1)
    expect((await fetch(`${stage.app.url}/ghost/openwith/admin.js`)).status).toBe(200)
  })

  it('knows staff by their Ghost session and nobody else', async () => {
    const me = await stage.app.api<{ user: { name: string; role: string } }>('GET', `${api}/me`)
    expect(me.user).toMatchObject({ name: stage.app.admin.name, role: 'Owner' })
    expect((await fetch(`${stage.app.url}${api}/me`)).status).toBe(401)
    const cookie = await stage.app.login()
    const foreign = await fetch(`${stage.app.url}${api}/documents`, {
      method: 'POST',
      headers: { cookie, origin: 'https://evil.example', 'content-type': 'application/json' },
      body: '{}',
    })
    expect(foreign.status).toBe(403)
  })

  it('stores an edit under the same address, and readers get the new bytes at once', async () => {
    const url = await stage.app.upload(await sample('Beside.docx', ['Old text']))
    await stage.app.addPost({ title: 'With a file', status: 'published', files: [url] })
    expect((await fetch(url)).headers.get('cache-control')).toBe('public, max-age=0, must-revalidate')
    const { config } = await openFor(url)
    const editor = await stage.server.driver.open(config as never)
    editor.type(' and new text')
    editor.close({ now: true })
    await stage.server.driver.finishSaves()
    expect(await stage.storedText(url)).toContain('Old text and new text')
    expect(Buffer.from(await (await fetch(url)).arrayBuffer())).toEqual(await readFile(stage.fileOf(url)))
  })

  it("follows Ghost's rights for posts", async () => {
    const author = await stage.app.addStaff('Author', 'Arthur Author')
    const contributor = await stage.app.addStaff('Contributor', 'Carla Contributor')
    const own = await stage.app.upload(await sample('Own.docx', ['By the author']), author)
    await stage.app.addPost({ title: 'Own post', status: 'published', files: [own] }, author)
    const other = await stage.app.upload(await sample('Other.docx', ['By Ada']))
    await stage.app.addPost({ title: 'Other post', status: 'published', files: [other] })
    const draft = await stage.app.upload(await sample('Draft.docx', ['By the contributor']), contributor)
    const post = await stage.app.addPost({ title: 'A draft', files: [draft] }, contributor)
    const mode = async (...args: Parameters<typeof openFor>) => (await openFor(...args)).config.editorConfig.mode
    expect(await mode(own, author)).toBe('edit')
    expect(await mode(other, author)).toBe('view')
    expect(await mode(own, contributor)).toBe('view')
    expect(await mode(draft, contributor)).toBe('edit')
    await stage.app.api('PUT', `/ghost/api/admin/posts/${post.id}/`, {
      posts: [{ status: 'published', updated_at: post.updated_at }],
    })
    expect(await mode(draft, contributor)).toBe('view')
  })

  it('switches the script for readers on and off in the site', async () => {
    const url = await stage.app.upload(await sample('Readers.docx', ['For all']))
    const post = await stage.app.addPost({ title: 'For readers', status: 'published', files: [url] })
    const view = async (cookie = '', of = url) => {
      const answer = await fetch(`${stage.app.url}/ghost/openwith/public/view`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: stage.app.url, cookie },
        body: JSON.stringify({ urls: [of] }),
      })
      return [answer.status, answer.ok ? ((await answer.json()) as { files: unknown }).files : null]
    }
    expect(await view()).toEqual([404, null])
    await stage.app.api('PUT', `${api}/options`, { siteScript: true })
    expect(await (await fetch(post.url)).text()).toContain('/ghost/openwith/site.js')
    // What anybody may ask is answered by one look at the posts a second.
    await expect.poll(() => view()).toEqual([200, { [url]: { view: true, edit: false } }])
    const gated = await stage.app.upload(await sample('Members.docx', ['For members']))
    await stage.app.addPost({ title: 'For members', status: 'published', visibility: 'members', files: [gated] })
    expect(await view('', gated)).toEqual([200, { [gated]: { view: false, edit: false } }])
    const member = await stage.app.memberCookie('Mia Member')
    await expect.poll(() => view(member, gated)).toEqual([200, { [gated]: { view: true, edit: false } }])
    await stage.app.api('PUT', `${api}/options`, { siteScript: false })
    expect(await (await fetch(post.url)).text()).not.toContain('/ghost/openwith/site.js')
  })

  it('loses nothing when it is killed in the middle of a session', async () => {
    const url = await stage.app.upload(await sample('Killed.docx', ['Before']))
    const { config } = await openFor(url)
    const editor = await stage.server.driver.open(config as never)
    editor.type(' and after')
    await stage.restartSidecar(async () => editor.close({ now: true }))
    await stage.server.driver.finishSaves()
    expect(await stage.untilStored(url, 'Before and after')).toBeTruthy()
    expect(await stage.app.api('GET', `${api}/recovery`)).toEqual({ entries: [] })
  })
})

import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { Staff } from '../../../examples/ghost/app.mts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { type Stage, startStage } from './stage.ts'

interface Answer {
  document: { id: string; name: string; actions: { view: boolean; edit: boolean } }
}

describe("rights by Ghost's roles and posts", () => {
  let stage: Stage
  const staff = new Map<string, Staff>()
  beforeAll(async () => {
    stage = await startStage(inject('ghostDirectory'))
    for (const role of ['Administrator', 'Editor', 'Author', 'Contributor'] as const)
      staff.set(role, await stage.app.addStaff(role, `${role} Person`))
  })
  afterAll(() => stage?.close())

  const as = (role: string) => staff.get(role) as Staff
  const actions = async (url: string, who: Staff) => {
    const route = `/ghost/openwith/api/find?url=${encodeURIComponent(url)}`
    return (await stage.app.api<Answer>('GET', route, undefined, who)).document.actions
  }
  const open = (url: string, who: Staff) =>
    stage.app.api<{ config: { editorConfig: { mode: string } } }>(
      'POST',
      `/ghost/openwith/api/documents/${stage.idOf(url)}/open`,
      {},
      who,
    )

  it("lets everybody view a file of somebody else's post, and only those edit it who may edit the post", async () => {
    const url = await stage.app.upload(await sample('Ada.docx', ['By Ada']))
    await stage.app.addPost({ title: "Ada's post", status: 'published', files: [url] })
    for (const [role, edit] of [
      ['Administrator', true],
      ['Editor', true],
      ['Author', false],
      ['Contributor', false],
    ] as const) {
      expect([role, await actions(url, as(role))]).toMatchObject([role, { view: true, edit }])
      const { config } = await open(url, as(role))
      expect([role, config.editorConfig.mode]).toEqual([role, edit ? 'edit' : 'view'])
    }
  })

  it('lets authors edit the files of their own posts, and contributors only while those are drafts', async () => {
    const own = await stage.app.upload(await sample('Author.docx', ['By the author']), as('Author'))
    await stage.app.addPost({ title: "The author's post", status: 'published', files: [own] }, as('Author'))
    expect(await actions(own, as('Author'))).toMatchObject({ view: true, edit: true })
    expect(await actions(own, as('Contributor'))).toMatchObject({ view: true, edit: false })

    const draft = await stage.app.upload(await sample('Draft.docx', ['By the contributor']), as('Contributor'))
    const post = await stage.app.addPost({ title: "The contributor's draft", files: [draft] }, as('Contributor'))
    expect(await actions(draft, as('Contributor'))).toMatchObject({ edit: true })
    await stage.app.api('PUT', `/ghost/api/admin/posts/${post.id}/`, {
      posts: [{ status: 'published', updated_at: post.updated_at }],
    })
    expect(await actions(draft, as('Contributor'))).toMatchObject({ view: true, edit: false })
  })

  it('gives a new file to who made it, until a post of others with it is out', async () => {
    const { document } = await stage.app.api<Answer>(
      'POST',
      '/ghost/openwith/api/documents',
      { kind: 'docx', name: 'Mine' },
      as('Author'),
    )
    const { url } = await stage.app.api<{ url: string }>('GET', `/ghost/openwith/api/file/${document.id}`)
    expect(await actions(url, as('Author'))).toMatchObject({ edit: true })
    expect(await actions(url, as('Contributor'))).toMatchObject({ view: true, edit: false })
    await stage.app.addPost({ title: 'A draft of others', files: [url] })
    expect(await actions(url, as('Author'))).toMatchObject({ edit: true })
    await stage.app.addPost({ title: 'Taken over', status: 'published', files: [url] })
    expect(await actions(url, as('Author'))).toMatchObject({ view: true, edit: false })
  })

  it("lets nobody reach into the files of others by a draft of their own, nor see what only others' drafts use", async () => {
    const url = await stage.app.upload(await sample('Reach.docx', ['By Ada']))
    const draft = await stage.app.addPost({ title: "Ada's draft", files: [url] })
    const find = `/ghost/openwith/api/find?url=${encodeURIComponent(url)}`
    await expect(stage.app.api('GET', find, undefined, as('Author'))).rejects.toThrow('404')
    await expect(
      stage.app.api('GET', `/ghost/openwith/api/file/${stage.idOf(url)}`, undefined, as('Author')),
    ).rejects.toThrow('404')
    await stage.app.addPost({ title: 'Reaching in', files: [url] }, as('Author'))
    expect(await actions(url, as('Author'))).toMatchObject({ view: true, edit: false })
    await stage.app.api('DELETE', `/ghost/api/admin/posts/${draft.id}/`)
    expect(await actions(url, as('Author'))).toMatchObject({ view: true, edit: true })
  })

  it("lets nobody reach into a file that others' posts only link to, in whatever card, until all of those are gone", async () => {
    const url = await stage.app.upload(await sample('Linked.docx', ['By Ada']))
    const blocks = [
      { type: 'html', version: 1, html: `<p>Read <a href="${new URL(url).pathname}">this</a></p>` },
      { type: 'markdown', version: 1, markdown: `Read [this](${url})` },
      { type: 'callout', version: 1, calloutText: `<p><a href="${url}">Read</a></p>`, backgroundColor: 'blue' },
      { type: 'toggle', version: 1, heading: 'More', content: `<p><a href="${url}">Read</a></p>` },
    ]
    const add = (post: object, as?: Staff) =>
      stage.app
        .api<{ posts: { id: string; lexical: string }[] }>('POST', '/ghost/api/admin/posts/', { posts: [post] }, as)
        .then(({ posts }) => posts[0] as { id: string; lexical: string })
    const lexical = (block: object) => JSON.stringify({ root: { type: 'root', version: 1, children: [block] } })
    const published = await Promise.all([
      ...blocks.map((block) => add({ title: block.type, status: 'published', lexical: lexical(block) })),
      add({ title: 'Caption', status: 'published', feature_image_caption: `<a href="${url}">Read</a>` }),
      add({ title: 'Code', status: 'published', codeinjection_foot: `<a href="${url}">Read</a>` }),
    ])
    await stage.app.addPost({ title: 'Mine', files: [url] }, as('Author'))
    expect(await actions(url, as('Author'))).toMatchObject({ view: true, edit: false })
    for (const { id } of published) {
      expect([id, (await actions(url, as('Author'))).edit]).toEqual([id, false])
      await stage.app.api('DELETE', `/ghost/api/admin/posts/${id}/`)
    }
    expect(await actions(url, as('Author'))).toMatchObject({ view: true, edit: true })
  })

  it('follows what Ghost changes in many posts at once, which leaves their time of change', async () => {
    const url = await stage.app.upload(await sample('Many.docx', ['By Ada']))
    const post = await stage.app.addPost({ title: 'Out for now', status: 'published', files: [url] })
    expect(await actions(url, as('Author'))).toMatchObject({ view: true, edit: false })
    const state = () =>
      stage.app.sql<{ status: string; updated_at: string }>(
        `select status, updated_at from posts where id = '${post.id}'`,
      )
    // Ghost keeps whole seconds, and what changed within the last ones is read again anyhow.
    await new Promise((resolve) => setTimeout(resolve, 4000))
    expect(await actions(url, as('Author'))).toMatchObject({ view: true, edit: false })
    const [before] = await state()
    await stage.app.api('PUT', `/ghost/api/admin/posts/bulk/?filter=${encodeURIComponent(`id:'${post.id}'`)}`, {
      bulk: { action: 'unpublish' },
    })
    expect(await state()).toEqual([{ ...before, status: 'draft' }])
    const find = `/ghost/openwith/api/find?url=${encodeURIComponent(url)}`
    await expect(stage.app.api('GET', find, undefined, as('Author'))).rejects.toThrow('404')
  })

  it('keeps the edit of an author who lost the post meanwhile out of the file, and in the recovery area', async () => {
    const url = await stage.app.upload(await sample('Lost.docx', ['Untouched']), as('Author'))
    const post = await stage.app.addPost({ title: 'Soon not mine', files: [url] }, as('Author'))
    const { config } = await open(url, as('Author'))
    const editor = await stage.server.driver.open(config as never)
    editor.type(' by somebody without the right')
    const { users } = await stage.app.api<{ users: { id: string; email: string }[] }>('GET', '/ghost/api/admin/users/')
    const ada = users.find(({ email }) => email === stage.app.admin.email)
    await stage.app.api('PUT', `/ghost/api/admin/posts/${post.id}/`, {
      posts: [{ authors: [{ id: ada?.id }], updated_at: post.updated_at }],
    })
    editor.close({ now: true })
    await stage.server.driver.finishSaves()
    expect(await stage.storedText(url)).toContain('Untouched')
    expect(await stage.storedText(url)).not.toContain('without the right')
    const { entries } = await stage.app.api<{ entries: unknown[] }>('GET', '/ghost/openwith/api/recovery')
    expect(entries).toHaveLength(1)
  })

  it('shows settings and recovery to administrators only', async () => {
    for (const [role, status] of [
      ['Administrator', 200],
      ['Editor', 403],
      ['Author', 403],
      ['Contributor', 403],
    ] as const)
      for (const route of ['settings', 'recovery', 'options']) {
        const cookie = await stage.app.login(as(role))
        const answer = await fetch(`${stage.app.url}/ghost/openwith/api/${route}`, { headers: { cookie } })
        await answer.text()
        expect([role, route, answer.status]).toEqual([role, route, status])
      }
  })

  it('knows nobody whose account was suspended meanwhile', async () => {
    const gone = await stage.app.addStaff('Administrator', 'Gone Soon')
    const cookie = await stage.app.login(gone)
    const me = () => fetch(`${stage.app.url}/ghost/openwith/api/me`, { headers: { cookie } })
    expect((await me()).status).toBe(200)
    const { users } = await stage.app.api<{ users: { id: string; email: string }[] }>('GET', '/ghost/api/admin/users/')
    const { id } = users.find(({ email }) => email === gone.email) as { id: string }
    await stage.app.api('PUT', `/ghost/api/admin/users/${id}/`, { users: [{ status: 'inactive' }] })
    expect((await me()).status).toBe(401)
  })
})

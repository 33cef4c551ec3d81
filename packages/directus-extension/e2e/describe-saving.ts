import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type DocumentServer, startDocumentServer } from '@openwith/dev-document-server'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type DirectusApp, type DirectusFile, startDirectus } from '../../../examples/directus/app.mts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { storedText } from '../../../toolchain/stage/stored-text.ts'
import type { Account } from './browser.ts'
import { addEditor, addReader } from './people.ts'

type OpenConfig = Parameters<DocumentServer['driver']['open']>[0]

/** What a save leaves in Directus, and whom it asks. */
export function describeSaving(name: string, environment: () => Promise<Record<string, string>>): void {
  describe(`a save in ${name}`, () => {
    let app: DirectusApp
    let server: DocumentServer
    let editor: Account
    let reader: Account
    const dataDirectory = mkdtemp(path.join(tmpdir(), 'openwith-directus-'))

    beforeAll(async () => {
      server = await startDocumentServer({ saveDelayMs: 200 })
      app = await startDirectus({
        directory: inject('directusDirectory'),
        dataDirectory: await dataDirectory,
        environment: {
          DOCUMENT_SERVER_URL: server.url,
          DOCUMENT_SERVER_SECRET: server.secret ?? '',
          ...(await environment()),
        },
      })
      editor = await addEditor(app)
      reader = await addReader(app)
    })
    afterAll(async () => {
      await app?.stop()
      await server?.close()
      await rm(await dataDirectory, { recursive: true, force: true })
    })

    const tokenOf = ({ email, password }: Account) => app.login(email, password)
    const idOf = async (account: Account) =>
      (await app.api<{ data: { id: string } }>('GET', '/users/me', undefined, await tokenOf(account))).data.id
    const textOf = (file: DirectusFile) => storedText(app.pathOf(file))

    /** Opens as this person, types, does `meanwhile`, closes, and waits until Document Server has had its answer. */
    async function edit(account: Account, file: DirectusFile, text: string, meanwhile?: () => Promise<void>) {
      const route = `/openwith/documents/${file.id}/open`
      const { config } = await app.api<{ config: OpenConfig }>('POST', route, {}, await tokenOf(account))
      const opened = await server.driver.open(config)
      opened.type(text)
      await meanwhile?.()
      opened.close({ now: true })
      await server.driver.finishSaves()
    }

    async function rows(collection: string, filter: object): Promise<Record<string, unknown>[]> {
      const query = new URLSearchParams({ filter: JSON.stringify(filter), sort: 'id', limit: '-1' })
      return (await app.api<{ data: Record<string, unknown>[] }>('GET', `/${collection}?${query}`)).data
    }

    it('keeps id, name and name on disk, and tells who changed what', async () => {
      const before = await app.upload(await sample('Minutes.docx', ['First']))
      await app.api('PATCH', `/files/${before.id}`, { description: 'of Monday', title: 'Monday' })
      await edit(editor, before, ' and second')
      expect(await textOf(before)).toContain('First and second')
      const after = await app.file(before.id)
      expect(after).toMatchObject({
        id: before.id,
        storage: before.storage,
        filename_disk: before.filename_disk,
        filename_download: 'Minutes.docx',
        title: 'Monday',
        description: 'of Monday',
        type: before.type,
        folder: null,
        uploaded_by: before.uploaded_by,
        modified_by: await idOf(editor),
      })
      const { size } = await stat(app.pathOf(before))
      expect(Number(after.filesize)).toBe(size)
      expect(new Date(after.modified_on).getTime()).toBeGreaterThanOrEqual(new Date(before.modified_on).getTime())
      const activity = await rows('activity', {
        item: { _eq: before.id },
        action: { _eq: 'update' },
        user: { _eq: await idOf(editor) },
      })
      expect(activity).toHaveLength(1)
      const revisions = await rows('revisions', { activity: { _eq: activity[0]?.id } })
      expect(revisions).toHaveLength(1)
      const { data } = revisions[0] as { data: { filesize: number | string } }
      expect(Number(data.filesize)).toBe(size)
    })

    it('starts Flows on the upload and on the update, in the name of the person', async () => {
      const flow = await app.api<{ data: { id: string } }>('POST', '/flows', {
        name: 'Watch files',
        status: 'active',
        trigger: 'event',
        accountability: 'all',
        options: { type: 'action', scope: ['files.upload', 'files.update'] },
      })
      const operation = await app.api<{ data: { id: string } }>('POST', '/operations', {
        flow: flow.data.id,
        name: 'Say so',
        key: 'say_so',
        type: 'log',
        position_x: 19,
        position_y: 1,
        options: {
          message: 'Flow saw {{$trigger.event}} by {{$accountability.user}}, admin {{$accountability.admin}}.',
        },
      })
      await app.api('PATCH', `/flows/${flow.data.id}`, { operation: operation.data.id })
      const file = await app.upload(await sample('Watched.docx', ['Seen']))
      await edit(editor, file, ' twice')
      const who = await idOf(editor)
      for (const event of ['files.upload', 'files.update'])
        await untilPrinted(app, `Flow saw ${event} by ${who}, admin false.`)
      await app.api('DELETE', `/flows/${flow.data.id}`)
    })

    it('is what the next reader of the asset gets, and browsers do not keep the one before', async () => {
      const file = await app.upload(await sample('Linked.docx', ['Old']))
      const asset = async () =>
        await fetch(`${app.url}/assets/${file.id}`, {
          headers: { authorization: `Bearer ${await tokenOf(reader)}` },
        })
      const old = await asset()
      expect(old.headers.get('cache-control')).toBe('private, no-cache')
      await old.bytes()
      await edit(editor, file, ' and new')
      const bytes = await (await asset()).bytes()
      expect(bytes.byteLength).toBe((await stat(app.pathOf(file))).size)
    })

    it('is not possible for a person who may only read', async () => {
      const file = await app.upload(await sample('Fixed.docx', ['Fixed']))
      const token = await tokenOf(reader)
      const { document } = await app.api<{ document: { actions: { view: boolean; edit: boolean } } }>(
        'GET',
        `/openwith/documents/${file.id}`,
        undefined,
        token,
      )
      expect(document.actions).toMatchObject({ view: true, edit: false })
      const route = `/openwith/documents/${file.id}`
      const { config } = await app.api<{ config: { editorConfig: { mode: string } } }>(
        'POST',
        `${route}/open`,
        {},
        token,
      )
      expect(config.editorConfig.mode).toBe('view')
      const refused: [string, string, object?][] = [
        ['POST', `${route}/rename`, { name: 'Mine.docx' }],
        ['POST', '/openwith/documents', { kind: 'docx' }],
        ['GET', '/openwith/settings'],
        ['PUT', '/openwith/settings', { values: {} }],
        ['POST', '/openwith/check', {}],
        ['GET', '/openwith/recovery'],
      ]
      for (const [method, address, body] of refused)
        await expect(app.api(method, address, body, token)).rejects.toThrow('answered 403')
    })

    it('by a person who lost the right meanwhile is kept in the recovery area, from where an administrator stores it', async () => {
      const file = await app.upload(await sample('Revoked.docx', ['Before']))
      const [permission] = await rows('permissions', {
        collection: { _eq: 'directus_files' },
        action: { _eq: 'update' },
      })
      await edit(editor, file, ' and after', async () => {
        await app.api('DELETE', `/permissions/${permission?.id}`)
      })
      expect(await textOf(file)).not.toContain('and after')
      const { policy, collection, action, fields } = permission as Record<string, unknown>
      await app.api('POST', '/permissions', { policy, collection, action, fields })
      await retryTheOnlyOne('Revoked.docx')
      expect(await textOf(file)).toContain('Before and after')
    })

    it('by a person who was suspended meanwhile is kept in the recovery area', async () => {
      const file = await app.upload(await sample('Suspended.docx', ['Before']))
      const id = await idOf(editor)
      await edit(editor, file, ' and after', async () => {
        await app.api('PATCH', `/users/${id}`, { status: 'suspended' })
      })
      expect(await textOf(file)).not.toContain('and after')
      await app.api('PATCH', `/users/${id}`, { status: 'active' })
      await retryTheOnlyOne('Suspended.docx')
      expect(await textOf(file)).toContain('Before and after')
    })

    async function retryTheOnlyOne(name: string): Promise<void> {
      const { entries } = await app.api<{ entries: { id: string }[] }>('GET', '/openwith/recovery')
      expect(entries).toMatchObject([{ name, reason: { code: 'forbidden' } }])
      await app.api('POST', `/openwith/recovery/${entries[0]?.id}/retry`, {})
      expect(await app.api('GET', '/openwith/recovery')).toEqual({ entries: [] })
    }

    it('needs no login of Directus once the editor page is open', async () => {
      const file = await app.upload(await sample('Long day.docx', ['Morning']))
      const route = `/openwith/documents/${file.id}`
      const { url } = await app.api<{ url: string }>('POST', `${route}/page`, {}, await tokenOf(editor))
      const page = await fetch(url, { redirect: 'manual' })
      const cookie = page.headers
        .getSetCookie()
        .map((text) => text.split(';')[0])
        .join('; ')
      expect(cookie).not.toBe('')
      const api = `${url.replace(/\?.*$/, '')}/api/documents/${file.id}`
      const opened = await fetch(`${api}/open`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie, origin: app.url },
        body: '{}',
      })
      expect(opened.status).toBe(200)
      const { config } = (await opened.json()) as { config: OpenConfig }
      const session = await server.driver.open(config)
      session.type(' to evening')
      session.close({ now: true })
      await server.driver.finishSaves()
      expect(await textOf(file)).toContain('Morning to evening')
      expect((await app.file(file.id)).modified_by).toBe(await idOf(editor))
    })

    it('of a new document is in the name of the person who added it, with the title that Directus gives', async () => {
      const { document } = await app.api<{ document: { id: string } }>(
        'POST',
        '/openwith/documents',
        { kind: 'xlsx', name: 'budget_2027' },
        await tokenOf(editor),
      )
      expect(await app.file(document.id)).toMatchObject({
        filename_download: 'budget_2027.xlsx',
        title: 'Budget 2027',
        uploaded_by: await idOf(editor),
        type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      })
    })
  })
}

async function untilPrinted(app: DirectusApp, text: string): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!app.output().includes(text)) {
    if (Date.now() > deadline) throw new Error(`Never printed ${JSON.stringify(text)}:\n${app.output().slice(-3000)}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type DocumentServer, startDocumentServer } from '@openwith/dev-document-server'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type PayloadApp, startPayload, type UploadedFile } from '../../../examples/payload/app.mts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { storedText } from '../../../toolchain/stage/stored-text.ts'
import { type Database, databases } from './databases.ts'
import { addPerson } from './people.ts'

type Config = Parameters<DocumentServer['driver']['open']>[0]

interface Opened {
  config: Config & { editorConfig: { mode: string } }
  document: { actions: { edit: boolean } }
  notices: string[]
}

describe.each(databases)('a collection with drafts on %s', (_on, start) => {
  let app: PayloadApp
  let server: DocumentServer
  let dataDirectory: string
  /** May save drafts and not publish. */
  let editor: string
  let database: Database
  beforeAll(async () => {
    database = await start()
    dataDirectory = await mkdtemp(path.join(tmpdir(), 'openwith-payload-'))
    server = await startDocumentServer({ saveDelayMs: 200 })
    const environment = {
      ...database.environment,
      DOCUMENT_SERVER_URL: server.url,
      DOCUMENT_SERVER_SECRET: server.secret ?? '',
    }
    app = await startPayload({ directory: inject('payloadDirectory'), dataDirectory, environment })
    const { email, password } = await addPerson(app, 'Edith Editor', { collection: 'users', role: 'editor' })
    editor = await app.login(email, password)
  })
  afterAll(async () => {
    await app?.stop()
    await server?.close()
    await database?.stop()
    await rm(dataDirectory, { recursive: true, force: true })
  })

  const open = (id: number, token?: string) =>
    app.api<Opened>('POST', `/openwith/documents/reports:${id}/open`, {}, token)
  const bytesOf = async (file: UploadedFile) =>
    createHash('sha256')
      .update(await readFile(app.storedFile(file, 'reports')))
      .digest('hex')
  const textOf = (file: UploadedFile) => storedText(app.storedFile(file, 'reports'))
  const published = (id: number) => app.api<UploadedFile>('GET', `/reports/${id}`)
  const newest = (id: number) => app.api<UploadedFile & { title?: string }>('GET', `/reports/${id}?draft=true`)

  async function upload(name: string, status: 'draft' | 'published'): Promise<UploadedFile> {
    return await app.upload({
      ...(await sample(name, ['As it was'])),
      collection: 'reports',
      fields: { _status: status },
    })
  }

  async function edit(config: Config): Promise<void> {
    const opened = await server.driver.open(config)
    opened.type(' and changed')
    opened.close({ now: true })
    await server.driver.finishSaves()
  }

  it('keeps a document that was never published a draft when it is edited', async () => {
    const report = await upload('Never published.docx', 'draft')
    const { config, document } = await open(report.id, editor)
    expect(document.actions.edit).toBe(true)
    await edit(config)
    expect(await textOf(report)).toContain('As it was and changed')
    const { size } = await stat(app.storedFile(report, 'reports'))
    expect(await newest(report.id)).toMatchObject({ _status: 'draft', filename: report.filename, filesize: size })
    expect((await fetch(`${app.url}/api/reports/${report.id}`)).status).toBe(404)
  })

  it('publishes at once what somebody saves who may publish, and says so in the document’s versions', async () => {
    const report = await upload('Published.docx', 'published')
    const { config, document } = await open(report.id)
    expect(document.actions.edit).toBe(true)
    await edit(config)
    expect(await textOf(report)).toContain('As it was and changed')
    expect(await published(report.id)).toMatchObject({
      _status: 'published',
      filename: report.filename,
      url: report.url,
    })
    const { docs } = await app.api<{ docs: { version: UploadedFile }[] }>(
      'GET',
      `/reports/versions?where[parent][equals]=${report.id}`,
    )
    expect(docs.length).toBeGreaterThan(1)
    expect(docs.every(({ version }) => version._status === 'published')).toBe(true)
  })

  it('lets nobody edit a published document who may only save drafts', async () => {
    const report = await upload('Not mine to publish.docx', 'published')
    const before = await bytesOf(report)
    const { config, document, notices } = await open(report.id, editor)
    expect(document.actions.edit).toBe(false)
    expect(config.editorConfig.mode).toBe('view')
    expect(notices).toEqual([expect.stringContaining('You may save drafts, but not publish.')])
    expect(await bytesOf(report)).toBe(before)
  })

  it('tells a list in one answer which of its documents this user may edit', async () => {
    const reports = [
      await upload('List: published.docx', 'published'),
      await upload('List: draft.docx', 'draft'),
      await upload('List: waiting.docx', 'published'),
    ]
    await app.api('PATCH', `/reports/${reports[2]?.id}?draft=true`, { title: 'Newer' })
    const ids = [...reports.map(({ id }) => `reports:${id}`), 'reports:99999', 'nowhere:1']
    const route = `/openwith/rows?${new URLSearchParams(ids.map((id) => ['id', id]))}`
    expect(await app.api('GET', route, undefined, editor)).toEqual({ edit: [ids[1]] })
    expect(await app.api('GET', route)).toEqual({ edit: [ids[0], ids[1]] })
    expect((await fetch(`${app.url}/api${route}`)).status).toBe(401)
  })

  it('opens a published document with a newer draft for viewing only, and says why', async () => {
    const report = await upload('Waiting.docx', 'published')
    await app.api('PATCH', `/reports/${report.id}?draft=true`, { title: 'A better title' })
    const { config, document, notices } = await open(report.id)
    expect(document.actions.edit).toBe(false)
    expect(config.editorConfig.mode).toBe('view')
    expect(notices).toEqual([expect.stringContaining('unpublished changes')])
    await app.api('PATCH', `/reports/${report.id}`, { _status: 'published' })
    expect((await open(report.id)).document.actions.edit).toBe(true)
  })

  it('keeps an edit aside, and the published file as it is, when a draft was saved meanwhile', async () => {
    const report = await upload('Overtaken.docx', 'published')
    const before = await bytesOf(report)
    const { config } = await open(report.id)
    const opened = await server.driver.open(config)
    opened.type(' and changed too late')
    await app.api('PATCH', `/reports/${report.id}?draft=true`, { title: 'Saved in between' })
    opened.close({ now: true })
    await server.driver.finishSaves()

    expect(await bytesOf(report)).toBe(before)
    expect(await published(report.id)).toMatchObject({ filesize: report.filesize, updatedAt: report.updatedAt })
    expect(await newest(report.id)).toMatchObject({ _status: 'draft', title: 'Saved in between' })
    const { entries } = await app.api<{
      entries: { id: string; name: string; reason: { code: string; message: string } }[]
    }>('GET', '/openwith/recovery')
    expect(entries).toMatchObject([{ reason: { code: 'read_only', message: expect.stringContaining('unpublished') } }])

    await app.api('PATCH', `/reports/${report.id}`, { _status: 'published' })
    await app.api('POST', `/openwith/recovery/${entries[0]?.id}/retry`)
    expect(await textOf(report)).toContain('and changed too late')
    expect(await published(report.id)).toMatchObject({ _status: 'published', title: 'Saved in between' })
  })

  it('makes a new document as a draft', async () => {
    const { document } = await app.api<{ document: { id: string; name: string } }>('POST', '/openwith/documents', {
      kind: 'docx',
      name: 'Brand new',
      folder: 'reports',
    })
    const id = Number(document.id.split(':')[1])
    expect(await newest(id)).toMatchObject({ _status: 'draft', filename: document.name })
  })
})

import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Connector, createConnector, type User } from '@openwith/connector-core'
import { blankDocument } from '@openwith/connector-core/create'
import { nodeDoor } from '@openwith/connector-core/http/node'
import { type DocumentServer, type Driver, type DriverEditor, startDocumentServer } from '@openwith/dev-document-server'
import { strFromU8, unzipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type MemoryHost, memoryHost } from '../src/index.ts'

const secret = 'a-secret-shared-with-document-server-0123'
const ann: User = { id: 'ann', name: 'Ann' }
const ben: User = { id: 'ben', name: 'Ben' }

let documentServer: DocumentServer
let driver: Driver
let host: MemoryHost
let connector: Connector
let cms: Server

/** The CMS's own server, which Document Server calls over real HTTP. */
async function startCms(documents: { id: string; name: string; bytes: Uint8Array }[]): Promise<void> {
  let publicUrl = ''
  cms = createServer((request, response) => nodeDoor((call) => connector.fetch(call), { publicUrl })(request, response))
  cms.listen(0, '127.0.0.1')
  await once(cms, 'listening')
  publicUrl = `http://127.0.0.1:${(cms.address() as AddressInfo).port}`
  host = memoryHost({
    documents,
    users: [ann, ben],
    mount: { publicUrl },
    settings: { documentServerUrl: documentServer.url, secret },
  })
  connector = createConnector(host, { reconcileEverySeconds: 0 })
}

beforeEach(async () => {
  documentServer = await startDocumentServer({ secret, saveDelayMs: 20, callbackBackoffMs: [20, 40, 80] })
  driver = documentServer.driver
  await startCms([{ id: 'report', name: 'Report.docx', bytes: await blankDocument('docx', 'en') }])
})

afterEach(async () => {
  await documentServer.close()
  await connector.close()
  cms.closeAllConnections()
  cms.close()
  host.cleanUp()
})

async function open(user: User = ann, id = 'report', mode: 'edit' | 'view' = 'edit'): Promise<DriverEditor> {
  const { config } = await connector.open({ documentId: id, user, mode })
  return await driver.open(config)
}

async function finish(...editors: DriverEditor[]): Promise<void> {
  for (const editor of editors) editor.close({ now: true })
  await driver.finishSaves()
}

/** The text of the stored document, as a stranger would read it. */
function stored(id = 'report'): string {
  const parts = unzipSync(host.bytesOf(id) ?? new Uint8Array())
  const texts = Object.entries(parts)
    .filter(([name]) => /\.xml$/.test(name))
    .map(([, bytes]) => strFromU8(bytes).replace(/<[^>]+>/g, ''))
  return texts.join('\n')
}

/** Every place in which a text can be: documents and the recovery area. */
async function everywhere(text: string): Promise<string[]> {
  const found = host.documentIds().filter((id) => stored(id).includes(text))
  const { entries } = await recovery()
  return [...found, ...entries.map(({ id }) => `recovery ${id}`)]
}

async function recovery(): Promise<{ entries: { id: string; reason: { code: string } }[] }> {
  const { publicUrl, browserPath } = host.mount()
  const response = await connector.browser(new Request(`${publicUrl}${browserPath}/recovery`), ann)
  return (await response.json()) as { entries: { id: string; reason: { code: string } }[] }
}

describe('a connector with a Document Server', () => {
  for (const [kind, name] of [
    ['docx', 'Report.docx'],
    ['xlsx', 'Sheet.xlsx'],
    ['pptx', 'Talk.pptx'],
  ] as const) {
    it(`stores what was typed into a ${kind}, and shows it at the next opening`, async () => {
      host.add({ id: kind, name, bytes: await blankDocument(kind, 'en') })
      const editor = await open(ann, kind)
      editor.type('a typed sentence')
      await finish(editor)
      expect(stored(kind)).toContain('a typed sentence')
      const again = await open(ben, kind)
      expect(again.key).not.toBe(editor.key)
      expect([...again.texts().values()].join()).toContain('a typed sentence')
      await finish(again)
    })
  }

  it('merges what two people type into one stored version', async () => {
    const [first, second] = [await open(ann), await open(ben)]
    expect(second.key).toBe(first.key)
    first.type('from ann ')
    second.type('from ben ')
    await finish(first, second)
    expect(stored()).toContain('from ann')
    expect(stored()).toContain('from ben')
    expect(host.writes).toHaveLength(1)
  })

  it('stores at the Save button while people go on', async () => {
    const editor = await open()
    editor.type('first ')
    expect(await editor.saveButton()).toBe(true)
    expect(stored()).toContain('first')
    const late = await open(ben)
    expect(late.key, 'who opens after a forcesave joins the same session').toBe(editor.key)
    editor.type('second ')
    await finish(editor, late)
    expect(stored()).toContain('second')
    expect(await everywhere('second')).toEqual(['report'])
  })

  it('writes nothing when nothing was typed', async () => {
    const editor = await open()
    await finish(editor)
    expect(host.writes).toEqual([])
    expect((await open()).key).toBe(editor.key)
  })

  it('opens a viewer for who may not edit, and refuses the save of who lost the right', async () => {
    host.permit('ben', { edit: false })
    const viewer = await open(ben)
    expect(() => viewer.type('no')).toThrow()
    const editor = await open(ann)
    editor.type('kept aside')
    host.permit('ann', { edit: false })
    expect(await editor.saveButton(), 'the Save button shows the refusal').toBe(false)
    await finish(editor, viewer)
    expect(stored()).not.toContain('kept aside')
    expect((await recovery()).entries).toMatchObject([{ reason: { code: 'forbidden' } }])
  })

  it('survives a host that is away for two tries', async () => {
    const editor = await open()
    editor.type('patience')
    host.failNext('write', 'unavailable', 2)
    await finish(editor)
    expect(await everywhere('patience')).toEqual(['report'])
  })

  it('fetches back what Document Server had to forget, once', async () => {
    const editor = await open()
    editor.type('not forgotten')
    host.failNext('write', 'unavailable', 4)
    await finish(editor)
    expect(stored()).not.toContain('not forgotten')
    expect(await connector.reconcile()).toEqual({ stored: 1, failed: 0 })
    expect(await everywhere('not forgotten')).toEqual(['report'])
    expect(await connector.reconcile()).toEqual({ stored: 0, failed: 0 })
  })

  it('continues from a forgotten state when somebody opens before it is fetched', async () => {
    const editor = await open()
    editor.type('one ')
    host.failNext('write', 'unavailable', 4)
    await finish(editor)
    const again = await open(ben)
    expect([...again.texts().values()].join()).toContain('one')
    again.type('two ')
    await finish(again)
    expect(stored()).toMatch(/one/)
    expect(stored()).toMatch(/two/)
  })

  it('keeps both when the file is replaced during the session', async () => {
    const editor = await open()
    editor.type('the edit')
    host.replace('report', await blankDocument('docx', 'fr'))
    await finish(editor)
    expect(stored()).not.toContain('the edit')
    expect(await everywhere('the edit')).toHaveLength(1)
    expect(host.documentIds()).toHaveLength(2)
  })

  for (const [what, faults] of [
    ['cuts the connection of a callback', { dropCallbackConnection: 2 }],
    ['sends each callback twice', { replayLastCallback: true }],
    ['delays callbacks', { delayMs: 50 }],
    ['names another file type', { wrongFiletype: 'odt' }],
  ] as const) {
    // one of them loads LibreOffice, which takes its time on a busy machine
    it(`has the edit exactly once when Document Server ${what}`, { timeout: 180_000 }, async () => {
      const editor = await open()
      editor.type('exactly once')
      driver.misbehave(faults)
      await finish(editor)
      driver.misbehave(null)
      await connector.reconcile()
      expect(await everywhere('exactly once')).toHaveLength(1)
    })
  }

  for (const [what, faults] of [
    ['damages the file', { corruptDownload: true }],
    ['cuts the file short', { truncateDownload: true }],
    ['answers its own address with 500', { statusOfDownload: 500 }],
    ['answers its own address with 403', { statusOfDownload: 403 }],
    ['redirects elsewhere', { redirectDownloadTo: 'http://127.0.0.1:9/elsewhere.docx' }],
    ['names a foreign address', { foreignUrl: 'http://127.0.0.1:9/foreign.docx' }],
    ['signs with another secret', { signWithSecret: 'another-secret-another-secret-0123456789' }],
  ] as const) {
    it(`overwrites nothing and loses nothing when Document Server ${what}`, async () => {
      const before = Buffer.from(host.bytesOf('report') ?? []).toString('hex')
      const editor = await open()
      editor.type('safe')
      driver.misbehave(faults)
      await finish(editor)
      expect(Buffer.from(host.bytesOf('report') ?? []).toString('hex')).toBe(before)
      driver.misbehave(null)
      await connector.reconcile()
      expect((await everywhere('safe')).length, 'stored, or listed for the administrator').toBe(1)
    })
  }

  it('keeps the session and its changes when Document Server cannot assemble', async () => {
    const editor = await open()
    editor.type('assembled later')
    driver.misbehave({ assembly: 'fail' })
    await finish(editor)
    expect(host.writes).toEqual([])
    driver.misbehave(null)
    const again = await open(ben)
    expect(again.key).toBe(editor.key)
    expect([...again.texts().values()].join()).toContain('assembled later')
    await finish(again)
  })

  it('passes its own connection check, and names the hop that fails', async () => {
    const { publicUrl, browserPath } = host.mount()
    const check = async (values: object) => {
      const request = new Request(`${publicUrl}${browserPath}/check`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ values }),
      })
      return (await (await connector.browser(request, ann)).json()) as {
        ok: boolean
        steps: { id: string; ok: unknown; message: string; setting?: string }[]
      }
    }
    const good = await check({})
    expect(good.steps.filter(({ ok }) => ok !== true)).toEqual([])
    const wrongSecret = await check({ secret: 'this-is-not-the-secret-0123456789' })
    expect(wrongSecret.steps.find(({ ok }) => ok === false)).toMatchObject({ id: 'version', setting: 'secret' })
    const wrongStorage = await check({ storageUrl: 'http://127.0.0.1:9' })
    expect(wrongStorage.steps.find(({ ok }) => ok === false)).toMatchObject({ id: 'conversion', setting: 'storageUrl' })
  })

  it.each([
    ['Letter.docx', 'COOL'],
    ['Letter.docx', 'LOOL'],
    ['Sheet.xlsx', 'COOL'],
  ] as const)(
    'stores a new %s that Collabora fills from a template (%s), and what is typed then',
    async (name, spelling) => {
      const collabora = await startDocumentServer({ saveDelayMs: 20, wopi: { flavour: 'collabora', spelling } })
      try {
        await host.settings.save({ ...host.storedSettings(), 'wopi.discoveryUrl': collabora.url })
        host.add({ id: 'new', name, bytes: '' })
        const openNew = async () => {
          const opened = await connector.openOverWopi({ documentId: 'new', user: ann, mode: 'edit' })
          return await collabora.driver.openWopi({
            wopiSrc: opened.wopiSrc,
            accessToken: opened.accessToken,
            accessTokenTtl: opened.accessTokenTtl,
            flavour: 'collabora',
          })
        }
        const editor = await openNew()
        const filled = host.bytesOf('new')
        expect(Object.keys(unzipSync(filled ?? new Uint8Array()))).toContain('[Content_Types].xml')
        await editor.close()
        expect(host.writes).toHaveLength(1)
        const again = await openNew()
        again.type('typed into the new document')
        await again.close()
        expect(stored('new')).toContain('typed into the new document')
        expect((await recovery()).entries).toEqual([])
      } finally {
        await collabora.close()
      }
    },
  )

  it('converts beside the original', async () => {
    host.add({ id: 'notes', name: 'Notes.txt', bytes: 'some notes' })
    const { publicUrl, browserPath } = host.mount()
    const convert = () =>
      connector.browser(
        new Request(`${publicUrl}${browserPath}/documents/notes/convert`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{}',
        }),
        ann,
      )
    let response = await convert()
    for (let tries = 0; response.status === 202 && tries < 100; tries += 1) response = await convert()
    expect(response.status).toBe(201)
    const { document } = (await response.json()) as { document: { id: string; name: string } }
    expect(document.name).toBe('Notes.docx')
    expect(stored(document.id)).toContain('some notes')
  })
})

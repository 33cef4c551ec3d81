import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import jwt from 'jsonwebtoken'
import { afterEach, describe, expect, it } from 'vitest'
import type { StateStore } from '../src/host.ts'
import { copyDurably } from '../src/save/spool.ts'
import { createSessions } from '../src/session/index.ts'
import { memoryState } from '../src/state/memory.ts'
import { ann, ben, docx, type Office, office, secret } from './office.ts'

let cms: Office
afterEach(() => cms.close())

const browser: Office['ask'] = (...asked) => cms.ask(...asked)

const hex = (bytes: Uint8Array | null): string => Buffer.from(bytes ?? []).toString('hex')
const recoveryFolder = (): string => join(cms.host.dataDirectory, 'recovery')
const entries = async (): Promise<string[]> =>
  (await readdir(recoveryFolder())).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5))

describe('a list of documents', () => {
  it('reads nothing from the state for its rows, and shows none that its reader may not see', async () => {
    const state = memoryState()
    const asked: string[] = []
    const watched: StateStore = {
      ...state,
      get: (key) => {
        asked.push(key)
        return state.get(key)
      },
    }
    cms = await office({ state: watched })
    for (let n = 0; n < 20; n += 1) cms.host.add({ id: `d${n}`, name: `d${n}.docx` })
    const { permissions } = cms.host.access
    cms.host.access.permissions = async (user, document) => ({
      ...(await permissions(user, document)),
      ...(document.id === 'd3' ? { view: false } : {}),
    })
    await browser('GET', '/formats')
    asked.length = 0
    const { body } = await browser('GET', '/documents')
    expect(asked).toEqual([])
    expect((body.documents as { id: string }[]).map(({ id }) => id)).not.toContain('d3')
    expect(body.documents).toHaveLength(20)
  })
})

describe('a person who may not download', () => {
  it('gets no converted copy of a document that they only read', async () => {
    cms = await office({ users: [ann, { ...ben, permissions: { edit: false, download: false } }] })
    expect(await browser('POST', '/documents/report/convert', { to: 'pdf' }, ben)).toMatchObject({ status: 403 })
    const { body } = await browser('GET', '/documents/report', undefined, ben)
    expect(body.document).toMatchObject({ actions: { convertTo: [], convertToOoxml: null } })
    expect(cms.server.requests).toEqual([])
  })
})

describe('a person who may not even see the document any more', () => {
  it('has their edit kept aside', async () => {
    cms = await office()
    const opened = await cms.open()
    cms.host.permit('ann', { view: false })
    cms.results.set('/cache/o.docx', docx('edited'))
    expect(
      await (await cms.callback(opened, { status: 2, filetype: 'docx', url: '/cache/o.docx' })).json(),
    ).toMatchObject({ error: 1 })
    expect(cms.host.writes).toEqual([])
    expect(await entries()).toHaveLength(1)
  })
})

describe('names and addresses', () => {
  it('open and download a document whose name is half a character', async () => {
    cms = await office({ documents: [{ id: 'report', name: 'Half \ud83d.docx', bytes: docx('first') }] })
    const { downloadUrl } = await cms.open()
    const token = jwt.sign({ payload: { url: downloadUrl } }, secret, { expiresIn: 300 })
    const response = await cms.connector.fetch(
      new Request(downloadUrl, { headers: { authorization: `Bearer ${token}` } }),
    )
    expect(response.status).toBe(200)
    expect(response.headers.get('content-disposition')).toContain('attachment; filename="Half')
  })

  it('refuse what is no encoding on the page’s own routes, without calling it a fault of ours', async () => {
    cms = await office()
    const { url } = (await browser('POST', '/documents/report/page', {})).body as { url: string }
    const entered = await cms.connector.fetch(new Request(url))
    const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? ''
    const page = new URL(entered.headers.get('location') ?? '', url)
    const response = await cms.connector.fetch(new Request(`${page}/api/documents/%E0%A4%A`, { headers: { cookie } }))
    expect(response.status).toBe(403)
    const own = await cms.connector.fetch(new Request(`${page}/api/documents/report`, { headers: { cookie } }))
    expect(own.status).toBe(200)
  })

  it('tell nobody where the data directory is when the disk refuses', async () => {
    cms = await office()
    await writeFile(join(cms.host.dataDirectory, 'spool'), 'a file where the folder should be')
    const { status, text } = await browser('POST', '/documents', { kind: 'docx' })
    expect(status).toBe(503)
    expect(text).toContain('Check free space and rights')
    expect(text).not.toContain(cms.host.dataDirectory)
    await rm(join(cms.host.dataDirectory, 'spool'))
  })
})

describe('the recovery area', () => {
  async function keepOne(name = 'Report.docx'): Promise<string> {
    cms = await office({ documents: [{ id: 'report', name, bytes: docx('first') }] })
    const opened = await cms.open()
    cms.host.permit('ann', { edit: false })
    cms.results.set('/cache/o.docx', docx('edited'))
    await cms.callback(opened, { status: 2, filetype: 'docx', url: '/cache/o.docx' })
    cms.host.permit('ann', { edit: true })
    const [id = ''] = await entries()
    return id
  }

  it('stores an entry once when two administrators press retry', async () => {
    const id = await keepOne()
    const both = await Promise.all([1, 2].map(() => browser('POST', `/recovery/${id}/retry`)))
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 404])
    expect(cms.host.writes).toHaveLength(1)
    expect(cms.host.documentIds()).toEqual(['report'])
  })

  it('adds no second one when an earlier try stored the bytes and stopped', async () => {
    const id = await keepOne()
    cms.host.replace('report', docx('edited'))
    expect(await browser('POST', `/recovery/${id}/retry`)).toMatchObject({ status: 200 })
    expect(cms.host.documentIds()).toEqual(['report'])
    expect(await entries()).toEqual([])
  })

  it('takes an extension for the same in capitals', async () => {
    const id = await keepOne('REPORT.DOCX')
    await cms.host.documents.rename?.('report', 'Report.docx', { by: ann })
    expect(await browser('POST', `/recovery/${id}/retry`)).toMatchObject({ status: 200 })
    expect(hex(cms.host.bytesOf('report'))).toBe(hex(docx('edited')))
  })

  it('adds no document for who may not', async () => {
    const id = await keepOne()
    cms.host.remove('report')
    cms.host.access.mayCreate = async () => false
    expect(await browser('POST', `/recovery/${id}/retry`)).toMatchObject({ status: 403 })
    expect(await entries()).toEqual([id])
  })

  it('can copy where the file system has no links', async () => {
    cms = await office()
    const from = join(cms.host.dataDirectory, 'from')
    const to = join(cms.host.dataDirectory, 'to')
    await writeFile(from, 'bytes')
    await copyDurably(from, to)
    expect((await readdir(cms.host.dataDirectory)).toSorted()).toEqual(['from', 'to'])
    await expect(copyDurably(join(from, 'x'), to)).rejects.toMatchObject({ code: 'unavailable' })
  })
})

describe('the periodic looks', () => {
  it('reach the forgotten files although one session cannot be asked about', async () => {
    let now = new Date()
    cms = await office({ now: () => now })
    cms.host.add({ id: 'other', name: 'Other.docx', bytes: docx('other') })
    const stuck = await cms.open(ann, 'other')
    const opened = await cms.open()
    await cms.callback(stuck, { status: 1 })
    now = new Date(now.getTime() + 7 * 3_600_000)
    cms.results.set('/cache/f/output.docx', docx('forgotten'))
    cms.services.set('/command', (body) => {
      const { c } = jwt.decode(String(body.token)) as { c: string }
      if (c === 'info') return { error: 3 }
      if (c === 'getForgottenList') return { error: 0, keys: [opened.key] }
      return { error: 0, key: opened.key, url: `${cms.server.url}/cache/f/output.docx` }
    })
    expect(await cms.connector.reconcile()).toEqual({ stored: 1, failed: 0 })
  })

  it('for intermediate saves do not put off those for sessions that went quiet', async () => {
    cms = await office()
    let now = new Date()
    const sessions = createSessions(memoryState(), { id: 'x', linkKey: '' }, () => now)
    await sessions.setActive('x.key', ['ann'])
    const start = Math.floor(now.getTime() / 1000)
    now = new Date(now.getTime() + 600_000)
    expect(await sessions.claim('x.key', 'forcesave', start + 300)).toBe(true)
    expect(await sessions.claim('x.key', 'forcesave', start + 300), 'once').toBe(false)
    expect(await sessions.claim('x.key', 'look', start + 300)).toBe(true)
  })
})

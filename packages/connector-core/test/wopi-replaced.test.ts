import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { smallZip } from '../../connector-testkit/src/index.ts'
import { createConnector } from '../src/connector.ts'
import { HostError } from '../src/errors.ts'
import { writeJournal } from '../src/save/journal.ts'
import { spool } from '../src/save/spool.ts'
import { type WopiClient, type WopiOffice, wopiOffice } from './wopi-office.ts'

let office: WopiOffice
afterEach(() => office.close())

const document = Buffer.from(smallZip('the document'))
const one = Buffer.from(smallZip('typed first'))
const two = Buffer.from(smallZip('typed then'))
const outside = Buffer.from(smallZip('replaced in the CMS'))
const outsideAgain = Buffer.from(smallZip('replaced in the CMS once more'))
const lock = { 'x-wopi-lock': '{"S":"a","F":4}' }

/** A client of Microsoft has the document open and says nothing of time stamps. */
async function start(options: Parameters<typeof wopiOffice>[0] = {}): Promise<WopiClient> {
  office = await wopiOffice({ documents: [{ id: 'd', name: 'Plan.docx', bytes: document }], ...options })
  const client = await office.open('d')
  expect((await client.post('LOCK', lock)).status).toBe(200)
  return client
}

const contentOf = (id: string): Buffer => Buffer.from(office.host.bytesOf(id) ?? [])
/** Name and content of every document but the one that is open. */
const copies = async () =>
  await Promise.all(
    office.host
      .documentIds()
      .filter((id) => id !== 'd')
      .map(async (id) => [(await office.host.documents.find(id))?.name, contentOf(id)]),
  )
const copyName = expect.stringMatching(/^Plan \(edited by Ann 2026-02-03 04\.05\.\d\d\)( \(\d\))?\.docx$/)
const kept = async () => (await office.recovery()).map(({ reason }) => reason.code)

describe('a document that is replaced in the CMS while a client edits it that names no time stamps', () => {
  it('is not overwritten: the edit is a copy beside it, where the session goes on, and people are told', async () => {
    const client = await start()
    const { Version } = await client.info()
    office.host.replace('d', outside)
    const answer = await client.put(one, lock)
    expect(answer.status).toBe(200)
    expect(contentOf('d')).toEqual(outside)
    expect(await copies()).toEqual([[copyName, one]])
    // a client that compares versions reads the document anew
    const now = (await client.info()).Version
    expect([Version, now]).not.toContain(answer.headers.get('x-wopi-itemversion'))

    const next = await client.put(two, lock)
    expect(next.status).toBe(200)
    expect(next.headers.get('x-wopi-itemversion')).not.toBe(answer.headers.get('x-wopi-itemversion'))
    expect(contentOf('d')).toEqual(outside)
    expect(await copies()).toEqual([[copyName, two]])
    expect(await kept()).toEqual([])
    expect(office.host.entries).toContainEqual(
      expect.objectContaining({ level: 'warn', code: 'save.conflict', documentId: 'd' }),
    )
    const { publicUrl, browserPath } = office.host.mount()
    const asked = await office.connector.browser(new Request(`${publicUrl}${browserPath}/documents/d`), {
      id: 'ben',
      name: 'Ben',
    })
    expect(await asked.text()).toContain('While this document was being edited, it was replaced.')

    // who opens it then works on what is there
    await client.post('UNLOCK', lock)
    const ben = await office.open('d', 'ben')
    await ben.post('LOCK', { 'x-wopi-lock': 'bens' })
    expect((await ben.put(document, { 'x-wopi-lock': 'bens' })).status).toBe(200)
    expect(contentOf('d')).toEqual(document)
    expect(await copies()).toEqual([[copyName, two]])
  })

  it('is told from one that only the client itself, a rename or a field of the CMS has changed', async () => {
    const client = await start()
    for (const bytes of [one, two, document, one]) {
      expect((await client.put(bytes, lock)).status).toBe(200)
      await client.post('REFRESH_LOCK', lock)
      await client.post('LOCK', lock)
      await client.post('RENAME_FILE', { ...lock, 'x-wopi-requestedname': 'Renamed' })
      await client.post('PUT_USER_INFO', {}, 'info')
      office.host.touch('d')
      expect(contentOf('d')).toEqual(bytes)
    }
    expect(await copies()).toEqual([])
  })

  it('is not overwritten either after the lock was refreshed or traded for another', async () => {
    const client = await start()
    await client.put(one, lock)
    office.host.replace('d', outside)
    await client.post('REFRESH_LOCK', lock)
    await client.post('LOCK', lock)
    await client.post('LOCK', { 'x-wopi-lock': 'b', 'x-wopi-oldlock': lock['x-wopi-lock'] })
    expect((await client.put(two, { 'x-wopi-lock': 'b' })).status).toBe(200)
    expect([contentOf('d'), await copies()]).toEqual([outside, [[copyName, two]]])
    // and the copy goes with the lock, too
    await client.post('LOCK', { 'x-wopi-lock': 'c', 'x-wopi-oldlock': 'b' })
    expect((await client.put(one, { 'x-wopi-lock': 'c' })).status).toBe(200)
    expect([contentOf('d'), await copies()]).toEqual([outside, [[copyName, one]]])
  })

  it('is not overwritten when it is replaced in the very moment of the write', async () => {
    const client = await start()
    office.host.beforeNextWrite(() => void office.host.replace('d', outside))
    expect((await client.put(one, lock)).status).toBe(200)
    expect([contentOf('d'), await copies(), await kept()]).toEqual([outside, [[copyName, one]], []])
  })

  it('is not overwritten through another instance, nor a copy that is replaced or deleted in its turn', async () => {
    const client = await start()
    office.host.replace('d', outside)
    await client.put(one, lock)
    const [copy = ''] = office.host.documentIds().filter((id) => id !== 'd')
    office.host.replace(copy, outsideAgain)
    const other = createConnector(office.host, { reconcileEverySeconds: 0 })
    try {
      const request = new Request(`${client.wopiSrc}/contents?access_token=${client.accessToken}`, {
        method: 'POST',
        headers: { 'x-wopi-override': 'PUT', 'content-length': String(two.length), ...lock },
        body: two,
      })
      expect((await other.fetch(request)).status).toBe(200)
    } finally {
      await other.close()
    }
    expect(contentOf('d')).toEqual(outside)
    expect(await copies()).toEqual([
      [copyName, outsideAgain],
      [copyName, two],
    ])
    const [second = ''] = office.host.documentIds().filter((id) => id !== 'd' && id !== copy)
    office.host.remove(second)
    expect((await client.put(one, lock)).status).toBe(200)
    expect([contentOf('d'), await copies()]).toEqual([
      outside,
      [
        [copyName, outsideAgain],
        [copyName, one],
      ],
    ])
  })

  it('asks for the right to change the copy as well, and keeps what may not be stored there', async () => {
    const client = await start()
    office.host.replace('d', outside)
    await client.put(one, lock)
    const { permissions } = office.host.access
    office.host.access.permissions = async (user, of) => ({
      ...(await permissions(user, of)),
      ...(of.id === 'd' ? {} : { edit: false }),
    })
    expect((await client.put(two, lock)).status).toBe(401)
    expect([await copies(), await kept()]).toEqual([[[copyName, one]], ['unauthenticated']])
  })

  it.each([
    ['adds no documents', { without: ['create'] as const }, () => {}],
    ['refuses the copy', {}, () => office.host.failNext('create', 'forbidden')],
  ])('is answered 409, and the edit is kept, where the CMS %s', async (_, options, prepare) => {
    const client = await start(options)
    office.host.replace('d', outside)
    prepare()
    const answer = await client.put(one, lock)
    expect([answer.status, answer.headers.get('x-wopi-lock')]).toEqual([409, lock['x-wopi-lock']])
    expect([contentOf('d'), await copies(), await kept()]).toEqual([outside, [], ['version_conflict']])
    // an administrator's retry does not overwrite it either
    const [entry] = await office.recovery()
    expect(entry?.baseVersion).toBeNull()
  })

  it('is not overwritten while the CMS cannot take the copy at the moment; the edit is kept, and then a copy', async () => {
    const client = await start()
    office.host.replace('d', outside)
    office.host.failNext('create', 'unavailable')
    expect((await client.put(one, lock)).status).toBe(500)
    expect([contentOf('d'), await copies(), await kept()]).toEqual([outside, [], ['unavailable']])
    expect((await office.recovery())[0]?.baseVersion).toBeNull()
    expect((await client.put(two, lock)).status).toBe(200)
    expect([contentOf('d'), await copies(), await kept()]).toEqual([outside, [[copyName, two]], []])
  })

  it('is overwritten by who was told and chose it: Collabora says so by leaving out the time stamp', async () => {
    const client = await start()
    const stamp = { 'x-cool-wopi-timestamp': (await client.info()).LastModifiedTime }
    office.host.replace('d', outside)
    expect((await client.put(one, { ...lock, ...stamp })).status).toBe(409)
    for (const [name, bytes] of [
      ['x-cool-wopi-ismodifiedbyuser', one],
      ['x-lool-wopi-isautosave', two],
    ] as const) {
      expect((await client.put(bytes, { ...lock, [name]: 'false' })).status).toBe(200)
      expect(contentOf('d')).toEqual(bytes)
      office.host.replace('d', outside)
    }
    expect(await copies()).toEqual([])
  })
})

describe('an edit that was refused', () => {
  /** As an administrator stores it. */
  async function retry(): Promise<void> {
    const [entry] = await office.recovery()
    const { publicUrl, browserPath } = office.host.mount()
    const request = new Request(`${publicUrl}${browserPath}/recovery/${entry?.id}/retry`, { method: 'POST' })
    expect((await office.connector.browser(request, { id: 'ann', name: 'Ann' })).status).toBe(200)
  }

  it('takes the place of the document by hand only where it surely began with what is stored now', async () => {
    const isOurs = { 'x-cool-wopi-ismodifiedbyuser': 'true' }
    for (const [prepare, headers, replaces] of [
      // the lock expired, and the time stamp tells
      [(): void => office.pass(1801), async (at: string) => ({ ...isOurs, 'x-cool-wopi-timestamp': at }), true],
      [
        (): void => void office.host.replace('d', outside),
        async (at: string) => ({ ...isOurs, 'x-cool-wopi-timestamp': at }),
        false,
      ],
      // the lock is held, and tells
      [(): void => office.host.failNext('write', 'unavailable'), async () => ({}), true],
      // nothing tells
      [(): void => office.pass(1801), async () => ({}), false],
    ] as const) {
      const client = await start()
      const { LastModifiedTime } = await client.info()
      prepare()
      const before = contentOf('d')
      expect((await client.put(one, { ...lock, ...(await headers(LastModifiedTime)) })).status).not.toBe(200)
      await retry()
      expect(contentOf('d')).toEqual(replaces ? one : before)
      expect((await copies()).map(([, bytes]) => bytes)).toEqual(replaces ? [] : [one])
      await office.close()
    }
    office = await wopiOffice()
  })
})

describe('a save of our own', () => {
  it('is no replacement though it was never recorded', async () => {
    const client = await start()
    const { documents, state } = office.host
    const write = documents.write.bind(documents)
    const { swap } = state
    documents.write = async (...args) => {
      const stored = await write(...args)
      documents.write = write
      state.swap = async (key, ...rest) => {
        if (!key.startsWith('wopi/basis/')) return await swap(key, ...rest)
        throw new HostError('unavailable', 'The state went away.')
      }
      return stored
    }
    expect((await client.put(one, lock)).status).toBe(500)
    state.swap = swap
    expect((await client.put(two, lock)).status).toBe(200)
    expect([contentOf('d'), await copies()]).toEqual([two, []])
  })

  it('is no replacement when an administrator stored it out of the recovery area', async () => {
    const client = await start()
    office.host.permit('ann', { edit: false })
    expect((await client.put(one, lock)).status).toBe(401)
    office.host.permit('ann', { edit: true })
    const [entry] = await office.recovery()
    const { publicUrl, browserPath } = office.host.mount()
    const retry = new Request(`${publicUrl}${browserPath}/recovery/${entry?.id}/retry`, { method: 'POST' })
    expect((await office.connector.browser(retry, { id: 'ann', name: 'Ann' })).status).toBe(200)
    expect(contentOf('d')).toEqual(one)
    expect((await client.put(two, lock)).status).toBe(200)
    expect([contentOf('d'), await copies()]).toEqual([two, []])
  })

  it('that was killed after its copy was placed does not place a second one at the next start', async () => {
    office = await wopiOffice({
      documents: [
        { id: 'd', name: 'Plan.docx', bytes: outside },
        { id: 'copy', name: 'Plan (edited by Ann 2026-02-03 04.05.06).docx', bytes: one },
      ],
    })
    const folder = join(office.host.dataDirectory, 'spool')
    for (const bytes of [one, two]) {
      const file = await spool(chunks(bytes), { folder, maxBytes: 1 << 20 })
      await writeJournal(file, {
        key: '',
        documentId: 'd',
        status: 2,
        kind: 'save',
        at: '2026-02-03T04:05:06.789Z',
        mark: file.sha256.slice(0, 32),
        fileType: null,
        userId: 'ann',
        lastSave: null,
        size: file.size,
        sha256: file.sha256,
      })
    }
    await office.open('d')
    expect((await copies()).map(([, bytes]) => bytes)).toEqual([one, two])
  })
})

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

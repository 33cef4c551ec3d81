import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { smallZip } from '../../connector-testkit/src/index.ts'
import { writeJournal } from '../src/save/journal.ts'
import { spool } from '../src/save/spool.ts'
import { docx as wholeDocument } from './office.ts'
import { type WopiClient, type WopiOffice, wopiOffice } from './wopi-office.ts'

let office: WopiOffice
afterEach(() => office.close())

const document = Buffer.from(smallZip('the document'))
const edited = Buffer.from(smallZip('the document, edited'))
const other = Buffer.from(smallZip('replaced by somebody else'))
const lock = { 'x-wopi-lock': 'cool-lock1' }

async function start(options: Parameters<typeof wopiOffice>[0] = {}): Promise<WopiClient> {
  office = await wopiOffice({
    documents: [
      { id: 'd', name: 'Plan.docx', bytes: document },
      { id: 'new', name: 'New.docx', bytes: '' },
    ],
    ...options,
  })
  const client = await office.open('d')
  expect((await client.post('LOCK', lock)).status).toBe(200)
  return client
}

const contentOf = (id = 'd'): Buffer => Buffer.from(office.host.bytesOf(id) ?? [])
const kept = async () =>
  (await office.recovery()).map(({ documentId, name, reason }) => [documentId, name, reason.code])
const stamped = async (client: WopiClient) => ({ 'x-cool-wopi-timestamp': (await client.info()).LastModifiedTime })

describe('PutFile', () => {
  it('stores under the lock and names the new version and time, which CheckFileInfo then has, too', async () => {
    const client = await start()
    const before = await client.info()
    const answer = await client.put(edited, { ...lock, ...(await stamped(client)) })
    expect(answer.status).toBe(200)
    const { LastModifiedTime } = (await answer.json()) as { LastModifiedTime: string }
    const after = await client.info()
    expect([answer.headers.get('x-wopi-itemversion'), LastModifiedTime]).toEqual([
      after.Version,
      after.LastModifiedTime,
    ])
    expect(after.Version).not.toBe(before.Version)
    expect(after.LastModifiedTime).toBe(
      `${(await office.host.documents.find('d'))?.modifiedAt.toISOString().slice(0, -1)}000Z`,
    )
    expect(contentOf()).toEqual(edited)
    expect(await kept()).toEqual([])
  })

  it('is stored before a rename that comes in its middle: some CMSs move the file', async () => {
    const client = await start()
    const seen: Buffer[] = []
    const renameOf = office.host.documents.rename?.bind(office.host.documents)
    office.host.documents.rename = async (id, name, options) => {
      seen.push(contentOf())
      return (await renameOf?.(id, name, options)) ?? Promise.reject(new Error('no rename'))
    }
    let renamed: Promise<Response> | undefined
    office.host.beforeNextWrite(async () => {
      renamed = client.post('RENAME_FILE', { ...lock, 'x-wopi-requestedname': 'Moved' })
      await new Promise((resolve) => setTimeout(resolve, 100))
    })
    expect((await client.put(edited, lock)).status).toBe(200)
    expect((await renamed)?.status).toBe(200)
    expect(seen).toEqual([edited])
  })

  it('gives every write a version of its own, the same bytes and old ones included', async () => {
    const client = await start()
    const seen = new Set([(await client.info()).Version])
    for (const bytes of [document, document, edited, document]) {
      const answer = await client.put(bytes, lock)
      seen.add(answer.headers.get('x-wopi-itemversion') ?? '')
    }
    expect(seen.size).toBe(5)
    expect((await client.post('LOCK', lock)).headers.get('x-wopi-itemversion')).toBe((await client.info()).Version)
  })

  it.each([
    ['X-COOL-WOPI-', { IsAutosave: 'true', IsExitSave: 'false' }, 'forcesave'],
    ['X-LOOL-WOPI-', { IsAutosave: 'true', IsExitSave: 'false' }, 'forcesave'],
    ['X-COOL-WOPI-', { IsAutosave: 'true', IsExitSave: 'true' }, 'save'],
    ['X-LOOL-WOPI-', { IsAutosave: 'false', IsExitSave: 'true' }, 'save'],
    ['X-COOL-WOPI-', { IsAutosave: 'False', IsExitSave: 'False' }, 'save'],
    ['X-COOL-WOPI-', {}, 'save'],
  ] as const)('makes of %s%o a version of the kind %s', async (prefix, says, reason) => {
    const client = await start()
    const headers = Object.entries({ IsModifiedByUser: 'true', ...says }).map(([name, value]) => [prefix + name, value])
    expect((await client.put(edited, { ...lock, ...Object.fromEntries(headers) })).status).toBe(200)
    expect(office.host.writes.map((write) => [write.id, write.by, write.reason])).toEqual([['d', 'ann', reason]])
  })

  it('makes no version of what nobody changed, but answers with the time', async () => {
    const client = await start()
    const { Version, LastModifiedTime } = await client.info()
    const unmodified = { ...lock, ...(await stamped(client)), 'x-cool-wopi-ismodifiedbyuser': 'false' }
    const answer = await client.put(edited, unmodified)
    expect([answer.status, await answer.json()]).toEqual([200, { LastModifiedTime }])
    expect(answer.headers.get('x-wopi-itemversion')).toBe(Version)
    expect(office.host.writes).toEqual([])
  })

  it('stores a new document that the client has filled from a template, though nobody typed', async () => {
    await start()
    const client = await office.open('new')
    const { TemplateSource, Size } = await client.info()
    expect([typeof TemplateSource, Size]).toEqual(['string', 0])
    const filled = Buffer.from(await (await office.connector.fetch(new Request(String(TemplateSource)))).arrayBuffer())
    await client.post('LOCK', lock)
    const unmodified = { ...lock, 'x-cool-wopi-ismodifiedbyuser': 'false' }
    expect((await client.put(filled, { ...unmodified, ...(await stamped(client)) })).status).toBe(200)
    expect(contentOf('new')).toEqual(filled)
    const after = await client.info()
    expect([after.TemplateSource, after.Size]).toEqual([undefined, filled.length])
    // from then on it is like any other
    expect((await client.put(edited, { ...unmodified, ...(await stamped(client)) })).status).toBe(200)
    expect(contentOf('new')).toEqual(filled)
  })

  it('answers 1010 in both spellings when the document was replaced, keeps the edit, and lets the person overwrite', async () => {
    const client = await start()
    const stamp = await stamped(client)
    office.host.replace('d', other)
    const refused = await client.put(edited, { ...lock, ...stamp, 'x-cool-wopi-ismodifiedbyuser': 'true' })
    expect([refused.status, await refused.json()]).toEqual([409, { COOLStatusCode: 1010, LOOLStatusCode: 1010 }])
    expect(refused.headers.get('x-wopi-lock')).toBe('cool-lock1')
    expect(contentOf()).toEqual(other)
    expect(await kept()).toEqual([['d', 'Plan.docx', 'version_conflict']])
    // Collabora repeats without a time stamp, and takes the text for saved by then
    const forced = await client.put(edited, { ...lock, 'x-cool-wopi-ismodifiedbyuser': 'false' })
    expect(forced.status).toBe(200)
    expect(contentOf()).toEqual(edited)
    expect(await kept()).toEqual([])
  })

  it('stores what a failed save had, though the client takes it for saved', async () => {
    const client = await start()
    const stamp = await stamped(client)
    office.host.failNext('write', 'unavailable')
    expect((await client.put(edited, { ...lock, ...stamp, 'x-lool-wopi-ismodifiedbyuser': 'true' })).status).toBe(500)
    expect(await kept()).toEqual([['d', 'Plan.docx', 'unavailable']])
    expect((await client.put(edited, { ...lock, ...stamp, 'x-lool-wopi-ismodifiedbyuser': 'false' })).status).toBe(200)
    expect(contentOf()).toEqual(edited)
    expect(await kept()).toEqual([])
  })

  it('takes no metadata edit and no rename for a replaced document, whatever the precision of the stamp', async () => {
    const client = await start()
    const { LastModifiedTime } = await client.info()
    office.pass(60)
    office.host.touch('d')
    await client.post('RENAME_FILE', { ...lock, 'x-wopi-requestedname': 'Other' })
    for (const stamp of [
      LastModifiedTime,
      LastModifiedTime.replace('000Z', 'Z'),
      LastModifiedTime.replace('Z', '0Z'),
    ]) {
      expect((await client.info()).LastModifiedTime).toBe(LastModifiedTime)
      const answer = await client.put(edited, {
        ...lock,
        'x-lool-wopi-timestamp': stamp,
        'x-lool-wopi-ismodifiedbyuser': 'false',
      })
      expect(answer.status).toBe(200)
    }
    const wrong = await client.put(edited, { ...lock, 'x-lool-wopi-timestamp': '1970-01-01T00:00:00.000000Z' })
    expect(wrong.status).toBe(409)
  })

  it('is refused without the lock, and keeps the bytes', async () => {
    const client = await start()
    for (const [headers, current] of [
      [{ 'x-wopi-lock': 'another' }, 'cool-lock1'],
      [{}, 'cool-lock1'],
    ] as const) {
      const answer = await client.put(edited, headers)
      expect([answer.status, answer.headers.get('x-wopi-lock')]).toEqual([409, current])
    }
    await client.post('UNLOCK', lock)
    const unlocked = await client.put(edited, lock)
    expect([unlocked.status, unlocked.headers.get('x-wopi-lock')]).toEqual([409, ''])
    expect(contentOf()).toEqual(document)
    expect((await kept()).every(([id, , code]) => id === 'd' && code === 'version_conflict')).toBe(true)
    expect(await office.recovery()).not.toEqual([])
  })

  it('is stored before its lock changes hands, though that was asked for meanwhile', async () => {
    const client = await start()
    const ben = await office.open('d', 'ben')
    const { documents } = office.host
    const write = documents.write.bind(documents)
    for (const give of [
      () => client.post('UNLOCK', lock),
      () => client.post('LOCK', { 'x-wopi-lock': 'next', 'x-wopi-oldlock': 'cool-lock1' }),
      () =>
        office.connector.browser(
          new Request(`${office.host.mount().publicUrl}${office.host.mount().browserPath}/locks/d`, {
            method: 'DELETE',
          }),
          { id: 'ann', name: 'Ann' },
        ),
    ]) {
      const order: string[] = []
      let begun = (): void => {}
      let go = (): void => {}
      const writing = new Promise<void>((resolve) => (begun = resolve))
      const released = new Promise<void>((resolve) => (go = resolve))
      documents.write = async (...parameters) => {
        begun()
        await released
        order.push('stored')
        return await write(...parameters)
      }
      const saving = client.put(edited, lock)
      await writing
      const giving = give().then((answer) => {
        order.push('given up')
        return answer
      })
      // somebody else is told of the lock that is still there
      const refused = await ben.post('LOCK', { 'x-wopi-lock': 'bens' })
      expect([refused.status, refused.headers.get('x-wopi-lock')]).toEqual([409, 'cool-lock1'])
      expect((await ben.post('GET_LOCK')).headers.get('x-wopi-lock')).toBe('cool-lock1')
      go()
      expect([(await saving).status, (await giving).ok, order]).toEqual([200, true, ['stored', 'given up']])
      expect(contentOf()).toEqual(edited)
      documents.write = write
      await client.post('UNLOCK', { 'x-wopi-lock': 'next' })
      office.host.replace('d', document)
      // an administrator's unlock ends the session
      expect((await (await office.open('d')).post('LOCK', lock)).status).toBe(200)
    }
    expect(await kept()).toEqual([])
  })

  it('is stored before anybody takes the lock that expires meanwhile, or deletes the document', async () => {
    for (const override of ['LOCK', 'DELETE']) {
      const client = await start()
      const ben = await office.open('d', 'ben')
      const { documents } = office.host
      const write = documents.write.bind(documents)
      const order: string[] = []
      let other: Promise<Response> | undefined
      documents.write = async (...parameters) => {
        office.pass(1801)
        other = ben.post(override, { 'x-wopi-lock': 'bens' }).finally(() => order.push(override))
        await new Promise((resolve) => setTimeout(resolve, 20))
        order.push('stored')
        return await write(...parameters)
      }
      expect((await client.put(edited, lock)).status).toBe(200)
      expect([(await other)?.status, order]).toEqual([200, ['stored', override]])
      await office.close()
    }
    office = await wopiOffice()
  })

  it('is refused after the lock has expired and somebody else has taken it', async () => {
    const client = await start()
    office.pass(1801)
    const ben = await office.open('d', 'ben')
    expect((await ben.post('LOCK', { 'x-wopi-lock': 'his' })).status).toBe(200)
    const answer = await client.put(edited, lock)
    expect([answer.status, answer.headers.get('x-wopi-lock')]).toEqual([409, 'his'])
    expect(await kept()).toHaveLength(1)
  })

  it('fills an empty document without a lock, and only an empty one', async () => {
    await start()
    const client = await office.open('new')
    expect((await client.put(document)).status).toBe(200)
    expect(contentOf('new')).toEqual(document)
    expect((await client.put(edited)).status).toBe(409)
  })

  it('asks for the rights of this moment, and keeps the bytes of who lost them', async () => {
    const client = await start()
    office.host.permit('ann', { edit: false })
    expect((await client.put(edited, lock)).status).toBe(401)
    office.host.permit('ann', { edit: false, comment: true })
    expect((await client.put(edited, lock)).status).toBe(200)
    office.host.permit('ann', { edit: true })
    office.host.remove('d')
    expect((await client.put(other, lock)).status).toBe(404)
    expect(await kept()).toEqual([['d', 'document', 'not_found']])
  })

  it('is kept, too, when its user may no longer change the document, see it or log in', async () => {
    for (const lose of [
      () => office.host.permit('ann', { edit: false }),
      () => office.host.permit('ann', { edit: false, view: false }),
      () => office.host.revoke('ann'),
    ]) {
      const client = await start()
      lose()
      expect((await client.put(edited, lock)).status).toBe(401)
      expect(await office.recovery('ben')).toMatchObject([
        { documentId: 'd', size: edited.length, user: { id: 'ann' } },
      ])
      expect(contentOf()).toEqual(document)
      await office.close()
    }
    office = await wopiOffice()
  })

  it('is not for a token that only views, whatever its user may do', async () => {
    await start()
    const viewer = await office.open('d', 'ann', 'view')
    expect((await viewer.put(edited, lock)).status).toBe(401)
    for (const override of ['LOCK', 'UNLOCK', 'REFRESH_LOCK', 'RENAME_FILE', 'DELETE'])
      expect((await viewer.post(override, { ...lock, 'x-wopi-requestedname': 'x' })).status).toBe(401)
    expect((await viewer.post('PUT_RELATIVE', { 'x-wopi-suggestedtarget': '.docx' }, edited)).status).toBe(501)
    expect(await viewer.info()).toMatchObject({ UserCanWrite: false, ReadOnly: true, UserCanNotWriteRelative: true })
    // nor once the right is gone that the person had besides
    office.host.permit('ann', { edit: false })
    expect((await viewer.put(edited, lock)).status).toBe(401)
    expect([contentOf(), await kept()]).toEqual([document, []])
  })

  it('is refused when its end is missing though it came as announced, and the bytes are kept', async () => {
    const client = await start({
      documents: [
        { id: 'd', name: 'Plan.docx', bytes: document },
        { id: 'w', name: 'test.wopitest', bytes: 'any' },
        { id: 'p', name: 'locked.docx', bytes: document },
      ],
    })
    for (const part of [edited.subarray(0, edited.length - 23), edited.subarray(0, 60), Buffer.from('<html></html>')])
      expect((await client.put(part, lock)).status).toBe(400)
    expect(contentOf()).toEqual(document)
    expect(await kept()).toEqual(Array.from({ length: 3 }, () => ['d', 'Plan.docx', 'content_mismatch']))
    // the whole one stands for what came before it
    expect((await client.put(edited, lock)).status).toBe(200)
    expect(await kept()).toEqual([])
    // what is no office document, and one with a password, are what they are
    const validator = await office.open('w')
    await validator.post('LOCK', lock)
    expect((await validator.put('PK\u0003\u0004 anything', lock)).status).toBe(200)
    const encrypted = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)])
    const owner = await office.open('p')
    await owner.post('LOCK', lock)
    expect((await owner.put(encrypted, lock)).status).toBe(200)
  })

  it('takes no upload that broke off, that is too large or that is no such document', async () => {
    const client = await start({
      documents: [{ id: 'd', name: 'Plan.docx', bytes: document }],
      settings: { maxDocumentBytes: 1 << 20 },
    })
    expect((await client.put(edited, { ...lock, 'content-length': '4000' })).status).toBe(400)
    expect((await client.put('', { ...lock, 'content-length': '4000' })).status).toBe(400)
    expect((await client.put('x'.repeat((1 << 20) + 1), lock)).status).toBe(413)
    expect((await client.put('<html>Please log in</html>', lock)).status).toBe(400)
    expect(contentOf()).toEqual(document)
    expect(await kept()).toEqual([['d', 'Plan.docx', 'content_mismatch']])
  })

  it('writes nothing without a good token', async () => {
    const client = await start()
    const other = await office.open('new')
    const call = (token: string, source = client.wopiSrc) =>
      office.connector.fetch(
        new Request(`${source}/contents?access_token=${token}`, {
          method: 'POST',
          headers: { 'x-wopi-override': 'PUT', 'content-length': '4', ...lock },
          body: 'PK\u0003\u0004',
        }),
      )
    for (const token of ['', 'INVALID', `${client.accessToken}x`, other.accessToken])
      expect((await call(token)).status).toBe(401)
    expect((await call(client.accessToken, other.wopiSrc)).status).toBe(401)
    office.host.revoke('ann')
    expect((await call(client.accessToken)).status).toBe(401)
    office.pass(11 * 3600)
    expect((await call(client.accessToken)).status).toBe(401)
    expect([contentOf(), office.host.writes]).toEqual([document, []])
  })
})

describe('the record of saves', () => {
  const folder = () => join(office.host.dataDirectory, 'history')
  const records = () =>
    readdirSync(folder(), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(join(folder(), name), 'utf8')) as Record<string, unknown>)
      .sort((a, b) => (String(a.created) < String(b.created) ? -1 : 1))
  const kinds = () => records().map(({ kind }) => kind)
  const says = (name: string, isModified = true) => ({
    ...lock,
    'x-cool-wopi-ismodifiedbyuser': String(isModified),
    [`x-cool-wopi-${name}`]: 'true',
  })

  it('has one intermediate state of a session, and a version in its place when the session ends', async () => {
    const client = await start()
    await client.put(edited, { ...says('isautosave'), 'x-wopi-editors': 'ann' })
    await client.put(other, { ...says('isautosave'), 'x-wopi-editors': 'ben' })
    await client.put(edited, { ...says('isautosave'), 'x-wopi-editors': 'ben' })
    expect(records()).toMatchObject([{ kind: 'minor', users: ['ann', 'ben'] }])
    await client.put(other, says('isexitsave'))
    await client.put(edited, says('isautosave'))
    expect(kinds()).toEqual(['major', 'minor'])
    // what another session left is not replaced
    await client.post('UNLOCK', lock)
    await client.post('LOCK', lock)
    await client.put(other, says('isautosave'))
    expect(kinds()).toEqual(['major', 'minor', 'minor'])
  })

  it('has a version of the last autosave when the last save brings nothing new', async () => {
    const client = await start()
    await client.put(edited, says('isautosave'))
    const unmodified = async (name: string) =>
      (await client.put(edited, { ...says(name, false), ...(await stamped(client)) })).status
    expect(await unmodified('isautosave')).toBe(200)
    expect(kinds()).toEqual(['minor'])
    expect(await unmodified('isexitsave')).toBe(200)
    expect([kinds(), records()[0]?.version]).toEqual([['major'], (await office.host.documents.find('d'))?.version])
    expect(office.host.writes).toHaveLength(1)
    // nor is a version made of what was replaced since
    await client.put(other, says('isautosave'))
    office.host.replace('d', edited)
    expect(await unmodified('isexitsave')).toBe(200)
    expect(kinds()).toEqual(['major', 'minor'])
  })

  it('has the newest five hundred of a document, and leaves those of the Docs API alone', async () => {
    const client = await start()
    await client.put(edited, lock)
    const [place = ''] = readdirSync(folder())
    const [first = ''] = readdirSync(join(folder(), place))
    for (let n = 2; n <= 520; n += 1) writeFileSync(join(folder(), place, `wopi-older${n}.1.json`), '{}')
    writeFileSync(join(folder(), place, 'x.key-2.json'), '{}')
    await client.put(other, lock)
    const names = readdirSync(join(folder(), place))
    expect(names).toHaveLength(501)
    expect(names).toContain('x.key-2.json')
    expect(first).toMatch(/^wopi-.+\.2\.json$/)
  })
})

describe('a PutFile that a killed process left behind', () => {
  it('is kept beside the document at the next start, and once only if it was stored', async () => {
    office = await wopiOffice({ documents: [{ id: 'd', name: 'Plan.docx', bytes: wholeDocument('first') }] })
    const leave = async (bytes: Uint8Array): Promise<void> => {
      const folder = join(office.host.dataDirectory, 'spool')
      const file = await spool(one(bytes), { folder, maxBytes: 1 << 20 })
      const entry = {
        key: '',
        documentId: 'd',
        status: 2,
        kind: 'save',
        at: '2026-02-03T04:05:06.789Z',
        fileType: null,
      } as const
      const { size, sha256 } = file
      await writeJournal(file, { ...entry, mark: sha256.slice(0, 32), userId: 'ann', lastSave: null, size, sha256 })
    }
    // one was stored before the kill, the other was not
    await leave(wholeDocument('first'))
    await leave(wholeDocument('second'))
    const client = await office.open('d')
    expect((await client.info()).BaseFileName).toBe('Plan.docx')
    expect(office.host.bytesOf('d')).toEqual(wholeDocument('first'))
    const others = office.host.documentIds().filter((id) => id !== 'd')
    expect(others.map((id) => office.host.bytesOf(id))).toEqual([wholeDocument('second')])
  })
})

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

import { afterEach, describe, expect, it } from 'vitest'
import type { WopiLock } from '../src/wopi/locks.ts'
import { type WopiOffice, wopiOffice } from './wopi-office.ts'

let office: WopiOffice
afterEach(() => office.close())

async function start(): Promise<void> {
  office = await wopiOffice({
    documents: [
      { id: 'plans/1', name: 'Plan.docx', bytes: 'any' },
      { id: 'other', name: 'Other.docx', bytes: 'any' },
    ],
    users: [
      { id: 'ann', name: 'Ann' },
      { id: 'ben', name: 'Ben', mayAdminister: false },
    ],
  })
}

/** Asks the browser door, as the CMS does for a person. */
async function ask(method: string, path: string, userId = 'ann', headers: Record<string, string> = {}) {
  const { publicUrl, browserPath } = office.host.mount()
  const user = (await office.host.access.user(userId)) ?? { id: userId, name: userId }
  const request = new Request(`${publicUrl}${browserPath}${path}`, { method, headers })
  const answer = await office.connector.browser(request, user, { cookieLogin: headers['sec-fetch-site'] !== undefined })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? null : (JSON.parse(text) as { locks: WopiLock[] } & ErrorBody) }
}

interface ErrorBody {
  error: { code: string }
}

const route = (id: string): string => `/locks/${encodeURIComponent(id)}`

describe('the list of WOPI locks', () => {
  it('names documents, people and times to an administrator, and never a lock id', async () => {
    await start()
    expect(await ask('GET', '/locks')).toEqual({ status: 200, body: { locks: [] } })
    const ben = await office.open('plans/1', 'ben')
    await ben.post('LOCK', { 'x-wopi-lock': 'secret-of-the-client' })
    const answer = await ask('GET', '/locks')
    expect(answer).toEqual({
      status: 200,
      body: {
        locks: [
          {
            documentId: 'plans/1',
            name: 'Plan.docx',
            user: { id: 'ben', name: 'Ben' },
            since: expect.stringMatching(/^2026-02-03T04:05:0\d\.000Z$/),
          },
        ],
      },
    })
    expect(JSON.stringify(answer)).not.toContain('secret')
  })

  it('still lists a document and a person that are gone, and no lock that has expired', async () => {
    await start()
    const ben = await office.open('plans/1', 'ben')
    await ben.post('LOCK', { 'x-wopi-lock': 'a' })
    office.host.remove('plans/1')
    office.host.revoke('ben')
    expect((await ask('GET', '/locks')).body).toMatchObject({
      locks: [{ documentId: 'plans/1', name: null, user: { id: 'ben', name: 'ben' } }],
    })
    office.pass(1801)
    expect((await ask('GET', '/locks')).body).toEqual({ locks: [] })
  })

  it('is for administrators only', async () => {
    await start()
    const ben = await office.open('plans/1', 'ben')
    await ben.post('LOCK', { 'x-wopi-lock': 'a' })
    for (const [method, path] of [
      ['GET', '/locks'],
      ['DELETE', route('plans/1')],
    ] as const) {
      const refused = await ask(method, path, 'ben')
      expect([refused.status, refused.body?.error.code]).toEqual([403, 'forbidden'])
    }
    expect((await ben.post('GET_LOCK')).headers.get('x-wopi-lock')).toBe('a')
  })
})

describe("an administrator's unlock", () => {
  it('frees this document and no other; what its holder saves then is refused and kept', async () => {
    await start()
    const [one, other] = [await office.open('plans/1', 'ben'), await office.open('other', 'ben')]
    await one.post('LOCK', { 'x-wopi-lock': 'a' })
    await other.post('LOCK', { 'x-wopi-lock': 'b' })
    expect(await ask('DELETE', route('plans/1'))).toEqual({ status: 204, body: null })
    expect((await ask('GET', '/locks')).body?.locks.map(({ documentId }) => documentId)).toEqual(['other'])
    // the client that is still there does not get it back
    expect((await one.post('LOCK', { 'x-wopi-lock': 'a' })).status).toBe(401)
    expect((await one.put('what ben still had', { 'x-wopi-lock': 'a' })).status).toBe(401)
    expect((await other.post('LOCK', { 'x-wopi-lock': 'b' })).status).toBe(200)
    expect(await office.recovery()).toMatchObject([{ documentId: 'plans/1', user: { id: 'ben' } }])
    const ann = await office.open('plans/1')
    expect((await ann.post('LOCK', { 'x-wopi-lock': 'c' })).status).toBe(200)
  })

  it('says that there is nothing to unlock', async () => {
    await start()
    for (const id of ['plans/1', 'never-there']) {
      const answer = await ask('DELETE', route(id))
      expect([answer.status, answer.body?.error.code]).toEqual([404, 'not_found'])
    }
  })

  it('is not done for a page of another site', async () => {
    await start()
    const ben = await office.open('plans/1', 'ben')
    await ben.post('LOCK', { 'x-wopi-lock': 'a' })
    const strange = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
    expect((await ask('DELETE', route('plans/1'), 'ann', strange)).status).toBe(403)
    expect((await ben.post('GET_LOCK')).headers.get('x-wopi-lock')).toBe('a')
  })
})

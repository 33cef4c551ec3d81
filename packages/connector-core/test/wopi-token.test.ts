import { afterEach, describe, expect, it } from 'vitest'
import { type WopiClient, type WopiOffice, wopiOffice } from './wopi-office.ts'

let office: WopiOffice
afterEach(() => office.close())

async function start(): Promise<void> {
  office = await wopiOffice({
    documents: [
      { id: 'plan', name: 'Plan.docx', bytes: 'any', folder: 'reports' },
      { id: 'other', name: 'Other.docx', bytes: 'any', folder: 'reports' },
    ],
  })
}

const clientOf = (url: string): WopiClient => {
  const { origin, pathname, searchParams } = new URL(url)
  return office.client(`${origin}${pathname}`, searchParams.get('access_token') ?? '')
}

/** Every address with a token of its own in the answers that a client can ask for, walked until nothing new comes. */
async function addressesFrom(client: WopiClient): Promise<WopiClient[]> {
  const found = new Map<string, WopiClient>()
  const walk = async (from: WopiClient): Promise<void> => {
    const answers = await Promise.all([
      ...['', '/ancestry', '/ecosystem_pointer', '/children', '/root_container_pointer'].map((path) => from.get(path)),
      from.post('RENAME_FILE', { 'x-wopi-requestedname': 'Plan' }),
      from.post('PUT_RELATIVE', { 'x-wopi-suggestedtarget': '.docx', 'content-length': '0' }),
      from.post('CREATE_CHILD_FILE', { 'x-wopi-suggestedtarget': 'New.docx' }),
      from.post('CREATE_CHILD_CONTAINER', { 'x-wopi-suggestedtarget': 'New' }),
    ])
    for (const answer of answers) {
      for (const [url] of (await answer.text()).matchAll(/https?:[^"]+access_token=[\w.-]+/g)) {
        const path = new URL(url).pathname
        if (found.has(path) || found.size > 30) continue
        found.set(path, clientOf(url))
        await walk(clientOf(url))
      }
    }
  }
  await walk(client)
  return [...found.values()]
}

describe('the tokens that a WOPI client is given with addresses', () => {
  it('end with the one that it asked with, however often it asks', async () => {
    await start()
    const client = await office.open('plan')
    office.pass(9 * 3600)
    const derived = await addressesFrom(client)
    const kinds = new Set(derived.map(({ wopiSrc }) => /\/wopi\/(\w+)/.exec(wopiSrc)?.[1]))
    expect(kinds).toEqual(new Set(['files', 'containers', 'ecosystem', 'direct']))
    for (const one of derived) expect((await one.get()).status).toBe(200)
    office.pass(3600)
    for (const one of derived) expect((await one.get()).status).toBe(401)
    // the person is still logged in, and opens it again
    expect((await (await office.open('plan')).get()).status).toBe(200)
  })
})

describe('revoking', () => {
  it("ends a person's sessions and what they led to, and nobody else's; what they still save is kept", async () => {
    await start()
    const [ann, ben] = [await office.open('plan'), await office.open('plan', 'ben')]
    const derived = await addressesFrom(ann)
    expect((await ann.post('LOCK', { 'x-wopi-lock': 'a' })).status).toBe(200)
    await office.connector.revoke({ userId: 'ann' })
    for (const one of [ann, ...derived]) expect((await one.get()).status).toBe(401)
    expect((await ann.put('typed before', { 'x-wopi-lock': 'a' })).status).toBe(401)
    expect(office.host.writes).toEqual([])
    expect(await office.recovery()).toMatchObject([{ documentId: 'plan', user: { id: 'ann' } }])
    expect((await ben.get()).status).toBe(200)
    expect((await (await office.open('plan')).get()).status).toBe(200)
  })

  it('ends the sessions of a document, and those of no other one', async () => {
    await start()
    const sessions = [await office.open('plan'), await office.open('plan', 'ben'), await office.open('other', 'ben')]
    await office.connector.revoke({ documentId: 'plan' })
    expect(await Promise.all(sessions.map(async (one) => (await one.get()).status))).toEqual([401, 401, 200])
    office.pass(1)
    expect((await (await office.open('plan', 'ben')).get()).status).toBe(200)
  })

  it('keeps nothing that comes with a token for viewing', async () => {
    await start()
    const viewer = await office.open('plan', 'ann', 'view')
    await office.connector.revoke({ userId: 'ann' })
    expect((await viewer.put('never typed', { 'x-wopi-lock': 'a' })).status).toBe(401)
    expect(await office.recovery()).toEqual([])
  })
})

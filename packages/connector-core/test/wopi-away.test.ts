import { readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { MemoryHost } from '../../connector-testkit/src/index.ts'
import { createConnector } from '../src/connector.ts'
import { HostError } from '../src/errors.ts'
import { docx } from './office.ts'
import { type WopiClient, type WopiOffice, wopiOffice } from './wopi-office.ts'

let office: WopiOffice
const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  await office.close()
})

const edited = Buffer.from(docx('typed until the tab was closed'))
const long = `d${'/long'.repeat(60)}`
const lock = { 'x-wopi-lock': 'cool-lock1' }
const exit = { ...lock, 'x-lool-wopi-ismodifiedbyuser': 'true', 'x-lool-wopi-isexitsave': 'true' }

async function start(options: Parameters<typeof wopiOffice>[0] = {}): Promise<WopiClient> {
  office = await wopiOffice({ documents: [{ id: long, name: 'Plan.docx', bytes: docx('first') }], ...options })
  const client = await office.open(long)
  expect((await client.post('LOCK', lock)).status).toBe(200)
  return client
}

const away = async (): Promise<never> => {
  throw new HostError('unavailable', 'The database is away.')
}

/** Takes parts of the CMS away; gives them back when called. */
function take(...parts: ('state' | 'settings' | 'users' | 'documents')[]): () => void {
  const { state, settings, access, documents } = office.host
  const all = { state, settings, users: access, documents } as const
  const before = parts.map((part) => ({ ...all[part] }))
  for (const part of parts) {
    const object = all[part] as unknown as Record<string, unknown>
    for (const [name, value] of Object.entries(object))
      if (typeof value === 'function' && name !== 'fixed') object[name] = away
  }
  return () => {
    for (const [n, part] of parts.entries()) Object.assign(all[part], before[n])
  }
}

/** By the clock of the office, in seconds. */
const agesAgo = (): number => Date.parse('2026-02-03T04:05:06Z') / 1000 - 901

const filesIn = (folder: string, host: MemoryHost = office.host): string[] => {
  try {
    return readdirSync(join(host.dataDirectory, folder))
  } catch {
    return []
  }
}
const contents = (): string[] =>
  office.host.documentIds().map((id) => Buffer.from(office.host.bytesOf(id) ?? []).toString('hex'))
const isStored = (bytes = edited): boolean => contents().includes(bytes.toString('hex'))
const kept = async () =>
  (await office.recovery()).map(({ documentId, name, size, user, reason }) => [
    documentId,
    name,
    size,
    user?.id,
    reason.code,
  ])

describe('the last save of a WOPI client', () => {
  it.each([
    ['the state is', ['state']],
    ['the settings are', ['settings']],
    ['the users are', ['users']],
    ['the documents are', ['documents']],
    ['all of the database is', ['state', 'settings', 'users', 'documents']],
  ] as const)('is kept while %s away, and stored by a later one', async (_, parts) => {
    const client = await start()
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    const giveBack = take(...parts)
    expect((await client.put(edited, exit)).status).toBe(500)
    expect(filesIn('spool')).toEqual([])
    giveBack()
    const isNamed = !(parts as readonly string[]).includes('documents')
    expect(await kept()).toEqual([[long, isNamed ? 'Plan.docx' : 'document', edited.length, 'ann', 'unavailable']])
    expect((await client.put(edited, exit)).status).toBe(200)
    expect(isStored()).toBe(true)
  })

  it('is stored though the client takes an earlier one for stored that was kept while the state was away', async () => {
    const client = await start()
    const stamp = { 'x-lool-wopi-timestamp': (await client.info()).LastModifiedTime }
    const giveBack = take('state')
    expect((await client.put(edited, { ...exit, ...stamp })).status).toBe(500)
    giveBack()
    const unmodified = { ...exit, ...stamp, 'x-lool-wopi-ismodifiedbyuser': 'false' }
    expect((await client.put(edited, unmodified)).status).toBe(200)
    expect(isStored()).toBe(true)
  })

  it('is in exactly one place, or in the recovery area as well, whichever call of the state fails', {
    timeout: 60_000,
  }, async () => {
    for (const when of ['before', 'after'] as const) {
      for (let n = 1; ; n += 1) {
        const client = await start()
        let calls = 0
        const { state } = office.host
        const before = { ...state }
        const failing = <Arguments extends unknown[], Result>(work: (...of: Arguments) => Promise<Result>) => {
          return async (...of: Arguments): Promise<Result> => {
            calls += 1
            if (calls !== n) return await work(...of)
            if (when === 'after') await work(...of)
            return await away()
          }
        }
        Object.assign(state, { get: failing(before.get), swap: failing(before.swap), list: failing(before.list) })
        const { status } = await client.put(edited, lock)
        Object.assign(state, before)
        const places = [...(isStored() ? ['document'] : []), ...(await office.recovery()).map(() => 'recovery')]
        expect(places.length, `call ${n} ${when}`).toBeGreaterThan(0)
        if (status === 200) expect(isStored(), `call ${n} ${when}`).toBe(true)
        expect(filesIn('spool'), `call ${n} ${when}`).toEqual([])
        // and the client, which tries again, overwrites nothing and doubles nothing
        expect((await client.put(edited, lock)).status, `call ${n} ${when}`).toBe(200)
        expect(contents(), `call ${n} ${when}`).toEqual([edited.toString('hex')])
        await office.close()
        if (calls < n) break
      }
    }
    office = await wopiOffice()
  })

  it('is kept nowhere when its token is not good, be the rest there or not', async () => {
    const client = await start()
    const viewer = await office.open(long, 'ann', 'view')
    for (const giveBack of [() => {}, take('state', 'settings', 'users', 'documents')]) {
      const forged = office.client(client.wopiSrc, `${client.accessToken.slice(0, -2)}AA`)
      const other = office.client(client.wopiSrc.slice(0, -1), client.accessToken)
      for (const one of [viewer, forged, other]) expect((await one.put(edited, exit)).status).toBe(401)
      expect(filesIn('spool')).toEqual([])
      giveBack()
    }
    office.pass(11 * 3600)
    expect((await client.put(edited, exit)).status).toBe(401)
    expect([filesIn('spool'), filesIn('recovery'), isStored()]).toEqual([[], [], false])
  })

  it('is kept nowhere when its proof is missing, though settings and state are away', async () => {
    const client = await start({ settings: { 'wopi.proof': 'off' } })
    await office.host.settings.save({ ...office.host.storedSettings(), 'wopi.proof': 'required' })
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    expect((await client.put(edited, exit)).status).toBe(500)
    take('state', 'settings', 'users', 'documents')
    expect((await client.put(edited, exit)).status).toBe(500)
    expect([filesIn('spool'), filesIn('recovery')]).toEqual([[], []])
  })

  it('is held to the largest size that was known last', async () => {
    const client = await start({ settings: { maxDocumentBytes: 1 << 20 } })
    expect((await client.put(Buffer.alloc((1 << 20) + 1), exit)).status).toBe(413)
    const giveBack = take('settings')
    expect((await client.put(Buffer.alloc((1 << 20) + 1), exit)).status).toBe(413)
    giveBack()
    expect([filesIn('spool'), filesIn('recovery')]).toEqual([[], []])
  })
})

describe('a save that the recovery area cannot take', () => {
  /** A disk that takes no more files there. */
  const block = (): (() => void) => {
    const path = join(office.host.dataDirectory, 'recovery')
    rmSync(path, { recursive: true, force: true })
    writeFileSync(path, '')
    return () => rmSync(path, { force: true })
  }

  async function restart(): Promise<void> {
    const next = createConnector(office.host, { reconcileEverySeconds: 0 })
    await next.start()
    await next.close()
  }

  it('is tried again without a restart, once it has lain there for a while', async () => {
    const client = await start()
    const unblock = block()
    expect((await client.put(edited, { 'x-wopi-lock': 'another' })).status).toBe(409)
    const next = createConnector(office.host, { reconcileEverySeconds: 0.02 })
    closing.push(() => next.close())
    await next.start()
    unblock()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(filesIn('spool'), 'it may still be under way').toHaveLength(2)
    for (const name of filesIn('spool')) utimesSync(join(office.host.dataDirectory, 'spool', name), 0, agesAgo())
    await expect.poll(() => filesIn('spool')).toEqual([])
    expect(await kept()).toEqual([[long, 'Plan.docx', edited.length, 'ann', 'version_conflict']])
  })

  it.each([
    ['without the lock', (): void => {}, { 'x-wopi-lock': 'another' }, 409],
    ['of somebody who lost the right', (): void => office.host.permit('ann', { edit: false }), lock, 401],
    ['of a document that is gone', (): void => office.host.remove(long), lock, 404],
    ['while the state is away', (): void => void take('state'), lock, 500],
    ['that the CMS does not store', (): void => office.host.failNext('write', 'unavailable'), lock, 500],
  ] as const)('stays on the disk and is found at the next start: one %s', async (_, prepare, headers, status) => {
    const client = await start()
    const unblock = block()
    const state = { ...office.host.state }
    prepare()
    expect((await client.put(edited, headers)).status).toBe(status)
    expect(filesIn('spool')).toHaveLength(2)
    expect(office.host.entries).toContainEqual(expect.objectContaining({ level: 'error', code: 'wopi.kept' }))
    Object.assign(office.host.state, state)
    // nor is it lost when the next start cannot keep it either
    if (status === 401 || status === 404) {
      await restart()
      expect(filesIn('spool')).toHaveLength(2)
    }
    unblock()
    await restart()
    expect(filesIn('spool')).toEqual([])
    expect([isStored(), (await kept()).length]).toEqual([false, 1])
  })
})

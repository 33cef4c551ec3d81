import { describe, expect, it } from 'vitest'
import type { StateStore } from '../host.ts'
import { createLeases } from '../session/index.ts'
import { memoryState } from '../state/memory.ts'
import { createLocks, hashVersion, lockSeconds, readLockId } from './locks.ts'

function setUp(options: { edited?: () => boolean } = {}) {
  let time = Date.parse('2026-01-01T00:00:00Z')
  const now = () => new Date(time)
  const state = memoryState({ now })
  const instance = (over: StateStore = state) =>
    createLocks({
      state: over,
      leases: createLeases(over),
      now,
      editedOverDocsApi: async () => options.edited?.() ?? false,
    })
  return { state, instance, locks: instance(), pass: (seconds: number) => (time += seconds * 1000) }
}

const refusal = (current: string) => ({ done: false, current, reason: expect.any(String) })
const done = { done: true }

describe('WOPI locks', () => {
  it('follow the table of the protocol for an unlocked document', async () => {
    const { locks } = setUp()
    expect(await locks.refresh('d', 'a')).toEqual(refusal(''))
    expect(await locks.unlock('d', 'a')).toEqual(refusal(''))
    expect(await locks.relock('d', 'a', 'b', 'ada')).toEqual(refusal(''))
    expect(await locks.check('d', 'a')).toEqual(refusal(''))
    expect(await locks.check('d', null)).toEqual(refusal(''))
    expect(await locks.current('d')).toBeNull()
    expect(await locks.lock('d', 'a', 'ada', async () => 'v1')).toEqual(done)
    expect(await locks.current('d')).toEqual({
      id: 'a',
      documentId: 'd',
      by: 'ada',
      since: 1767225600,
      base: hashVersion('v1'),
      session: expect.stringMatching(/^[\w-]{16}$/),
    })
  })

  it('follow it for the holder', async () => {
    const { locks } = setUp()
    await locks.lock('d', 'a', 'ada')
    expect(await locks.lock('d', 'a', 'bob')).toEqual(done)
    expect(await locks.refresh('d', 'a')).toEqual(done)
    expect(await locks.check('d', 'a')).toMatchObject({ done: true, lock: { id: 'a', by: 'ada' } })
    expect(await locks.relock('d', 'a', 'b', 'bob')).toEqual(done)
    expect((await locks.current('d'))?.id).toBe('b')
    expect(await locks.unlock('d', 'b')).toEqual(done)
    expect(await locks.current('d')).toBeNull()
  })

  it('remember with which version they began until they are given up, also when they are traded', async () => {
    const { locks } = setUp()
    let asked = 0
    const version = async () => `v${++asked}`
    await locks.lock('d', 'a', 'ada', version)
    const begun = await locks.current('d')
    await locks.lock('d', 'a', 'ada', version)
    await locks.refresh('d', 'a')
    await locks.lock('d', 'b', 'bob', version)
    await locks.relock('d', 'a', 'c', 'bob')
    expect(await locks.current('d')).toEqual({ ...begun, id: 'c', by: 'bob' })
    expect(asked).toBe(1)
    await locks.unlock('d', 'c')
    await locks.lock('d', 'a', 'ada', version)
    const next = await locks.current('d')
    expect(next?.base).toBe(hashVersion('v2'))
    expect(next?.session).not.toBe(begun?.session)
  })

  it('name the lock that is there to everybody else', async () => {
    const { locks } = setUp()
    await locks.lock('d', 'a', 'ada')
    expect(await locks.lock('d', 'b', 'bob')).toEqual(refusal('a'))
    expect(await locks.refresh('d', 'b')).toEqual(refusal('a'))
    expect(await locks.unlock('d', 'b')).toEqual(refusal('a'))
    expect(await locks.relock('d', 'b', 'c', 'bob')).toEqual(refusal('a'))
    expect(await locks.check('d', 'b')).toEqual(refusal('a'))
    expect(await locks.check('d', null)).toEqual(refusal('a'))
    expect(await locks.check('d', 'A')).toEqual(refusal('a'))
    expect(await locks.lock('other', 'b', 'bob')).toEqual(done)
  })

  it('end after thirty minutes unless they are refreshed, and can be taken over then', async () => {
    const { locks, pass } = setUp()
    await locks.lock('d', 'a', 'ada')
    pass(lockSeconds - 1)
    expect(await locks.refresh('d', 'a')).toEqual(done)
    pass(lockSeconds - 1)
    expect(await locks.lock('d', 'a', 'ada')).toEqual(done)
    pass(lockSeconds - 1)
    expect(await locks.lock('d', 'b', 'bob')).toEqual(refusal('a'))
    pass(1)
    expect(await locks.current('d')).toBeNull()
    expect(await locks.refresh('d', 'a')).toEqual(refusal(''))
    expect(await locks.lock('d', 'b', 'bob')).toEqual(done)
    expect(await locks.unlock('d', 'a')).toEqual(refusal('b'))
  })

  it('survive a restart and hold in another instance', async () => {
    const { locks, instance } = setUp()
    await locks.lock('d', 'a', 'ada')
    expect(await instance().lock('d', 'b', 'bob')).toEqual(refusal('a'))
  })

  it('keep ids as they are, whatever they look like, up to 1024 characters', async () => {
    const { locks } = setUp()
    const ids = ['{"S":"x","F":4}', ' a ', 'a\\"', '\\'.repeat(1024), '"'.repeat(1024), '\u00ff'.repeat(1024), 'docs a']
    for (const id of ids) {
      expect(readLockId(id)).toBe(id)
      expect(await locks.lock('d', id, 'u'.repeat(128))).toEqual(done)
      expect((await locks.current('d'))?.id).toBe(id)
      expect(await locks.unlock('d', `${id}x`)).toEqual(refusal(id))
      expect(await locks.unlock('d', id)).toEqual(done)
    }
  })

  it('refuse ids that are missing, too long, or that no header could carry back', () => {
    for (const id of [null, '', 'a'.repeat(1025), 'a\u0001', 'a\nb', 'a\u007f', '\u0100'])
      expect(() => readLockId(id)).toThrow(expect.objectContaining({ code: 'bad_request' }))
  })

  it('are broken by an administrator, and listed for one', async () => {
    const { locks } = setUp()
    for (let n = 0; n < 130; n += 1) await locks.lock(`d${n}`, `lock ${n}`, 'ada')
    await locks.claimForDocsApi('docs', 'key')
    const listed = []
    for await (const lock of locks.list()) listed.push(lock.id)
    expect(listed).toHaveLength(130)
    expect(await locks.breakLock('d7')).toBe(true)
    expect(await locks.breakLock('d7')).toBe(false)
    expect(await locks.breakLock('docs')).toBe(false)
    expect(await locks.check('d7', 'lock 7')).toEqual(refusal(''))
  })
})

describe('WOPI and the Docs API on one document', () => {
  it('exclude each other: an editor that is opening keeps locks off, and says why', async () => {
    const { locks, pass } = setUp()
    expect(await locks.claimForDocsApi('d', 'key1')).toBeNull()
    expect(await locks.claimForDocsApi('d', 'key2')).toBeNull()
    const answer = await locks.lock('d', 'a', 'ada')
    expect(answer).toMatchObject({ done: false, current: '', reason: expect.stringContaining('ONLYOFFICE') })
    expect(await locks.check('d', 'a')).toEqual(refusal(''))
    await locks.releaseForDocsApi('d', 'key1')
    expect(await locks.lock('d', 'a', 'ada')).toEqual(refusal(''))
    await locks.releaseForDocsApi('d', 'key2')
    expect(await locks.lock('d', 'a', 'ada')).toEqual(done)
    expect(await locks.unlock('d', 'a')).toEqual(done)
    await locks.claimForDocsApi('d', 'key3')
    pass(600)
    expect(await locks.lock('d', 'a', 'ada')).toEqual(done)
  })

  it('exclude each other: a session that people are in keeps locks off', async () => {
    let edited = true
    const { locks } = setUp({ edited: () => edited })
    expect(await locks.lock('d', 'a', 'ada')).toEqual(refusal(''))
    edited = false
    expect(await locks.lock('d', 'a', 'ada')).toEqual(done)
  })

  it('exclude each other: a lock is named to an editor that wants to open', async () => {
    const { locks } = setUp()
    await locks.lock('d', 'a', 'ada')
    expect(await locks.claimForDocsApi('d', 'key')).toMatchObject({ id: 'a', by: 'ada' })
    expect(await locks.refresh('d', 'a')).toEqual(done)
  })

  it('are refreshed by one swap where nothing has changed, and never for who lost them elsewhere', async () => {
    const { state, instance, pass } = setUp()
    const reads: string[] = []
    const here = instance({
      ...state,
      get: async (key) => {
        reads.push(key)
        return await state.get(key)
      },
    })
    const elsewhere = instance()
    for (const take of [
      () => elsewhere.relock('d', 'a', 'b', 'bob'),
      async () => [await elsewhere.unlock('d', 'a'), await elsewhere.lock('d', 'b', 'bob')],
      async () => [await elsewhere.breakLock('d'), await elsewhere.lock('d', 'b', 'bob')],
      async () => [pass(1801), await elsewhere.lock('d', 'b', 'bob')],
    ]) {
      expect(await here.lock('d', 'a', 'ada')).toEqual(done)
      reads.length = 0
      pass(1000)
      expect([await here.lock('d', 'a', 'ada'), await here.refresh('d', 'a')]).toEqual([done, done])
      expect(reads).toEqual([])
      pass(1799)
      expect(await here.check('d', 'a')).toMatchObject(done)
      await take()
      expect([await here.lock('d', 'a', 'ada'), await here.refresh('d', 'a')]).toEqual([refusal('b'), refusal('b')])
      expect(await elsewhere.unlock('d', 'b')).toEqual(done)
    }
    // and one that is gone is taken anew, or refused
    expect(await here.lock('d', 'a', 'ada')).toEqual(done)
    pass(1801)
    expect(await here.refresh('d', 'a')).toEqual(refusal(''))
    expect(await here.lock('d', 'a', 'ada')).toEqual(done)
  })

  it('let one of two win when both come at once', async () => {
    for (let round = 0; round < 50; round += 1) {
      const { locks } = setUp()
      const [claim, lock] = await Promise.all([locks.claimForDocsApi('d', 'key'), locks.lock('d', 'a', 'ada')])
      expect(claim === null).not.toBe(lock.done)
    }
  })
})

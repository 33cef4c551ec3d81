import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import jwt from 'jsonwebtoken'
import { afterEach, describe, expect, it } from 'vitest'
import type { MemoryHostOptions } from '../../connector-testkit/src/index.ts'
import { createConnector } from '../src/connector.ts'
import { HostError } from '../src/errors.ts'
import type { StateStore } from '../src/host.ts'
import { memoryState } from '../src/state/memory.ts'
import { ann, ben, docx, type Office, office, secret } from './office.ts'

/** A state store whose n-th call fails, before it does anything or after it has done its work. */
function breakableState(inner: StateStore) {
  let calls = 0
  let failAt = 0
  let after = false
  async function run<T>(work: () => Promise<T>): Promise<T> {
    calls += 1
    const fails = calls === failAt
    if (fails && !after) throw new HostError('unavailable', 'The state is away.')
    const result = await work()
    if (fails) throw new HostError('unavailable', 'The state went away.')
    return result
  }
  const state: StateStore = {
    get: (key) => run(() => inner.get(key)),
    swap: (...entry) => run(() => inner.swap(...entry)),
    list: (...query) => run(() => inner.list(...query)),
  }
  return {
    state,
    /** Counts anew; the n-th call from now fails. 0: none. */
    failCall(n: number, when: 'before' | 'after' = 'before') {
      calls = 0
      failAt = n
      after = when === 'after'
    },
    calls: () => calls,
  }
}

let cms: Office
afterEach(() => cms.close())

const stored = (id = 'report'): string => Buffer.from(cms.host.bytesOf(id) ?? []).toString('hex')
const hex = (text: string): string => Buffer.from(docx(text)).toString('hex')
const spooled = (): Promise<string[]> => readdir(join(cms.host.dataDirectory, 'spool')).catch(() => [])

type Opened = Awaited<ReturnType<Office['open']>>

async function save(opened: Opened, text: string, event: Record<string, unknown> = {}) {
  const path = typeof event.url === 'string' ? event.url : `/cache/${text.replaceAll(' ', '-')}/output.docx`
  cms.results.set(path, docx(text))
  const response = await cms.callback(opened, { status: 2, filetype: 'docx', ...event, url: path })
  return { status: response.status, error: ((await response.json()) as { error: number }).error }
}

/** As Document Server does: again after 503, not after anything else. */
async function saveWithRetries(opened: Opened, text: string, event: Record<string, unknown> = {}) {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await save(opened, text, event)
    if (answer.status !== 503 || attempt === 4) return { ...answer, attempts: attempt }
  }
}

/** Documents and entries of the recovery area that hold these bytes. */
async function copiesOf(text: string): Promise<string[]> {
  const found = cms.host.documentIds().filter((id) => stored(id) === hex(text))
  const folder = join(cms.host.dataDirectory, 'recovery')
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.endsWith('.bin')) continue
    if ((await readFile(join(folder, name))).toString('hex') === hex(text)) found.push(name)
  }
  return found
}

describe('a state store that fails at one call of a save', () => {
  const lastsave = '2026-01-01T00:00:05.000Z'
  type Situation = [
    name: string,
    prepare: (cms: Office) => void,
    event: Record<string, unknown>,
    options?: MemoryHostOptions,
  ]
  const situations: Situation[] = [
    ['a final save', () => {}, { lastsave }],
    ['a final save of a replaced document', ({ host }) => void host.replace('report', docx('outside')), { lastsave }],
    [
      'a final save of a replaced document in a store that cannot be asked for names',
      ({ host }) => void host.replace('report', docx('outside')),
      { lastsave },
      { without: ['nameTaken'] },
    ],
    ['a final save whose author was blocked', ({ host }) => host.revoke('ann'), { lastsave }],
    ['a final save of a deleted document', ({ host }) => host.remove('report'), { lastsave }],
    ['a damaged assembly', () => {}, { status: 3, lastsave }],
  ]
  for (const [name, prepare, event, options] of situations) {
    for (const when of ['before', 'after'] as const) {
      it(`keeps the bytes of ${name} exactly once, whichever call fails (${when} its work)`, {
        timeout: 60_000,
      }, async () => {
        let failed = 0
        for (let n = 1; ; n += 1) {
          const broken = breakableState(memoryState())
          cms = await office({ ...options, state: broken.state })
          const opened = await cms.open()
          prepare(cms)
          broken.failCall(n, when)
          const answer = await saveWithRetries(opened, 'edited', event)
          const reached = broken.calls() >= n
          broken.failCall(0)
          expect(answer.status, `call ${n}`).toBe(200)
          expect(await copiesOf('edited'), `call ${n}`).toHaveLength(1)
          expect(await spooled(), `call ${n}`).toEqual([])
          failed += answer.attempts - 1
          if (!reached) break
          await cms.close()
        }
        expect(failed, 'some of the calls mattered').toBeGreaterThan(3)
      })
    }
  }

  it('never answers that a forcesave is stored when it is not', async () => {
    for (let n = 1; ; n += 1) {
      const broken = breakableState(memoryState())
      cms = await office({ state: broken.state })
      const opened = await cms.open()
      broken.failCall(n)
      const first = await save(opened, 'half', { status: 6, lastsave: '2026-01-01T00:00:05.000Z' })
      const reached = broken.calls() >= n
      broken.failCall(0)
      if (first.error === 0) expect(stored(), `call ${n}`).toBe(hex('half'))
      expect(await save(opened, 'whole', { lastsave }), `call ${n}`).toEqual({ status: 200, error: 0 })
      expect(await copiesOf('whole'), `call ${n}`).toEqual(['report'])
      expect(cms.host.documentIds(), `call ${n}: our own write is no conflict`).toEqual(['report'])
      if (!reached) break
      await cms.close()
    }
  })
})

const at = (second: number): string => `2026-01-01T00:00:0${second}.000Z`

/** Document Server with these forgotten files, by key; answers every other command well. */
function keepForgotten(forgotten: Record<string, string>): string[] {
  const deleted: string[] = []
  cms.services.set('/command', (body) => {
    const { c, key } = jwt.decode(String(body.token)) as { c: string; key: string }
    if (c === 'getForgottenList') return { error: 0, keys: Object.keys(forgotten) }
    if (c === 'getForgotten' && forgotten[key] !== undefined) {
      const path = `/cache/files/forgotten/${key}/output.docx/output.docx`
      cms.results.set(path, docx(forgotten[key]))
      return { error: 0, key, url: cms.server.url + path }
    }
    if (c === 'deleteForgotten') deleted.push(key)
    return { error: c === 'info' ? 1 : 0, key }
  })
  return deleted
}

describe('two saves of one session', () => {
  it('are both stored when Document Server happens to give them the same path', async () => {
    cms = await office()
    const opened = await cms.open()
    const url = '/cache/files/data/key_4711/output.docx/output.docx'
    await save(opened, 'one', { status: 6, url, lastsave: at(1) })
    await save(opened, 'two', { status: 6, url, lastsave: at(2) })
    expect(stored()).toBe(hex('two'))
  })

  it('compare by time, however it is written', async () => {
    cms = await office()
    const opened = await cms.open()
    await save(opened, 'newer', { status: 6, lastsave: '2026-01-01T00:00:01.500Z' })
    await save(opened, 'older', { status: 6, lastsave: '2026-01-01T01:00:01+01:00' })
    expect(stored()).toBe(hex('newer'))
  })

  it('never let an older final state that turns up late undo the newer one, and lose neither', async () => {
    cms = await office()
    const opened = await cms.open()
    await save(opened, 'newer', { lastsave: at(9) })
    await save(opened, 'older', { lastsave: at(3) })
    expect(stored()).toBe(hex('newer'))
    expect(await copiesOf('older')).toHaveLength(1)
  })

  it('are one document when the store reported a failure after it had written', async () => {
    cms = await office()
    const opened = await cms.open()
    const { write } = cms.host.documents
    cms.host.documents.write = async (...args) => {
      await write(...args)
      cms.host.documents.write = write
      throw new HostError('unavailable', 'The connection broke.')
    }
    expect(await save(opened, 'half', { status: 6, lastsave: at(1) })).toEqual({ status: 503, error: 1 })
    expect(await save(opened, 'whole', { lastsave: at(2) })).toEqual({ status: 200, error: 0 })
    expect(stored()).toBe(hex('whole'))
    expect(cms.host.documentIds()).toEqual(['report'])
  })
})

describe('a form submission', () => {
  const submit = { status: 6, forcesavetype: 3 }

  it('is stored although the final save came first, and although it holds the same bytes', async () => {
    cms = await office()
    const opened = await cms.open()
    await save(opened, 'form', { lastsave: at(1) })
    await save(opened, 'form', { ...submit, lastsave: at(1) })
    await save(opened, 'early form', { ...submit, lastsave: at(0) })
    expect(await copiesOf('form')).toHaveLength(2)
    expect(await copiesOf('early form')).toHaveLength(1)
  })

  it('is kept when the store fails, for Document Server does not send it again', async () => {
    cms = await office()
    const opened = await cms.open()
    cms.host.failNext('create', 'unavailable')
    await save(opened, 'form', submit)
    expect(await copiesOf('form')).toHaveLength(1)
  })

  it('stays on the disk when not even the recovery area can take it, and is stored at the next start', async () => {
    cms = await office()
    const opened = await cms.open()
    cms.host.failNext('create', 'unavailable')
    const recovery = join(cms.host.dataDirectory, 'recovery')
    await writeFile(recovery, '')
    expect((await save(opened, 'form', { ...submit, lastsave: at(1) })).status).toBe(503)
    expect(await spooled()).toHaveLength(2)
    await rm(recovery)
    for (let start = 0; start < 2; start += 1) {
      const next = createConnector(cms.host, { reconcileEverySeconds: 0 })
      await next.start()
      await next.close()
    }
    expect([await copiesOf('form'), await spooled()]).toEqual([[expect.any(String)], []])
  })

  it('is kept whichever call of the state store fails', async () => {
    for (let n = 1; ; n += 1) {
      const broken = breakableState(memoryState())
      cms = await office({ state: broken.state })
      const opened = await cms.open()
      broken.failCall(n)
      await save(opened, 'form', { ...submit, lastsave: at(1) })
      const reached = broken.calls() >= n
      broken.failCall(0)
      expect(await copiesOf('form'), `call ${n}`).toHaveLength(1)
      if (!reached) break
      await cms.close()
    }
  })

  it('takes no place in the recovery area from another one of the same person', async () => {
    cms = await office()
    const opened = await cms.open()
    cms.host.permit('ann', { edit: false })
    await save(opened, 'one', { ...submit, lastsave: at(1) })
    await save(opened, 'two', { ...submit, lastsave: at(2) })
    await save(opened, 'draft', { status: 6, lastsave: at(3) })
    await save(opened, 'later draft', { status: 6, lastsave: at(4) })
    await save(opened, 'damaged', { status: 3, lastsave: at(5) })
    for (const text of ['one', 'two', 'later draft', 'damaged']) expect(await copiesOf(text), text).toHaveLength(1)
    expect(await copiesOf('draft'), 'the later state of the session holds it').toEqual([])
  })
})

describe('a copy beside the document', () => {
  it('is not taken for added because somebody else has that name', async () => {
    cms = await office({
      documents: [{ id: 'report', name: 'Report.odt', bytes: docx('first') }],
      settings: { lossyEditFormats: ['odt'] },
    })
    cms.services.set('/converter', () => ({ error: -7 }))
    cms.host.add({ name: 'Report.docx', bytes: docx('not mine') })
    const opened = await cms.open()
    cms.host.failNext('create', 'unavailable')
    expect(await saveWithRetries(opened, 'edited', { lastsave: at(1) })).toMatchObject({ error: 0, attempts: 2 })
    expect(await copiesOf('edited')).toHaveLength(1)
  })

  it('is not taken for added because another save of the same second has that name', async () => {
    cms = await office()
    const opened = [await cms.open()]
    cms.host.replace('report', docx('outside'))
    opened.push(await cms.open())
    cms.host.replace('report', docx('outside again'))
    await save(opened[0]!, 'one', { lastsave: at(1) })
    cms.host.failNext('create', 'unavailable')
    await saveWithRetries(opened[1]!, 'two', { lastsave: at(1) })
    expect(await copiesOf('one')).toHaveLength(1)
    expect(await copiesOf('two')).toHaveLength(1)
  })

  it('is an entry of the recovery area where the store cannot add documents', async () => {
    cms = await office({ without: ['create'] })
    const opened = await cms.open()
    cms.host.replace('report', docx('outside'))
    expect(await save(opened, 'edited')).toEqual({ status: 200, error: 1 })
    expect(await copiesOf('edited')).toHaveLength(1)
    expect(stored()).toBe(hex('outside'))
  })
})

describe('a forgotten file', () => {
  it('of a burnt key is read before it is deleted', async () => {
    cms = await office()
    const opened = await cms.open()
    await save(opened, 'final', { lastsave: at(1) })
    const deleted = keepForgotten({ [opened.key]: 'went on in an old tab' })
    await cms.connector.reconcile()
    expect(stored()).toBe(hex('final'))
    expect(await copiesOf('went on in an old tab')).toHaveLength(1)
    expect(deleted).toEqual([opened.key])
  })

  it('is stored in place of what came damaged of the same save', async () => {
    cms = await office()
    const opened = await cms.open()
    cms.results.set('/cache/damaged/output.docx', docx('edited').subarray(0, 60))
    await cms.callback(opened, { status: 2, filetype: 'docx', url: '/cache/damaged/output.docx', lastsave: at(1) })
    expect(await readdir(join(cms.host.dataDirectory, 'recovery'))).toHaveLength(2)
    const deleted = keepForgotten({ [opened.key]: 'edited' })
    await cms.connector.reconcile()
    expect(stored()).toBe(hex('edited'))
    expect(deleted).toEqual([opened.key])
    expect(await readdir(join(cms.host.dataDirectory, 'recovery'))).toEqual([])
  })

  it('that holds what is stored already is only deleted', async () => {
    cms = await office()
    const opened = await cms.open()
    await save(opened, 'final')
    const deleted = keepForgotten({ [opened.key]: 'final' })
    expect(await cms.connector.reconcile()).toEqual({ stored: 0, failed: 0 })
    expect(deleted).toEqual([opened.key])
    expect(await copiesOf('final')).toEqual(['report'])
  })

  it('leaves nothing in the spool when neither document nor recovery area takes it', async () => {
    cms = await office()
    const opened = await cms.open()
    const deleted = keepForgotten({ [opened.key]: 'forgotten' })
    cms.host.failNext('find', 'unavailable', 5)
    await writeFile(join(cms.host.dataDirectory, 'recovery'), 'a file where the folder should be')
    expect(await cms.connector.reconcile()).toEqual({ stored: 0, failed: 1 })
    expect(await spooled()).toEqual([])
    expect(deleted).toEqual([])
  })
})

describe('two instances over one state and one store', () => {
  const second = () => createConnector(cms.host, { reconcileEverySeconds: 0 })

  it('store one version when both get the same final save', async () => {
    cms = await office()
    const opened = await cms.open()
    const other = second()
    const both = await Promise.all(
      [cms.connector, other].map(async (connector) => {
        const path = '/cache/both/output.docx'
        cms.results.set(path, docx('edited'))
        const claims = { key: opened.key, status: 2, users: ['ann'], filetype: 'docx', url: cms.server.url + path }
        const body = JSON.stringify({ token: jwt.sign(claims, secret, { expiresIn: 300 }) })
        const response = await connector.fetch(new Request(opened.callbackUrl ?? '', { method: 'POST', body }))
        return await response.json()
      }),
    )
    expect(both).toEqual([{ error: 0 }, { error: 0 }])
    expect(cms.host.writes).toHaveLength(1)
    await other.close()
  })

  it('do not double the work under way of a live one when they start on its data directory', async () => {
    let release = () => {}
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    let reached = () => {}
    const inside = new Promise<void>((resolve) => {
      reached = resolve
    })
    cms = await office(
      {},
      {
        async onSaveStep(name) {
          if (name !== 'intended') return
          reached()
          await gate
        },
      },
    )
    const opened = await cms.open()
    const running = save(opened, 'edited', { lastsave: at(1) })
    await inside
    const other = second()
    const started = other.start()
    release()
    expect(await running).toEqual({ status: 200, error: 0 })
    await started
    expect(cms.host.writes).toHaveLength(1)
    expect(await copiesOf('edited')).toEqual(['report'])
    expect(await spooled()).toEqual([])
    await other.close()
  })

  it('serialise a session and those who joined it in its conflict copy', async () => {
    let most = 0
    let overlap = 0
    cms = await office(
      {},
      {
        async onSaveStep(name) {
          if (name === 'intended') overlap += 1
          if (name === 'settled') overlap -= 1
          most = Math.max(most, overlap)
          if (name === 'intended') await new Promise((resolve) => setTimeout(resolve, 50))
        },
      },
    )
    const opened = await cms.open()
    cms.host.replace('report', docx('outside'))
    await save(opened, 'one', { status: 6, lastsave: at(1) })
    const copy = cms.host.documentIds().find((id) => id !== 'report') ?? ''
    const joined = await cms.open(ben, copy)
    expect(joined.key).toBe(opened.key)
    most = 0
    overlap = 0
    const answers = await Promise.all([
      save(opened, 'two', { status: 6, lastsave: at(2) }),
      save(joined, 'three', { status: 2, lastsave: at(3) }),
    ])
    expect(answers.map(({ error }) => error)).toEqual([0, 0])
    expect(stored(copy)).toBe(hex('three'))
    expect(cms.host.documentIds()).toHaveLength(2)
    expect(most).toBe(1)
  })
})

describe('an opener', () => {
  it('that looked before a save and gets its key after it edits the new content without a conflict', async () => {
    cms = await office()
    const { find } = cms.host.documents
    cms.host.documents.find = async (id) => {
      const before = await find(id)
      cms.host.documents.find = find
      cms.host.replace('report', docx('saved meanwhile'))
      return before
    }
    const opened = await cms.open()
    expect((await cms.open(ben)).key).toBe(opened.key)
    await save(opened, 'edited')
    expect(stored()).toBe(hex('edited'))
    expect(cms.host.documentIds()).toEqual(['report'])
  })
})

describe('without JWT', () => {
  it('a callback writes in the name of the link it came by, whoever it names', async () => {
    cms = await office({ settings: { jwtDisabled: true } })
    const opened = await cms.open(ann)
    await save(opened, 'edited', { users: ['ben'] })
    expect(cms.host.writes).toMatchObject([{ by: 'ann' }])
  })
})

describe('what is logged of a refused callback', () => {
  it('quotes nothing of its body', async () => {
    cms = await office()
    const opened = await cms.open()
    const body = 'eyJhbGciOiJIUzI1NiJ9.secret'
    const response = await cms.connector.fetch(new Request(opened.callbackUrl ?? '', { method: 'POST', body }))
    expect(response.status).toBe(400)
    const logged = cms.host.entries.map(({ message, cause }) => `${message} ${cause}`).join()
    expect(logged).not.toContain('eyJ')
  })
})

import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { smallZip } from '../../connector-testkit/src/index.ts'
import { type WopiClient, type WopiOffice, wopiOffice } from './wopi-office.ts'

/** One recorded request of a real server, and what the host of that day answered. */
interface Recorded {
  n: number
  scenario: string
  method: string
  url: string
  headers: Record<string, string>
  length: number
  /** Of the recorded body: equal bodies stay equal. */
  sha256?: string
  status: number
  answer: Record<string, unknown> | null
}

const recorded = (name: string): Recorded[] =>
  JSON.parse(readFileSync(new URL(`../testdata/wopi/${name}-requests.json`, import.meta.url), 'utf8')) as Recorded[]

let office: WopiOffice
afterEach(() => office.close())

/** A document of that length, if there is any so short. */
const content = (length: number, seed: number | string): Uint8Array => smallZip(`${seed}`, length).subarray(0, length)

const fileOf = ({ url }: Recorded): string => /\/files\/([^/?]+)/.exec(url)?.[1] ?? ''

/** Files that the recorded requests ask about, with the names that they had. */
function documentsOf(requests: readonly Recorded[]): { id: string; name: string; bytes: Uint8Array }[] {
  const names = new Map<string, { name: string; size: number }>()
  for (const request of requests) {
    const name = request.answer?.BaseFileName
    if (typeof name === 'string' && !names.has(fileOf(request)))
      names.set(fileOf(request), { name, size: Number(request.answer?.Size) })
  }
  return [...names].map(([id, { name, size }], n) => ({ id, name, bytes: content(size, n) }))
}

/**
 * Sends what was recorded to our own host, with our addresses, tokens and times in place of the recorded ones. `meddle` does what happened outside in between.
 */
async function replay(
  requests: readonly Recorded[],
  meddle: (request: Recorded, office: WopiOffice) => void = () => {},
): Promise<Map<number, Response>> {
  const documents = documentsOf(requests)
  // what "save as" makes is not there before
  const made = new Set(documents.map(({ id }) => id).filter((id) => id.startsWith('rel')))
  office = await wopiOffice({ documents: documents.filter(({ id }) => !made.has(id)) })
  const clients = new Map<string, WopiClient>()
  for (const { id } of documents) if (!made.has(id)) clients.set(id, await office.open(id))
  const times = new Map<string, string>()
  const answers = new Map<number, Response>()

  for (const request of requests) {
    meddle(request, office)
    const client = clients.get(fileOf(request))
    if (client === undefined) throw new Error(`Request ${request.n} is about ${fileOf(request)}, which is not there.`)
    const headers = { ...request.headers }
    const stamp = headers['x-lool-wopi-timestamp']
    if (stamp !== undefined) headers['x-lool-wopi-timestamp'] = times.get(stamp) ?? stamp
    const override = headers['x-wopi-override'] ?? ''
    const body = request.length > 0 ? content(request.length, request.sha256 ?? request.n) : undefined
    const atContents = request.url.includes('/contents')
    const answer =
      request.method === 'GET'
        ? await client.get(atContents ? '/contents' : '', headers)
        : atContents
          ? await client.put(body ?? '', headers)
          : await client.post(override, headers, body)
    answers.set(request.n, answer)
    const json = answer.headers.get('content-type') === 'application/json' ? await answer.clone().json() : {}
    const ours = json as Record<string, unknown>
    const { LastModifiedTime: theirs } = request.answer ?? {}
    // the client goes by the first answer that told it
    if (typeof theirs === 'string' && typeof ours.LastModifiedTime === 'string' && !times.has(theirs))
      times.set(theirs, ours.LastModifiedTime)
    if (override === 'PUT_RELATIVE' && typeof ours.Url === 'string') {
      const id = /\/files\/([^?]+)/.exec(String(request.answer?.Url))?.[1] ?? ''
      const url = new URL(ours.Url)
      const token = url.searchParams.get('access_token') ?? ''
      clients.set(id, office.client(`${url.origin}${url.pathname}`, token))
    }
  }
  return answers
}

const statuses = (requests: readonly Recorded[], answers: Map<number, Response>) =>
  requests.map(({ n, method, headers }) => `${n} ${headers['x-wopi-override'] ?? method} ${answers.get(n)?.status}`)
const recordedStatuses = (requests: readonly Recorded[]) =>
  requests.map(({ n, method, headers, status }) => `${n} ${headers['x-wopi-override'] ?? method} ${status}`)

const libreOffice = recorded('libreoffice-online')
/** The requests of one scenario, without a late one of that before. */
function scenario(name: string): Recorded[] {
  const requests = libreOffice.filter((request) => request.scenario === name)
  const known = new Set(documentsOf(requests).map(({ id }) => id))
  return requests.filter((request) => known.has(fileOf(request)))
}
const reasons = (id: string): string[] =>
  office.host.writes.filter((write) => write.id === id).map(({ reason }) => reason)

/** Somebody replaces the file before the first save of a scenario that ended in a conflict. */
function replacedBeforeSave(): (request: Recorded, office: WopiOffice) => void {
  const done = new Set<string>()
  return (request, { host }) => {
    if (request.status !== 409 || done.has(request.scenario)) return
    done.add(request.scenario)
    host.replace(fileOf(request), content(4000, -1))
  }
}

describe('what LibreOffice Online sent', () => {
  const plain = [
    'save',
    'exit',
    'autosave',
    'saveas',
    'saveas_ext',
    'saveas-lmt-orig',
    'rename',
    'two_users',
    'readonly',
    'close_session',
    'lock_refresh',
  ]
  it.each(plain)('is answered as then: %s', async (name) => {
    const requests = scenario(name)
    expect(statuses(requests, await replay(requests))).toEqual(recordedStatuses(requests))
    expect(await office.recovery()).toEqual([])
  })

  it('ends in an intermediate version for an autosave, in whole ones for a save and at the exit', async () => {
    await replay(scenario('autosave'))
    expect(reasons('auto1')).toEqual(['forcesave'])
    await office.close()
    await replay(scenario('exit'))
    expect(office.host.writes.map(({ reason }) => reason)).toEqual(['save'])
    await office.close()
    await replay(scenario('save'))
    // the third save was of an unmodified document
    expect(office.host.writes.map(({ reason }) => reason)).toEqual(['save', 'save'])
  })

  it.each(['conflict', 'conflict_discard', 'conflict_saveas', 'conflict_exit'])(
    'is told of the replaced document: %s',
    async (name) => {
      const requests = scenario(name)
      const answers = await replay(requests, replacedBeforeSave())
      expect(statuses(requests, answers)).toEqual(recordedStatuses(requests))
      for (const { n, status } of requests)
        if (status === 409) expect(await answers.get(n)?.json()).toMatchObject({ LOOLStatusCode: 1010 })
    },
  )

  it('loses no text in a conflict: overwritten, saved elsewhere or kept', async () => {
    const end = async (name: string) => {
      await replay(scenario(name), replacedBeforeSave())
      const result = { writes: office.host.writes.length, kept: (await office.recovery()).length }
      await office.close()
      return result
    }
    expect(await end('conflict')).toEqual({ writes: 1, kept: 0 })
    expect(await end('conflict_saveas')).toEqual({ writes: 0, kept: 0 })
    expect(await end('conflict_discard')).toEqual({ writes: 0, kept: 1 })
    expect(await end('conflict_exit')).toEqual({ writes: 0, kept: 1 })
    await replay(scenario('conflict_exit'), replacedBeforeSave())
    expect(await office.recovery()).toMatchObject([{ documentId: 'ce1', reason: { code: 'version_conflict' } }])
  })

  it('may not lock what somebody else has locked, and is told by whom', async () => {
    const requests = scenario('lock_denied')
    const last = requests.at(-1)
    office = await wopiOffice({ documents: documentsOf(requests) })
    const ben = await office.open('ld1', 'ben')
    await ben.post('LOCK', { 'x-wopi-lock': 'his' })
    const client = await office.open('ld1')
    const answer = await client.post('LOCK', last?.headers)
    expect([answer.status, answer.headers.get('x-wopi-lock')]).toEqual([409, 'his'])
    expect(answer.headers.get('x-wopi-lockfailurereason')).not.toBe('')
  })

  it('keeps the text of every save that could not be stored', async () => {
    for (const [name, fail, status] of [
      ['put-500', () => office.host.failNext('write', 'unavailable'), 500],
      // clients know no other of these
      ['put-503', () => office.host.failNext('write', 'unavailable'), 500],
      ['put-413', () => office.host.failNext('write', 'too_large'), 413],
      ['put-403', () => office.host.permit('ann', { edit: false }), 401],
      ['put-401', () => office.host.revoke('ann'), 401],
      ['put-404', () => office.host.remove('pe404'), 404],
    ] as const) {
      const requests = scenario(name)
      const answers = await replay(requests, ({ headers }) => {
        if (headers['x-wopi-override'] === 'PUT') fail()
      })
      const put = requests.find(({ headers }) => headers['x-wopi-override'] === 'PUT')
      expect([name, answers.get(put?.n ?? 0)?.status]).toEqual([name, status])
      expect((await office.recovery('ben')).map(({ size }) => size)).toEqual([put?.length])
      // it gives up its lock then; who may only read by now does it, too
      const unlocked = answers.get(requests.at(-1)?.n ?? 0)?.status
      expect([name, unlocked]).toEqual([name, name === 'put-401' ? 401 : name === 'put-404' ? 404 : 200])
      await office.close()
    }
    office = await wopiOffice()
  })

  it('exit-saves the original after "save as" without a conflict', async () => {
    // two of the hosts of that day gave a time that the client could not use
    for (const name of ['saveas-lmt-orig', 'saveas-lmt-newfile']) {
      const requests = scenario(name)
      const answers = await replay(requests)
      const put = requests.find(({ headers }) => headers['x-lool-wopi-isexitsave'] === 'true')
      expect(answers.get(put?.n ?? 0)?.status).toBe(200)
      await office.close()
    }
    office = await wopiOffice()
  })

  it('is told that a document is gone, and nothing else of it', async () => {
    const requests = scenario('open_errors')
    const gone = requests.find(({ status }) => status === 404)
    const answers = await replay(requests, ({ n }) => n === gone?.n && office.host.remove('missing'))
    expect(statuses(requests, answers)).toEqual(recordedStatuses(requests))
    expect(await answers.get(gone?.n ?? 0)?.text()).toBe('')
  })

  it('passes our tokens on whole, in the query, behind it and in the header, and as a link of our own', async () => {
    const requests = scenario('token')
    expect(statuses(requests, await replay(requests))).toEqual(recordedStatuses(requests))
    await office.close()
    office = await wopiOffice({ documents: documentsOf(requests) })
    const { wopiSrc, accessToken } = await office.open('tc1')
    const ask = (url: string, headers: Record<string, string> = {}) =>
      office.connector.fetch(new Request(url, { headers }))
    // as recorded: what is not in the alphabet of our tokens arrives changed
    for (const { url } of requests) {
      const query = url
        .slice(url.indexOf('?'))
        .replace(/access_token=.*(?=&access_token_ttl=)/, `access_token=${accessToken}`)
      expect((await ask(`${wopiSrc}${query}`, { authorization: `Bearer ${accessToken}` })).status).toBe(200)
      expect((await ask(`${wopiSrc}${query}`)).status).toBe(200)
    }
    expect((await ask(wopiSrc, { authorization: `Bearer ${accessToken}` })).status).toBe(200)
    const arrived = new URLSearchParams(`access_token=${accessToken}&access_token_ttl=1`).get('access_token')
    expect(arrived).toBe(accessToken)
  })

  it('opens the copy with the token that comes with its address, and with no other', async () => {
    const requests = scenario('saveas_notoken')
    const answers = await replay(requests)
    expect(statuses(requests, answers)).toEqual(recordedStatuses(requests))
    const made = requests.find(({ headers }) => headers['x-wopi-override'] === 'PUT_RELATIVE')
    const answer = (await answers.get(made?.n ?? 0)?.json()) as { Url: string } | undefined
    const url = new URL(answer?.Url ?? '')
    // what the client did with the address of a host that gave no token
    for (const query of ['access_token=&access_token_ttl=&permission=edit', ''])
      expect((await office.connector.fetch(new Request(`${url.origin}${url.pathname}?${query}`))).status).toBe(401)
  })

  it('gets an answer that it can use for every single request', async () => {
    const answers = await replay(libreOffice, replacedBeforeSave())
    expect([...answers.values()].filter(({ status }) => ![200, 409].includes(status))).toEqual([])
  })
})

describe('what ONLYOFFICE 9.3 sent', () => {
  const onlyOffice = recorded('onlyoffice')

  it.each(['wopi-docx', 'wopi-xlsx'])('is answered as then: %s', async (name) => {
    const requests = onlyOffice.filter((request) => request.scenario === name)
    const answers = await replay(requests)
    expect(statuses(requests, answers)).toEqual(recordedStatuses(requests))
    expect(office.host.writes.map(({ reason }) => reason)).toEqual(['save'])
    const versions = requests.map(({ n }) => answers.get(n)?.headers.get('x-wopi-itemversion'))
    // CheckFileInfo has it in its body
    expect(versions[0]).toBeNull()
    expect(versions[1]).toBe(versions[2])
    expect(versions[3]).toBe(versions[4])
    expect(versions[3]).not.toBe(versions[1])
  })

  it.each([
    ['wopi-putfile-409', 409],
    ['wopi-putfile-500', 500],
  ] as const)('loses no text though it never tries again: %s', async (name, status) => {
    const requests = onlyOffice.filter((request) => request.scenario === name)
    const answers = await replay(requests, (request, { host }) => {
      if (request.headers['x-wopi-override'] !== 'PUT') return
      if (status === 409) host.replace(fileOf(request), content(100, 1))
      else host.failNext('write', 'unavailable')
    })
    const put = requests.find(({ headers }) => headers['x-wopi-override'] === 'PUT')
    expect(answers.get(put?.n ?? 0)?.status).toBe(status)
    expect((await office.recovery()).map(({ size }) => size)).toEqual([put?.length])
  })
})

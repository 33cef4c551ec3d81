import { afterEach, describe, expect, it } from 'vitest'
import { HostError } from '../src/errors.ts'
import { ann, docx, type Office, office } from './office.ts'
import { startWopiServer, type WopiServerDouble } from './wopi-server.ts'

let cms: Office
let wopiServer: WopiServerDouble
let time: number
afterEach(async () => {
  await cms.close()
  await wopiServer.close()
})

const lastsave = '2026-01-01T00:00:05.000Z'
const longest = 900 + 600

async function start() {
  wopiServer = await startWopiServer('libreoffice-online', { productName: 'LibreOffice Online' })
  time = Date.parse('2026-01-01T00:00:00Z')
  cms = await office({
    now: () => new Date(time),
    settings: { 'wopi.discoveryUrl': wopiServer.url, 'wopi.proof': 'off' },
  })
  const opened = await cms.open()
  // Document Server has told of the session; what reserved the document before that is over
  await cms.callback(opened, { status: 1, users: ['ann'] })
  time += 600_000
  return opened
}

/** A LOCK of a WOPI client, which gives the lock back. Resolves to the status and to what the client would read now. */
async function lockOverWopi(): Promise<{ status: number; text: string }> {
  const { wopiSrc, accessToken } = await cms.connector.openOverWopi({ documentId: 'report', user: ann })
  const ask = (override: string) =>
    cms.connector.fetch(
      new Request(`${wopiSrc}?access_token=${accessToken}`, {
        method: 'POST',
        headers: { 'x-wopi-override': override, 'x-wopi-lock': 'cool-lock1' },
      }),
    )
  const { status } = await ask('LOCK')
  const text = Buffer.from(cms.host.bytesOf('report') ?? []).toString('hex')
  if (status === 200) await ask('UNLOCK')
  return { status, text }
}

const textOf = (text: string): string => Buffer.from(docx(text)).toString('hex')

describe('a document whose last editor has closed it', () => {
  it('is taken until the final save is stored, and then read with it', async () => {
    const opened = await start()
    const downloading = Promise.withResolvers<void>()
    const held = Promise.withResolvers<void>()
    cms.results.set('/cache/output.docx', docx('edited'))
    cms.hold('/cache/output.docx', downloading.resolve, held.promise)
    const saving = cms.callback(opened, { status: 2, filetype: 'docx', url: '/cache/output.docx', lastsave })
    await downloading.promise
    expect(await lockOverWopi()).toEqual({ status: 409, text: textOf('first') })
    held.resolve()
    expect(await (await saving).json()).toEqual({ error: 0 })
    expect(await lockOverWopi()).toEqual({ status: 200, text: textOf('edited') })
  })

  it('stays taken between the tries of Document Server, and is free after the one that succeeds', async () => {
    const opened = await start()
    cms.results.set('/cache/output.docx', docx('edited'))
    const event = { status: 2, filetype: 'docx', url: '/cache/output.docx', lastsave }
    cms.host.failNext('write', 'unavailable', 2)
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      expect((await cms.callback(opened, event)).status).toBe(503)
      expect((await lockOverWopi()).status).toBe(409)
    }
    expect((await cms.callback(opened, event)).status).toBe(200)
    expect(await lockOverWopi()).toEqual({ status: 200, text: textOf('edited') })
  })

  it('is free when Document Server has not come back two minutes after a try that failed', async () => {
    const opened = await start()
    cms.results.set('/cache/output.docx', docx('edited'))
    cms.host.failNext('write', 'unavailable')
    const event = { status: 2, filetype: 'docx', url: '/cache/output.docx', lastsave }
    expect((await cms.callback(opened, event)).status).toBe(503)
    time += 119_000
    expect((await lockOverWopi()).status).toBe(409)
    time += 1_000
    expect((await lockOverWopi()).status).toBe(200)
  })

  it('is free when a save has not come to its end fifteen minutes beyond the longest download', async () => {
    const opened = await start()
    const downloading = Promise.withResolvers<void>()
    const held = Promise.withResolvers<void>()
    cms.hold('/cache/output.docx', downloading.resolve, held.promise)
    const saving = cms.callback(opened, { status: 2, filetype: 'docx', url: '/cache/output.docx', lastsave })
    await downloading.promise
    time += (longest - 1) * 1000
    expect((await lockOverWopi()).status).toBe(409)
    time += 1000
    expect((await lockOverWopi()).status).toBe(200)
    held.resolve()
    await saving
  })

  it('stays taken by a try that is under way while an earlier one fails', async () => {
    const opened = await start()
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const [firstBegun, secondBegun] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    cms.results.set('/cache/output.docx', docx('edited'))
    const event = { status: 2, filetype: 'docx', url: '/cache/output.docx', lastsave }
    cms.hold('/cache/output.docx', firstBegun.resolve, first.promise)
    const failing = cms.callback(opened, event)
    await firstBegun.promise
    time += 60_000
    cms.hold('/cache/output.docx', secondBegun.resolve, second.promise)
    const saving = cms.callback(opened, event)
    await secondBegun.promise
    cms.host.failNext('write', 'unavailable')
    first.resolve()
    expect((await failing).status).toBe(503)
    time += 300_000
    expect((await lockOverWopi()).status).toBe(409)
    second.resolve()
    expect((await saving).status).toBe(200)
    expect(await lockOverWopi()).toEqual({ status: 200, text: textOf('edited') })
  })

  it('is taken for as long as it takes when somebody joins again before the save came through', async () => {
    const opened = await start()
    cms.results.set('/cache/output.docx', docx('edited'))
    cms.host.failNext('write', 'unavailable')
    await cms.callback(opened, { status: 2, filetype: 'docx', url: '/cache/output.docx', lastsave })
    await cms.callback(opened, { status: 1, users: ['ann'] })
    time += 10 * longest * 1000
    expect((await lockOverWopi()).status).toBe(409)
  })

  it.each([
    ['that is refused for good', 2, '/cache/output.docx', () => cms.host.revoke('ann')],
    ['that Document Server could not assemble', 3, '/cache/output.docx', () => {}],
    ['that Document Server could not even begin to assemble', 3, undefined, () => {}],
  ] as const)('is free after a final save %s', async (_, status, url, prepare) => {
    const opened = await start()
    const user = await cms.host.access.user('ann')
    prepare()
    cms.results.set('/cache/output.docx', docx('edited'))
    const answer = await cms.callback(opened, { status, filetype: 'docx', url, lastsave })
    expect(answer.status).toBe(200)
    cms.host.access.user = async () => user
    cms.host.access.permissions = async () => ({ view: true, edit: true, download: true, print: true, copy: true })
    expect((await lockOverWopi()).status).toBe(200)
  })

  it('answers with what failed, though the state fails at the end of the reservation, too', async () => {
    const opened = await start()
    cms.host.revoke('ann')
    cms.results.set('/cache/output.docx', docx('edited'))
    const { swap } = cms.host.state
    cms.host.state.swap = async (key, ...rest) => {
      if (key.startsWith('wopi/lock/')) throw new HostError('unavailable', 'The state is away.')
      return await swap(key, ...rest)
    }
    const answer = await cms.callback(opened, { status: 2, filetype: 'docx', url: '/cache/output.docx', lastsave })
    expect([answer.status, ((await answer.json()) as { message: string }).message]).toEqual([
      200,
      'The author of the edit no longer has an account here, or it is suspended.',
    ])
  })
})

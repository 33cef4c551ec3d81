import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startBoth } from '../../test/start-both.ts'

describe('key life', () => {
  it('joins everybody with one key to one session and fetches once', async () => {
    await using both = await startBoth()
    const { host, server } = both
    const ann = await server.driver.open(host.config('k1', { user: { id: 'ann', name: 'Ann' } }))
    const bob = await server.driver.open(host.config('k1', { user: { id: 'bob', name: 'Bob' }, file: 'another' }))
    ann.type(' from Ann')
    expect([...bob.texts().values()]).toEqual(['hello from Ann'])
    expect(host.requests.filter((each) => each.kind === 'download')).toHaveLength(1)
  })

  it('cancels the waiting save when somebody comes back', async () => {
    await using both = await startBoth({ saveDelayMs: 60_000 })
    const { host, server } = both
    const first = await server.driver.open(host.config('k1'))
    first.type(' one')
    first.close()
    const second = await server.driver.open(host.config('k1'))
    await server.driver.finishSaves()
    expect(host.statuses()).toEqual([1, 1])
    expect([...second.texts().values()]).toEqual(['hello one'])
  })

  it('does not wait when the session is ended on purpose', async () => {
    await using both = await startBoth({ saveDelayMs: 60_000 })
    const { host, server } = both
    const editor = await server.driver.open(host.config('k1'))
    editor.type(' one')
    editor.close({ now: true })
    await host.arrived(3)
    expect(host.statuses()).toEqual([1, 2])
  })

  it('asks for a refresh for five minutes after the save, then fetches again under the old key', async () => {
    let now = new Date('2026-11-21T12:00:00Z')
    await using both = await startBoth({ now: () => now })
    const { host, server } = both
    // The config's own times are real ones, so it is signed without them.
    const config = host.config('k1', { jwt: { noTimestamp: true } })
    const editor = await server.driver.open(config)
    editor.type(' one')
    editor.close()
    await server.driver.finishSaves()
    now = new Date('2026-11-21T12:04:59Z')
    const refused = await server.driver.open(config).catch((error) => error)
    expect(refused.events).toContainEqual(['onRequestRefreshFile', null])
    now = new Date('2026-11-21T12:05:01Z')
    host.files.set('k1.docx', 'newer')
    const again = await server.driver.open(config)
    expect([...again.texts().values()]).toEqual(['newer'])
  })

  it('shows viewers of a burnt key the content from before the session, without any request', async () => {
    await using both = await startBoth()
    const { host, server } = both
    const editor = await server.driver.open(host.config('k1'))
    editor.type(' one')
    editor.close()
    await server.driver.finishSaves()
    const requests = host.requests.length
    const viewer = await server.driver.open(host.config('k1', { mode: 'view' }))
    expect(viewer.events).toContainEqual(['onInfo', { mode: 'view' }])
    expect([...viewer.texts().values()]).toEqual(['hello'])
    expect(await (await fetch((await viewer.downloadAs()).url)).text()).toBe('hello')
    expect(host.requests).toHaveLength(requests)
  })

  it('opens as viewer what is being saved', async () => {
    await using both = await startBoth()
    const { host, server } = both
    const held = Promise.withResolvers<'ok'>()
    const editor = await server.driver.open(host.config('k1'))
    editor.type(' one')
    host.answer = () => held.promise
    editor.close({ now: true })
    await host.arrived(3)
    const refused = await server.driver.open(host.config('k1')).catch((error) => error)
    expect(refused.events).toContainEqual(['onRequestRefreshFile', null])
    const viewer = await server.driver.open(host.config('k1', { mode: 'view' }))
    expect([...viewer.texts().values()]).toEqual(['hello'])
    held.resolve('ok')
    await server.driver.finishSaves()
    expect(host.statuses()).toEqual([1, 2])
  })

  it('discards the changes of a session without a callback address', async () => {
    await using both = await startBoth({ secret: null })
    const { host, server } = both
    const { document, editorConfig } = host.config('k1')
    const editor = await server.driver.open({ document, editorConfig: { ...editorConfig, callbackUrl: undefined } })
    expect(await both.command({ c: 'info', key: 'k1' })).toEqual({ key: 'k1', error: 2 })
    editor.type(' one')
    editor.close()
    await server.driver.finishSaves()
    expect(host.statuses()).toEqual([])
  })

  it('counts a commenter as editor and a config without any right as viewer', async () => {
    await using both = await startBoth()
    const { host, server } = both
    await server.driver.open(host.config('k1', { permissions: { edit: false, comment: true } }))
    await server.driver.open(host.config('k1', { permissions: { edit: false } }))
    expect(host.statuses()).toEqual([1])
  })

  it('reports a damaged file and lets the next opening fetch again', async () => {
    await using both = await startBoth()
    const { host, server } = both
    host.files.set('k1.docx', 'DAMAGED')
    const failure = await server.driver.open(host.config('k1')).catch((error) => error)
    expect(failure.editorError.errorCode).toBe(-82)
    host.files.set('k1.docx', 'hello')
    expect([...(await server.driver.open(host.config('k1'))).texts().values()]).toEqual(['hello'])
  })

  it('refuses a file beyond the size limit after one attempt', async () => {
    await using both = await startBoth({ maxDownloadBytes: 1000 })
    const { host, server } = both
    host.files.set('k1.docx', 'x'.repeat(1001))
    const failure = await server.driver.open(host.config('k1')).catch((error) => error)
    expect(failure.editorError.errorCode).toBe(-84)
    expect(host.requests.filter((each) => each.kind === 'download')).toHaveLength(1)
  })
})

describe('leaving', () => {
  it('warns those who stay when the host refuses the callback about it', async () => {
    await using both = await startBoth()
    const { host, server } = both
    const ann = await server.driver.open(host.config('k1', { user: { id: 'ann', name: 'Ann' } }))
    const bob = await server.driver.open(host.config('k1', { user: { id: 'bob', name: 'Bob' } }))
    host.answer = () => 'err'
    bob.close()
    await server.driver.finishSaves()
    expect(ann.events.at(-1)).toMatchObject(['onWarning', { warningCode: -101 }])
  })

  it('notices a vanished connection after the ping timeout', async () => {
    await using both = await startBoth()
    const { host, server } = both
    const editor = await server.driver.open(host.config('k1'))
    editor.type(' one')
    editor.crash()
    await host.arrived(3)
    expect(host.statuses()).toEqual([1, 2])
  })

  it('shuts down with 4001, one attempt per save, and keeps the refused file over a restart', async () => {
    const dataDirectory = await mkdtemp(join(tmpdir(), 'dev-document-server-test-'))
    try {
      await using first = await startBoth({ dataDirectory })
      first.host.answer = (body) => (body.status === 2 ? 503 : 'ok')
      const editor = await first.server.driver.open(first.host.config('k1'))
      editor.type(' one')
      await first.server.close()
      expect(editor.events.at(-1)).toEqual(['close', { code: 4001 }])
      expect(first.host.statuses()).toEqual([1, 2])
      await using second = await startBoth({ dataDirectory })
      expect(await second.command({ c: 'getForgottenList' })).toEqual({ error: 0, keys: ['k1'] })
      const { url } = await second.command({ c: 'getForgotten', key: 'k1' })
      expect(await (await fetch(String(url))).text()).toBe('hello one')
    } finally {
      await rm(dataDirectory, { recursive: true, force: true })
    }
  })

  it('forgets on demand without a callback', async () => {
    await using both = await startBoth()
    const { host, server } = both
    const editor = await server.driver.open(host.config('k1'))
    editor.type(' one')
    expect(await server.driver.forget('k1')).toBe(true)
    expect(await server.driver.forget('unknown')).toBe(false)
    expect(host.statuses()).toEqual([1])
    expect(await both.command({ c: 'getForgottenList' })).toEqual({ error: 0, keys: ['k1'] })
    expect(await both.command({ c: 'info', key: 'k1' })).toEqual({ key: 'k1', error: 1 })
  })
})

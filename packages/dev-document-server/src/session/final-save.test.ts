import { describe, expect, it } from 'vitest'
import { startBoth } from '../../test/start-both.ts'

async function editAndClose(both: Awaited<ReturnType<typeof startBoth>>) {
  const editor = await both.server.driver.open(both.host.config('k1'))
  editor.type(' one')
  editor.close()
  await both.server.driver.finishSaves()
}

describe('status 3', () => {
  it('keeps the changes for the next opening when the host does not take it', async () => {
    await using both = await startBoth()
    const { host, server } = both
    host.answer = (body) => (body.status === 3 ? 'err' : 'ok')
    server.driver.misbehave({ assembly: 'fail' })
    await editAndClose(both)
    server.driver.misbehave(null)
    expect(host.statuses()).toEqual([1, 3])
    expect(await both.command({ c: 'getForgottenList' })).toEqual({ error: 0, keys: [] })
    const again = await server.driver.open(host.config('k1'))
    expect([...again.texts().values()]).toEqual(['hello one'])
    again.close()
    await server.driver.finishSaves()
    expect(host.statuses()).toEqual([1, 3, 1, 2])
  })

  it('loses the changes when the host answers 0 although there is no address', async () => {
    await using both = await startBoth()
    const { host, server } = both
    server.driver.misbehave({ assembly: 'fail' })
    await editAndClose(both)
    const viewer = await server.driver.open(host.config('k1', { mode: 'view' }))
    expect(host.statuses()).toEqual([1, 3])
    expect(viewer.events).toContainEqual(['onDocumentReady', null])
  })

  it('carries an address when the result is only corrupted', async () => {
    await using both = await startBoth()
    both.server.driver.misbehave({ assembly: 'corrupted' })
    await editAndClose(both)
    const last = both.host.callbacks().at(-1)?.body
    expect(last).toMatchObject({ status: 3, filetype: 'docx', notmodified: false })
    expect(await (await fetch(String(last?.url))).text()).toBe('hello one')
  })
})

describe('retries', () => {
  it('end when the server shuts down', async () => {
    await using both = await startBoth({ callbackBackoffMs: [600_000] })
    const { host, server } = both
    host.answer = (body) => (body.status === 2 ? 503 : 'ok')
    const editor = await server.driver.open(host.config('k1'))
    editor.type(' one')
    editor.close({ now: true })
    await host.arrived(3)
    await server.close()
    expect(host.statuses()).toEqual([1, 2])
  })
})

describe('notmodified', () => {
  it('is true only when the last successful force save holds the same content', async () => {
    await using both = await startBoth()
    const { host, server } = both
    const editor = await server.driver.open(host.config('k1'))
    editor.type(' one')
    await editor.forcesave('command')
    editor.close()
    await server.driver.finishSaves()
    expect(host.callbacks().at(-1)?.body).toMatchObject({ status: 2, notmodified: true })
  })
})

describe('history', () => {
  it('has one entry per run of one author, and a zip of changes beside the file', async () => {
    await using both = await startBoth()
    const { host, server } = both
    const ann = await server.driver.open(host.config('k1', { user: { id: 'ann', name: 'Ann' } }))
    const bob = await server.driver.open(host.config('k1', { user: { id: 'bob', name: 'Bob' } }))
    ann.type('1')
    ann.type('2')
    bob.type('3')
    ann.type('4')
    bob.close()
    ann.close()
    await server.driver.finishSaves()
    const last = host.callbacks().at(-1)?.body as {
      history: { changes: { user: object }[] }
      changesurl: string
      users: []
    }
    expect(last.history.changes.map((each) => each.user)).toEqual([
      { id: 'ann', name: 'Ann' },
      { id: 'bob', name: 'Bob' },
      { id: 'ann', name: 'Ann' },
    ])
    expect(last.users).toEqual(['ann'])
    const zip = new Uint8Array(await (await fetch(last.changesurl)).arrayBuffer())
    expect([...zip.subarray(0, 4)]).toEqual([0x50, 0x4b, 3, 4])
  })
})

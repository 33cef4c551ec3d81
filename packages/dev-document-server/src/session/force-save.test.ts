import { describe, expect, it } from 'vitest'
import { startBoth } from '../../test/start-both.ts'

describe('force save', () => {
  it('answers 4 to the command when nothing changed and when the state is saved already', async () => {
    await using both = await startBoth()
    const { host, server } = both
    const editor = await server.driver.open(host.config('k1'))
    expect(await both.command({ c: 'forcesave', key: 'k1' })).toEqual({ key: 'k1', error: 4 })
    editor.type(' one')
    expect(await editor.forcesave('command')).toBe(true)
    expect(await both.command({ c: 'forcesave', key: 'k1' })).toEqual({ key: 'k1', error: 4 })
  })

  it.each([
    ['command', 0, false],
    ['button', 1, true],
    ['timer', 2, false],
  ] as const)('by %s has type %i', async (kind, type, pressed) => {
    await using both = await startBoth()
    const { host, server } = both
    const editor = await server.driver.open(host.config('k1'))
    editor.type(' one')
    await editor.forcesave(kind)
    const { body } = host.callbacks().at(-1) ?? {}
    expect(body).toMatchObject({ status: 6, forcesavetype: type })
    expect(body?.actions).toEqual(pressed ? [{ type: 2, userid: 'u1' }] : undefined)
  })

  it('of a form carries the values at an address of their own', async () => {
    await using both = await startBoth()
    const { host, server } = both
    const editor = await server.driver.open(host.config('k1'))
    const formsData = [{ key: 'name', value: 'Ann', type: 'text' }]
    await editor.forcesave('form', { formsData })
    const { body } = host.callbacks().at(-1) ?? {}
    expect(body).toMatchObject({ status: 6, forcesavetype: 3, filetype: 'docx' })
    expect(await (await fetch(String(body?.formsdataurl))).json()).toEqual(formsData)
  })

  it('goes to the presser for the button, to the last author for the command', async () => {
    await using both = await startBoth()
    const { host, server } = both
    const ann = await server.driver.open(host.config('k1', { user: { id: 'ann', name: 'Ann' }, callback: 'ann' }))
    const bob = await server.driver.open(host.config('k1', { user: { id: 'bob', name: 'Bob' }, callback: 'bob' }))
    ann.type(' one')
    await bob.saveButton()
    ann.type(' two')
    await bob.forcesave('command')
    const saves = host.callbacks().filter((each) => each.body.status === 6)
    expect(saves.map((each) => [each.url, each.body.users])).toEqual([
      ['/callback/bob', ['ann']],
      ['/callback/ann', ['ann']],
    ])
  })

  it('does nothing at the button when customization.forcesave is off', async () => {
    await using both = await startBoth({ secret: null })
    const { host, server } = both
    const { document, editorConfig } = host.config('k1')
    const editor = await server.driver.open({ document, editorConfig: { ...editorConfig, customization: {} } })
    editor.type(' one')
    expect(await editor.saveButton()).toBeNull()
    expect(host.statuses()).toEqual([1])
  })
})

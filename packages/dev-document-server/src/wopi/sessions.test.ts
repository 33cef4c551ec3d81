import { createPublicKey, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type BothWopi, startWopi } from '../../test/start-wopi.ts'
import { EditorFailed } from '../driver/frame.ts'
import { provenBytes } from './proof-keys.ts'
import { WopiRefused } from './wopi-refused.ts'

const flavours = ['onlyoffice', 'collabora'] as const

/** Whether each call's proof holds with the current key of discovery. */
async function proofs(both: BothWopi): Promise<(boolean | null)[]> {
  const xml = await (await fetch(`${both.server.url}/hosting/discovery`)).text()
  const attribute = (name: string) =>
    Buffer.from(new RegExp(` ${name}="([^"]*)"`).exec(xml)?.[1] ?? '', 'base64').toString('base64url')
  const key = createPublicKey({
    format: 'jwk',
    key: { kty: 'RSA', n: attribute('modulus'), e: attribute('exponent') },
  })
  return both.host.requests.map(({ url, headers }) => {
    const proof = headers['x-wopi-proof']
    if (proof === undefined) return null
    const address = `${both.host.url}${url}`
    const accessToken = new URL(address).searchParams.get('access_token') ?? ''
    const bytes = provenBytes({ accessToken, url: address, ticks: BigInt(String(headers['x-wopi-timestamp'])) })
    return verify('RSA-SHA256', bytes, key, Buffer.from(String(proof), 'base64'))
  })
}

describe.each(flavours)('%s', (flavour) => {
  it('proves each call with the key of discovery', async () => {
    await using both = await startWopi()
    both.host.add('a', 'a.docx', 'hello')
    const editor = await both.open('a', { flavour, token: 'tok.+/=&é' })
    editor.type(' world')
    await editor.close()
    expect(await proofs(both)).toEqual([true, true, true, true, true])
  })

  it('sends wrong, missing and stale proofs on demand', async () => {
    await using both = await startWopi()
    both.host.add('a', 'a.docx', 'hello')
    const opening = async (proof: 'wrong' | 'missing' | 'stale') => {
      both.server.driver.misbehave({ wopi: { proof } })
      await both.open('a', { flavour, mode: 'view' })
      const [first] = (await proofs(both)).splice(0)
      const record = both.host.requests[0]
      both.host.requests.length = 0
      return { first, ticks: record?.headers['x-wopi-timestamp'] }
    }
    expect(await opening('wrong')).toMatchObject({ first: false })
    expect(await opening('missing')).toMatchObject({ first: null })
    const stale = await opening('stale')
    expect(stale.first).toBe(true)
    const age = BigInt(Date.now()) * 10_000n + 621_355_968_000_000_000n - BigInt(String(stale.ticks))
    expect(age > 20n * 60n * 10_000_000n).toBe(true)
  })

  it('leaves proofs out when it has no keys', async () => {
    await using both = await startWopi({ wopi: { proofKeys: false } })
    both.host.add('a', 'a.docx', 'hello')
    await both.open('a', { flavour })
    expect(both.host.requests.map(({ headers }) => headers['x-wopi-proof'])).toEqual([undefined, undefined, undefined])
  })

  it('says what the host answered when a file cannot be opened', async () => {
    await using both = await startWopi()
    both.host.answer = (operation) => (operation === 'CheckFileInfo' ? { status: 401 } : null)
    const refused = await both.open('a', { flavour }).catch((error) => error)
    expect(refused).toBeInstanceOf(WopiRefused)
    expect(refused.status).toBe(401)
    both.host.answer = () => 'hang up'
    expect(await both.open('a', { flavour }).catch((error) => error.status)).toBeNull()
    both.host.answer = () => ({ status: 200, json: { BaseFileName: 'a/b.docx', Size: 5 } })
    expect(await both.open('a', { flavour }).catch((error) => error)).toBeInstanceOf(WopiRefused)
  })

  it('shows an error when the file itself does not come', async () => {
    await using both = await startWopi()
    both.host.add('a', 'a.docx', 'hello')
    both.host.answer = (operation) => (operation === 'GetFile' ? { status: 500 } : null)
    const failed = await both.open('a', { flavour }).catch((error) => error)
    expect(failed).toBeInstanceOf(EditorFailed)
    expect(failed.editorError.errorCode).toBe(-4)
    both.host.answer = () => null
    expect([...(await both.open('a', { flavour })).texts().values()]).toEqual(['hello'])
  })

  it('refreshes its lock in its own way', async () => {
    await using both = await startWopi()
    both.host.add('a', 'a.docx', 'hello')
    const editor = await both.open('a', { flavour })
    expect(await editor.refreshLock()).toBe(200)
    const last = both.host.requests.at(-1)?.headers
    expect(last?.['x-wopi-override']).toBe(flavour === 'onlyoffice' ? 'REFRESH_LOCK' : 'LOCK')
    expect(last?.['x-wopi-lock']).toBe(both.host.files.get('a')?.lock)
  })

  it('refreshes its lock by itself until the document is closed', async () => {
    await using both = await startWopi({ wopi: { lockRefreshMs: 20 } })
    both.host.add('a', 'a.docx', 'hello')
    const editor = await both.open('a', { flavour })
    await both.host.arrived(6)
    await editor.close()
    both.host.add('b', 'b.docx', 'hello')
    await both.open('b', { flavour })
    await both.host.arrived(both.host.requests.length + 3)
    expect(both.host.operations('a').at(-1)).toBe('Unlock')
  })

  it('cuts the connection of a PutFile on demand, and never sends it again', async () => {
    await using both = await startWopi()
    for (const dropPutFile of ['halfway', 'before the answer'] as const) {
      const id = dropPutFile.slice(0, 4)
      both.host.add(id, 'a.docx', 'hello')
      both.server.driver.misbehave({ wopi: { dropPutFile } })
      const editor = await both.open(id, { flavour })
      editor.type('!')
      await editor.close()
      expect(both.host.operations(id).filter((each) => each === 'PutFile')).toHaveLength(
        dropPutFile === 'halfway' ? 0 : 1,
      )
      expect(both.host.files.get(id)).toMatchObject({ lock: null })
    }
  })

  it('repeats a PutFile, or names another lock or time, on demand', async () => {
    await using both = await startWopi()
    const puts = () => both.host.requests.filter((each) => each.operation === 'PutFile')
    both.host.add('a', 'a.docx', 'hello')
    both.server.driver.misbehave({ wopi: { repeatPutFile: true } })
    const first = await both.open('a', { flavour })
    first.type('!')
    await first.close()
    expect(puts()).toHaveLength(2)
    expect(puts()[1]?.rawHeaders).toEqual(puts()[0]?.rawHeaders)
    both.host.requests.length = 0
    both.host.add('b', 'b.docx', 'hello')
    both.server.driver.misbehave({ wopi: { lock: 'not-mine' } })
    const second = await both.open('b', { flavour })
    second.type('!')
    await second.close()
    expect(puts()[0]?.headers['x-wopi-lock']).toBe('not-mine')
    expect(both.host.files.get('b')?.bytes.toString()).toBe('hello')
  })

  it('drops what is unsaved when asked to close without saving', async () => {
    await using both = await startWopi()
    both.host.add('a', 'a.docx', 'hello')
    const editor = await both.open('a', { flavour })
    editor.type('!')
    await editor.close({ exitSave: false })
    expect(both.host.operations().slice(-2)).not.toContain('PutFile')
    expect(both.host.files.get('a')).toMatchObject({ lock: null })
    expect([...(await both.open('a', { flavour })).texts().values()]).toEqual(['hello'])
  })

  it('saves and unlocks when the server stops', async () => {
    await using both = await startWopi()
    both.host.add('a', 'a.docx', 'hello')
    const editor = await both.open('a', { flavour })
    editor.type('!')
    await both.server.close()
    expect(both.host.files.get('a')).toMatchObject({ lock: null })
    expect(both.host.files.get('a')?.bytes.toString()).toBe('hello!')
  })

  it('notices a vanished connection and saves', async () => {
    await using both = await startWopi()
    both.host.add('a', 'a.docx', 'hello')
    const editor = await both.open('a', { flavour })
    editor.type('!')
    editor.crash()
    await both.host.arrived(5)
    await both.server.driver.finishSaves()
    expect(both.host.operations().slice(-2)).toEqual(['PutFile', 'Unlock'])
  })

  it('opens from an action address', async () => {
    await using both = await startWopi()
    both.host.add('a', 'a.docx', 'hello')
    const path = flavour === 'onlyoffice' ? 'hosting/wopi/word/view?&ui=de-DE&sc=ctx&' : 'browser/abc/cool.html?'
    const actionUrl = `${both.server.url}/${path}wopisrc=${encodeURIComponent(both.host.wopiSrc('a'))}`
    const editor = await both.server.driver.openWopi({ actionUrl, accessToken: 't' })
    expect(editor.mode()).toBe(flavour === 'onlyoffice' ? 'view' : 'edit')
    expect(both.host.requests[0]?.headers['x-wopi-sessioncontext']).toBe(flavour === 'onlyoffice' ? 'ctx' : undefined)
  })

  it('uses FileUrl without token and proof', async () => {
    await using both = await startWopi()
    both.host.add('a', 'a.docx', 'hello', { FileUrl: `${both.host.url}/files/a` })
    const editor = await both.open('a', { flavour })
    expect([...editor.texts().values()]).toEqual(['hello'])
    expect(both.host.operations()).toContain('Unsigned')
    expect(both.host.operations()).not.toContain('GetFile')
  })
})

describe('onlyoffice', () => {
  it('fills an empty file before it locks', async () => {
    await using both = await startWopi()
    both.host.add('a', 'a.docx', '')
    await both.open('a')
    expect(both.host.operations()).toEqual(['CheckFileInfo', 'PutFile', 'Lock'])
    expect(both.host.requests[1]?.headers['x-wopi-lock']).toBeUndefined()
    expect(both.host.files.get('a')?.bytes.subarray(0, 2).toString()).toBe('PK')
  })

  it('saves by button and timer only what is new, and once more at exit', async () => {
    await using both = await startWopi()
    both.host.add('a', 'a.docx', 'hello')
    const editor = await both.open('a')
    expect(await editor.saveButton()).toBeNull()
    editor.type(' 1')
    expect(await editor.saveButton()).toBe('saved')
    editor.type(' 2')
    expect(await editor.autosave()).toBe('saved')
    expect(await editor.autosave()).toBeNull()
    editor.type(' 3')
    await editor.close()
    const puts = both.host.requests.filter((each) => each.operation === 'PutFile')
    const flags = puts.map(({ headers }) => [headers['x-lool-wopi-isautosave'], headers['x-lool-wopi-isexitsave']])
    expect(flags).toEqual([
      [undefined, undefined],
      ['true', undefined],
      [undefined, 'true'],
    ])
    expect(both.host.files.get('a')?.bytes.toString()).toBe('hello 1 2 3')
  })

  it('opens a viewer when the lock is refused or the right is missing', async () => {
    await using both = await startWopi()
    both.host.add('a', 'a.docx', 'hello').lock = 'somebody'
    expect((await both.open('a')).mode()).toBe('view')
    both.host.add('b', 'b.docx', 'hello', { UserCanWrite: false })
    expect((await both.open('b')).mode()).toBe('view')
    expect(both.host.operations('b')).toEqual(['CheckFileInfo', 'GetFile'])
  })

  it('keeps a refused exit save as forgotten, shows it again, and sends it once more', async () => {
    await using both = await startWopi()
    both.host.add('a', 'a.docx', 'hello')
    both.host.answer = (operation) => (operation === 'PutFile' ? { status: 500 } : null)
    const editor = await both.open('a')
    editor.type('!')
    await editor.close()
    both.host.answer = () => null
    const again = await both.open('a')
    expect([...again.texts().values()]).toEqual(['hello!'])
    expect(again.events).toContainEqual(['onWarning', expect.objectContaining({ warningCode: -104 })])
    await again.close()
    expect(both.host.files.get('a')?.bytes.toString()).toBe('hello!')
    const third = await both.open('a')
    expect(third.events.some(([name]) => name === 'onWarning')).toBe(false)
  })

  it('fetches an unchanged document again only when version or time changed', async () => {
    await using both = await startWopi()
    const file = both.host.add('a', 'a.docx', 'hello')
    await (await both.open('a')).close()
    file.bytes = Buffer.from('other')
    const stale = await both.open('a')
    expect([...stale.texts().values()]).toEqual(['hello'])
    await stale.close()
    both.host.touch('a')
    expect([...(await both.open('a')).texts().values()]).toEqual(['other'])
  })

  it('renames and saves copies without leaving the document', async () => {
    await using both = await startWopi()
    both.host.add('a', 'a.docx', 'hello')
    const editor = await both.open('a')
    editor.type('!')
    expect(await editor.rename('über uns')).toEqual({ status: 200, name: 'über uns.docx' })
    expect(editor.events).toContainEqual(['File_Rename', { NewName: 'über uns' }])
    expect(await editor.saveAs('copy.docx')).toMatchObject({ status: 200, name: 'copy.docx' })
    expect(editor.name()).toBe('über uns.docx')
    expect(both.host.files.get('rel1')?.bytes.toString()).toBe('hello!')
    expect(both.host.requests.at(-1)?.headers['x-wopi-lock']).toBeUndefined()
  })

  it('saves in the name of the last author, whoever leaves last', async () => {
    await using both = await startWopi()
    const file = both.host.add('a', 'a.docx', 'hello', { UserId: 'ann' })
    const ann = await both.open('a', { token: 'tok-ann' })
    file.info = { UserId: 'bob' }
    const bob = await both.open('a', { token: 'tok-bob' })
    ann.type('!')
    await ann.close()
    await bob.close()
    const put = both.host.requests.find((each) => each.operation === 'PutFile')
    expect(put?.url).toContain('access_token=tok-ann')
    expect(put?.headers['x-wopi-editors']).toBe('ann')
    expect(both.host.operations()).toEqual([
      'CheckFileInfo',
      'Lock',
      'GetFile',
      'CheckFileInfo',
      'Lock',
      'PutFile',
      'Unlock',
    ])
  })

  it('goes on when somebody comes back before the exit save', async () => {
    await using both = await startWopi({ saveDelayMs: 60_000 })
    both.host.add('a', 'a.docx', 'hello')
    const first = await both.open('a')
    first.type('!')
    const closed = first.close()
    const second = await both.open('a')
    await closed
    expect([...second.texts().values()]).toEqual(['hello!'])
    expect(both.host.operations()).not.toContain('PutFile')
    await second.close({ now: true })
    expect(both.host.files.get('a')?.bytes.toString()).toBe('hello!')
  })
})

describe('collabora', () => {
  it('stores a new document that it has filled from a template as soon as it is open, and calls it unmodified', async () => {
    await using both = await startWopi()
    both.host.add('template', 't.docx', 'letter')
    both.host.add('a', 'a.docx', '', { TemplateSource: `${both.host.url}/files/template` })
    const editor = await both.open('a', { flavour: 'collabora' })
    expect([...editor.texts().values()]).toEqual(['letter'])
    expect(both.host.files.get('a')?.bytes.toString()).toBe('letter')
    expect(both.host.requests.at(-1)?.headers).toMatchObject({
      'x-cool-wopi-ismodifiedbyuser': 'false',
      'x-cool-wopi-isautosave': 'false',
      'x-cool-wopi-isexitsave': 'false',
      'x-cool-wopi-timestamp': expect.stringMatching(/Z$/),
    })
    const second = await both.open('a', { flavour: 'collabora' })
    await second.close()
    await editor.close()
    expect(both.host.operations()).toEqual(['CheckFileInfo', 'Unsigned', 'Lock', 'PutFile', 'CheckFileInfo', 'Unlock'])
  })

  it('stores it again at the end when the host did not take it at first, and never as a viewer', async () => {
    await using both = await startWopi()
    both.host.add('template', 't.docx', 'letter')
    const template = { TemplateSource: `${both.host.url}/files/template` }
    both.host.add('a', 'a.docx', '', template)
    both.host.answer = (operation) => (operation === 'PutFile' ? { status: 409, json: { COOLStatusCode: 1010 } } : null)
    const editor = await both.open('a', { flavour: 'collabora' })
    both.host.answer = () => null
    expect(await editor.saveButton()).toBe('saved')
    await editor.close()
    expect(both.host.files.get('a')?.bytes.toString()).toBe('letter')
    both.host.add('b', 'b.docx', '', { ...template, UserCanWrite: false })
    const viewer = await both.open('b', { flavour: 'collabora', mode: 'view' })
    expect([...viewer.texts().values()]).toEqual(['letter'])
    await viewer.close()
    expect(both.host.operations('b')).toEqual(['CheckFileInfo'])
  })

  it('asks only about documents that changed in storage', async () => {
    await using both = await startWopi()
    both.host.add('a', 'a.docx', 'hello')
    const editor = await both.open('a', { flavour: 'collabora' })
    editor.type('!')
    both.host.answer = (operation) => (operation === 'PutFile' ? { status: 409, json: {} } : null)
    expect(await editor.saveButton()).toBe('refused')
    expect(editor.events.some(([name]) => name === 'conflict')).toBe(false)
  })

  it('answers Action_Save with Notify', async () => {
    await using both = await startWopi()
    both.host.add('a', 'a.docx', 'hello')
    const editor = await both.open('a', { flavour: 'collabora' })
    editor.type('!')
    await editor.saveButton({ byHostPage: { notify: true } })
    const names = editor.events.map(([name]) => name)
    expect(names).toContain('App_LoadingStatus')
    expect(editor.events).toContainEqual(['Doc_ModifiedStatus', { Modified: true }])
    expect(editor.events).toContainEqual(['Doc_ModifiedStatus', { Modified: false }])
    expect(editor.events).toContainEqual(['Action_Save_Resp', expect.objectContaining({ success: true })])
  })

  it('saves by itself some time after the last key', async () => {
    await using both = await startWopi({ wopi: { autosaveMs: 20 } })
    both.host.add('a', 'a.docx', 'hello')
    const editor = await both.open('a', { flavour: 'collabora' })
    editor.type('!')
    await both.host.arrived(4)
    expect(both.host.requests.at(-1)?.headers['x-cool-wopi-isautosave']).toBe('true')
    await editor.close()
  })

  it('sends everybody to the renamed file', async () => {
    await using both = await startWopi()
    both.host.add('a', 'a.docx', 'hello')
    const ann = await both.open('a', { flavour: 'collabora', token: 'tokA' })
    const bob = await both.open('a', { flavour: 'collabora', token: 'tokB' })
    await ann.rename('new')
    await both.server.driver.finishSaves()
    expect([ann.name(), bob.name()]).toEqual(['new.docx', 'new.docx'])
    bob.type('!')
    expect([...ann.texts().values()]).toEqual(['hello!'])
    await ann.close()
    await bob.close()
    expect(both.host.files.get('a')?.bytes.toString()).toBe('hello!')
  })

  it('saves with a renewed token', async () => {
    await using both = await startWopi()
    both.host.add('a', 'a.docx', 'hello')
    const editor = await both.open('a', { flavour: 'collabora' })
    editor.type('!')
    editor.renewToken('fresh', 5)
    await editor.saveButton()
    expect(both.host.requests.at(-1)?.url).toContain('access_token=fresh&access_token_ttl=5')
  })
})

import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type BothWopi, startWopi } from '../../test/start-wopi.ts'
import type { WopiReply } from '../../test/wopi-recording-host.ts'
import { type CapturedCall, callShape } from '../../test/wopi-wire-shape.ts'

const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../testdata/wopi/${name}.json`, import.meta.url), 'utf8'))

interface OnlyofficeCapture {
  wire: (CapturedCall & { status: number; override?: string; responseHeaders?: Record<string, string> })[]
}

interface LibreofficeCall extends CapturedCall {
  scenario: string
  operation: string
  status: number
  responseHeaders: Record<string, string>
  response: Record<string, unknown> | string
}

const recordedTimes = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/

describe('compared with ONLYOFFICE 9.3', () => {
  let both: BothWopi
  beforeEach(async () => {
    both = await startWopi({ version: '9.3.0.140' })
  })
  afterEach(() => both[Symbol.asyncDispose]())

  it.each([
    { name: 'wopi-docx', id: 'cwdocxmwpssku8pul', file: 'wopi.docx' },
    { name: 'wopi-xlsx', id: 'cwxlsxmwpst0abm11', file: 'wopi.xlsx' },
    { name: 'wopi-putfile-409', id: 'cwdocxmwpsu1jnaij', file: 'wopi.docx' },
    { name: 'wopi-putfile-500', id: 'cwdocxmwpstf476a7', file: 'wopi.docx' },
  ])('sends the calls of $name with the same headers in the same order', async ({ name, id, file }) => {
    const { wire } = read<OnlyofficeCapture>(name)
    both.host.isPrecise = false
    both.host.add(id, file, 'hello')
    const refused = wire.find((each) => each.override === 'PUT' && each.status !== 200)
    both.host.answer = (operation) =>
      operation === 'PutFile' && refused !== undefined
        ? { status: refused.status, headers: refused.responseHeaders, json: {} }
        : null
    const editor = await both.open(id, { token: 'wopi-token-capture' })
    editor.type(' world')
    await editor.close()
    expect(both.host.requests.map(callShape)).toEqual(wire.map(callShape))
    const forgotten = both.server.driver.requests.filter((each) => each.kind === 'wopi').length
    await both.open(id, { token: 'wopi-token-capture' })
    const again = both.server.driver.requests.slice(forgotten).map((each) => each.operation)
    // What was refused is forgotten: the next opening shows it without asking for the file.
    expect(again.includes('GetFile')).toBe(refused === undefined)
  })
})

describe('compared with LibreOffice Online', () => {
  let both: BothWopi
  beforeEach(async () => {
    both = await startWopi({ wopi: { spelling: 'LOOL' } })
  })
  afterEach(() => both[Symbol.asyncDispose]())

  const recorded = read<LibreofficeCall[]>('libreoffice-online')
  /** Calls about one file, in order; the order of calls about two files is not fixed. */
  const ofFile = (scenario: string, fileId: string) => {
    const calls = recorded.filter(
      (each) => each.url.includes(`/files/${fileId}?`) || each.url.includes(`/files/${fileId}/`),
    )
    expect(calls.some((each) => each.scenario === scenario)).toBe(true)
    return calls.map(callShape)
  }
  const mine = (fileId: string) => both.host.requests.filter((each) => each.fileId === fileId).map(callShape)

  async function open(fileId: string, name = `${fileId}.docx`, info = {}) {
    both.host.add(fileId, name, 'hello', info)
    return await both.open(fileId, { flavour: 'collabora' })
  }

  /** Answers as the recording host did, but with the times of this one. */
  function answerOnce(operation: string, reply: WopiReply) {
    let isDone = false
    both.host.answer = (asked) => {
      if (asked !== operation || isDone) return null
      isDone = true
      return reply
    }
  }

  it('saves by button and by message, and unlocks', async () => {
    const editor = await open('s1', 'smoke.docx')
    editor.type(' 1')
    await editor.saveButton({ byHostPage: { extendedData: 'k=v;x' } })
    editor.type(' 2')
    await editor.saveButton()
    await editor.saveButton({ byHostPage: {} })
    await editor.saveButton({ byHostPage: { dontSaveIfUnmodified: true } })
    await editor.close()
    expect(mine('s1')).toEqual(ofFile('save', 's1'))
  })

  it('saves when the tab is closed', async () => {
    const editor = await open('x1', 'exit.docx')
    editor.type(' 1')
    await editor.close()
    expect(mine('x1')).toEqual(ofFile('exit', 'x1'))
  })

  it('saves by itself', async () => {
    const editor = await open('auto1')
    editor.type(' 1')
    await editor.autosave()
    await editor.close()
    expect(mine('auto1')).toEqual(ofFile('autosave', 'auto1'))
  })

  it('goes on with a copy and saves the original', async () => {
    const editor = await open('a1', 'orig.docx')
    editor.type(' 1')
    expect(await editor.saveAs('kopie é+1.docx')).toMatchObject({ status: 200, name: 'kopie é+1.docx' })
    expect(mine('a1')).toEqual(ofFile('saveas', 'a1'))
    expect(editor.name()).toBe('kopie é+1.docx')
    await editor.close()
    expect(mine('rel1')).toEqual(ofFile('saveas', 'rel15'))
  })

  it('stamps the exit save of the original with 1970 when the answer has no time', async () => {
    const editor = await open('sl-none')
    editor.type(' 1')
    both.host.answer = (operation) => {
      if (operation !== 'PutRelativeFile') return null
      both.host.add('rel46', 'c-none.docx', 'hello 1')
      return { status: 200, json: { Name: 'c-none.docx', Url: `${both.host.wopiSrc('rel46')}?access_token=tok-rel46` } }
    }
    await editor.saveAs('c-none.docx')
    expect(mine('sl-none')).toEqual(ofFile('saveas-lmt-none', 'sl-none'))
    expect(both.host.requests.find((each) => each.operation === 'PutFile')?.headers['x-lool-wopi-timestamp']).toBe(
      '1970-01-01T00:00:00.000000Z',
    )
    expect(both.host.files.get('sl-none')?.bytes.toString()).toBe('hello')
  })

  it('renames after saving and opens anew', async () => {
    const editor = await open('r1', 'before.docx')
    editor.type(' 1')
    await editor.rename('nachher ü')
    await editor.close()
    expect(mine('r1')).toEqual(ofFile('rename', 'r1'))
  })

  it('overwrites after a conflict', async () => {
    const editor = await open('c1', 'conflict.docx')
    editor.type(' 1')
    both.host.touch('c1')
    expect(await editor.saveButton({ byHostPage: {} })).toBe('conflict')
    expect(editor.events).toContainEqual(['conflict', { name: 'conflict.docx' }])
    await editor.resolveConflict('overwrite')
    await editor.close()
    expect(mine('c1')).toEqual(ofFile('conflict', 'c1'))
    expect(both.host.files.get('c1')?.bytes.toString()).toBe('hello 1')
  })

  it('discards after a conflict', async () => {
    const editor = await open('cd1')
    editor.type(' 1')
    both.host.touch('cd1')
    await editor.saveButton({ byHostPage: {} })
    await editor.resolveConflict('discard')
    expect([...editor.texts().values()]).toEqual(['hello'])
    await editor.close()
    expect(mine('cd1')).toEqual(ofFile('conflict_discard', 'cd1'))
  })

  it('saves to a new file after a conflict', async () => {
    const editor = await open('cs1')
    editor.type(' 1')
    both.host.touch('cs1')
    await editor.saveButton({ byHostPage: {} })
    await editor.resolveConflict('save to new file')
    expect(editor.name()).toBe('cs1_new.docx')
    expect(mine('cs1')).toEqual(ofFile('conflict_saveas', 'cs1'))
  })

  it('loses the text when the exit save meets a conflict', async () => {
    const editor = await open('ce1')
    editor.type(' 1')
    both.host.touch('ce1')
    await editor.close()
    expect(mine('ce1')).toEqual(ofFile('conflict_exit', 'ce1'))
    expect(both.host.files.get('ce1')?.bytes.toString()).toBe('hello')
  })

  it('takes a lock conflict for a changed document', async () => {
    const editor = await open('cl1')
    editor.type(' 1')
    answerOnce('PutFile', { status: 409, headers: { 'X-WOPI-Lock': 'someone-else' }, json: {} })
    expect(await editor.saveButton({ byHostPage: {} })).toBe('conflict')
    await editor.close()
    expect(mine('cl1')).toEqual(ofFile('conflict_lock', 'cl1'))
  })

  it('opens for reading when the lock is refused', async () => {
    both.host.answer = (operation) =>
      operation === 'Lock'
        ? { status: 409, headers: { 'X-WOPI-Lock': 'other-lock', 'X-WOPI-LockFailureReason': 'Locked by Alice' } }
        : null
    const editor = await open('ld1')
    expect(editor.mode()).toBe('view')
    expect(editor.events).toContainEqual(['notice', { text: 'Locked by Alice' }])
    await editor.close()
    expect(mine('ld1')).toEqual(ofFile('lock_denied', 'ld1'))
  })

  it.each([401, 403, 404, 413, 500, 503])('gives up after a PutFile answered %i', async (status) => {
    const editor = await open(`pe${status}`)
    editor.type(' 1')
    answerOnce('PutFile', { status, json: {} })
    expect(await editor.saveButton({ byHostPage: {} })).toBe('refused')
    await editor.close()
    expect(mine(`pe${status}`)).toEqual(ofFile(`put-${status}`, `pe${status}`))
  })

  it('never locks nor saves what may only be read', async () => {
    const editor = await open('ro1', 'ro1.docx', { UserCanWrite: false })
    await editor.close()
    expect(mine('ro1')).toEqual(ofFile('readonly', 'ro1'))
  })

  it('locks and loads once for two people', async () => {
    both.host.add('tu1', 'tu1.docx', 'hello')
    const ann = await both.open('tu1', { flavour: 'collabora', token: 'tokA' })
    const bob = await both.open('tu1', { flavour: 'collabora', token: 'tokB' })
    bob.type(' from bob')
    await ann.saveButton({ byHostPage: {} })
    bob.type(' more')
    await bob.close()
    await ann.close()
    expect(mine('tu1')).toEqual(ofFile('two_users', 'tu1'))
  })

  it('writes times with microseconds', () => {
    const times = recorded.flatMap((each) => each.rawHeaders.filter((text) => recordedTimes.test(text)))
    expect(times.every((time) => /\.\d{6}Z$/.test(time))).toBe(true)
  })
})

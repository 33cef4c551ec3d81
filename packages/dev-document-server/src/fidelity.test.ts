import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { plainRooms } from '../test/plain-rooms.ts'
import { type CapturedRequest, captureShapes, readCapture, type Scenario } from '../test/read-capture.ts'
import { type Answer, type RecordingHost, secret, startRecordingHost } from '../test/recording-host.ts'
import { wireShape } from '../test/wire-shape.ts'
import { type DocumentServer, startDocumentServer } from './document-server.ts'
import { EditorFailed } from './driver/frame.ts'

/** Each scenario was recorded with ONLYOFFICE Docs 9.3; here the same steps are taken and the requests compared field by field. */
describe('compared with ONLYOFFICE Docs 9.3', () => {
  let host: RecordingHost
  let server: DocumentServer

  beforeEach(async () => {
    host = await startRecordingHost()
    server = await startDocumentServer({
      secret,
      version: '9.3.0.140',
      saveDelayMs: 20,
      callbackBackoffMs: [10, 20, 40],
      downloadRetryMs: 10,
      rooms: plainRooms,
    })
  })
  afterEach(async () => {
    await server.close()
    await host.close()
  })

  const mine = (names: Record<string, string>) => host.requests.map((each) => wireShape(each, names))
  const withoutClose = (events: readonly (readonly [string, unknown])[]) => events.filter(([name]) => name !== 'close')

  async function command(params: object) {
    const { default: jwt } = await import('jsonwebtoken')
    const body = JSON.stringify({ ...params, token: jwt.sign(params, secret) })
    const answer = await fetch(`${server.url}/command`, { method: 'POST', body })
    return answer.json()
  }

  describe.each([
    { name: 'edit-docx', key: 'cap-docxmwpsjpjipmc', fileType: 'docx', documentType: 'word' },
    { name: 'edit-xlsx', key: 'cap-xlsxmwpsk60k6s8', fileType: 'xlsx', documentType: 'cell' },
    { name: 'edit-pptx', key: 'cap-pptxmwpskk5klt8', fileType: 'pptx', documentType: 'slide' },
  ])('$name', ({ name, key, fileType, documentType }) => {
    it('sends the same requests with the same headers, fields, order and claims', async () => {
      const capture = readCapture<Scenario & { forcesaveCommand: object; forcesaveAgainWithoutChanges: object }>(name)
      host.files.set(`k1.${fileType}`, 'hello')
      const editor = await server.driver.open(host.config('k1', { fileType, documentType }))
      editor.type(' world')
      const first = command({ c: 'forcesave', key: 'k1', userdata: 'my-user-data' })
      expect(await first).toEqual({ ...capture.forcesaveCommand, key: 'k1' })
      await server.driver.finishSaves()
      expect(await command({ c: 'forcesave', key: 'k1' })).toEqual({
        ...capture.forcesaveAgainWithoutChanges,
        key: 'k1',
      })
      if (name === 'edit-docx') {
        editor.type('!')
        expect(await editor.saveButton()).toBe(true)
        editor.type('?')
      }
      editor.close()
      await server.driver.finishSaves()
      expect(mine({ k1: '<key>' })).toEqual(captureShapes(capture.wire, { [key]: '<key>' }))
      expect(editor.events).toEqual(capture.editorEvents)
    })
  })

  it('open-close-without-changes: joins with 1, leaves with 4', async () => {
    const capture = readCapture<Scenario>('open-close-without-changes')
    host.files.set('k1.docx', 'hello')
    const editor = await server.driver.open(host.config('k1'))
    editor.close()
    await server.driver.finishSaves()
    expect(mine({ k1: '<key>' })).toEqual(captureShapes(capture.wire, { 'cap-noopmwpskz8qzvj': '<key>' }))
  })

  it('view-mode: fetches without a callback; "info" then causes a 4 without actions', async () => {
    const capture = readCapture<Scenario & { info: object }>('view-mode')
    host.files.set('k1.docx', 'hello')
    const viewer = await server.driver.open(host.config('k1', { mode: 'view' }))
    expect(await command({ c: 'info', key: 'k1' })).toEqual({ ...capture.info, key: 'k1' })
    viewer.close()
    await server.driver.finishSaves()
    expect(mine({ k1: '<key>' })).toEqual(captureShapes(capture.wire, { 'cap-viewmwpt7yr7568': '<key>' }))
    expect(viewer.events).toEqual(capture.editorEvents)
  })

  it('two-users: each join goes to the joiner, the save to the author, a dropped editor counts as gone', async () => {
    const capture = readCapture<Scenario & { info: object; dropCommand: object }>('two-users')
    host.files.set('doc-a.docx', 'hello')
    const ann = await server.driver.open(
      host.config('k1', { callback: 'doc-a', file: 'doc-a', user: { id: 'ann', name: 'Ann' } }),
    )
    const bob = await server.driver.open(
      host.config('k1', { callback: 'doc-b', file: 'doc-b', user: { id: 'bob', name: 'Bob' } }),
    )
    ann.type(' world')
    expect(await command({ c: 'info', key: 'k1' })).toEqual({ ...capture.info, key: 'k1' })
    expect(await command({ c: 'drop', key: 'k1', users: ['ann'] })).toEqual({ ...capture.dropCommand, key: 'k1' })
    await host.arrived(5)
    bob.close()
    await server.driver.finishSaves()
    const theirs = captureShapes(capture.wire, {
      'cap-twoAmwpsl3srzqi': '<a>',
      'cap-twoBmwpsl3sru4w': '<b>',
      twomwpsl3srste: '<key>',
    })
    expect(mine({ 'doc-a': '<a>', 'doc-b': '<b>', k1: '<key>' })).toEqual(theirs)
  })

  describe('callback-failures', () => {
    interface Failure {
      id: string
      key: string
      wire: CapturedRequest[]
      info: { error: number; users?: string[] }
      inForgottenList: boolean
    }
    const { scenarios } = readCapture<{ scenarios: Record<string, Failure> }>('callback-failures')
    it.each<[string, (attempt: number) => Answer]>([
      ['always500', () => 500],
      ['always503', () => 503],
      ['alwaysError1', () => 'err'],
      ['always404', () => 404],
      ['twice500thenOk', (attempt: number) => (attempt <= 2 ? 500 : 'ok')],
      ['onceError1', (attempt: number) => (attempt === 1 ? 'err' : 'ok')],
    ])('%s', async (name, reply) => {
      const capture = scenarios[name] as Failure
      let attempts = 0
      host.answer = (body) => {
        if (body.status !== 2) return 'ok'
        attempts += 1
        return reply(attempts)
      }
      host.files.set('k1.docx', 'hello')
      const editor = await server.driver.open(host.config('k1'))
      editor.type(' world')
      editor.close()
      await server.driver.finishSaves()
      expect(await command({ c: 'info', key: 'k1' })).toEqual({ ...capture.info, key: 'k1' })
      const list = await command({ c: 'getForgottenList' })
      expect(list).toEqual({ error: 0, keys: capture.inForgottenList ? ['k1'] : [] })
      expect(mine({ k1: '<key>' })).toEqual(captureShapes(capture.wire, { [capture.key]: '<key>' }))
    })

    it('hands out and deletes a forgotten file', async () => {
      const capture = readCapture<{ getForgotten: { url: string }; deleteForgotten: object }>('callback-failures')
      host.answer = (body) => (body.status === 2 ? 404 : 'ok')
      host.files.set('k1.docx', 'hello')
      const editor = await server.driver.open(host.config('k1'))
      editor.type(' world')
      editor.close()
      await server.driver.finishSaves()
      const found = await command({ c: 'getForgotten', key: 'k1' })
      const path = (url: string) => new URL(url).pathname
      expect(path(found.url)).toBe(path(capture.getForgotten.url).replace(/cap-\w+/, 'k1'))
      expect(await (await fetch(found.url)).text()).toBe('hello world')
      expect(await command({ c: 'deleteForgotten', key: 'k1' })).toEqual({ ...capture.deleteForgotten, key: 'k1' })
      expect(await command({ c: 'getForgottenList' })).toEqual({ error: 0, keys: [] })
    })
  })

  describe('status1-callback-failures', () => {
    const captures = readCapture<Record<string, Scenario>>('status1-callback-failures')
    it.each([
      ['error1', 'err'],
      ['http500', 500],
      ['http404', 404],
    ] as const)('%s: opens all the same, with warning -101, without a retry', async (name, reply) => {
      const capture = captures[name] as Scenario
      host.answer = (body) => (body.status === 1 ? reply : 'ok')
      host.files.set('k1.docx', 'hello')
      const editor = await server.driver.open(host.config('k1'))
      expect(editor.events).toEqual(capture.editorEvents)
      const [callback] = capture.wire
      const key = String((callback as CapturedRequest & { body: { key: string } }).body.key)
      expect(mine({ k1: '<key>' })).toEqual(captureShapes(capture.wire, { [key]: '<key>' }))
    })
  })

  describe('forcesave-callback-failures', () => {
    interface Failure extends Scenario {
      forcesave: { key: string; error: number }
      secondForcesave: object
    }
    const captures = readCapture<Record<string, Failure>>('forcesave-callback-failures')
    it.each([
      ['http500', 500],
      ['error1', 'err'],
    ] as const)('%s: no retry; the next command sends the cached file again', async (name, reply) => {
      const capture = captures[name] as Failure
      host.answer = (body) => (body.status === 6 ? reply : 'ok')
      host.files.set('k1.docx', 'hello')
      const editor = await server.driver.open(host.config('k1'))
      editor.type(' world')
      expect(await command({ c: 'forcesave', key: 'k1' })).toEqual({ ...capture.forcesave, key: 'k1' })
      await host.arrived(3)
      await server.driver.finishSaves()
      expect(await command({ c: 'forcesave', key: 'k1' })).toEqual({ ...capture.secondForcesave, key: 'k1' })
      editor.close()
      await server.driver.finishSaves()
      expect(mine({ k1: '<key>' })).toEqual(captureShapes(capture.wire, { [capture.forcesave.key]: '<key>' }))
      expect(editor.events).toEqual(capture.editorEvents)
      const [first, second] = host.callbacks().filter((each) => each.body.status === 6)
      expect(new URL(String(second?.body.url)).pathname).toBe(new URL(String(first?.body.url)).pathname)
    })
  })

  it('reopen-same-key-after-failed-save: opens the forgotten file, warns -104, sends it again', async () => {
    const capture = readCapture<Scenario & { key: string }>('reopen-same-key-after-failed-save')
    let fail = true
    host.answer = (body) => (body.status === 2 && fail ? 500 : 'ok')
    host.files.set('k1.docx', 'hello')
    const editor = await server.driver.open(host.config('k1'))
    editor.type(' world')
    editor.close()
    await server.driver.finishSaves()
    fail = false
    const again = await server.driver.open(host.config('k1'))
    expect([...again.texts().values()]).toEqual(['hello world'])
    expect(again.events).toEqual(capture.editorEvents)
    again.close()
    await server.driver.finishSaves()
    expect(mine({ k1: '<key>' })).toEqual(captureShapes(capture.wire, { [capture.key]: '<key>' }))
    expect(await command({ c: 'getForgottenList' })).toEqual({ error: 0, keys: [] })
  })

  it('reopen-same-key-after-save: the editor never gets ready and causes no request', async () => {
    const capture = readCapture<Scenario & { key: string }>('reopen-same-key-after-save')
    host.files.set('k1.docx', 'hello')
    const editor = await server.driver.open(host.config('k1'))
    editor.type(' world')
    editor.close()
    await server.driver.finishSaves()
    const failure = await server.driver.open(host.config('k1')).catch((error) => error)
    expect(failure).toBeInstanceOf(EditorFailed)
    expect(failure.editorError).toBeNull()
    // Recorded from a page without `onRequestRefreshFile`.
    expect(failure.events.filter(([name]: [string]) => name !== 'onRequestRefreshFile')).toEqual(capture.editorEvents)
    await server.driver.finishSaves()
    expect(mine({ k1: '<key>' })).toEqual(captureShapes(capture.wire, { [capture.key]: '<key>' }))
  })

  it('assembly-failure-status-7-and-3: both without an address', async () => {
    const capture = readCapture<Scenario & { forcesave: { key: string } }>('assembly-failure-status-7-and-3')
    host.files.set('k1.docx', 'hello')
    const editor = await server.driver.open(host.config('k1'))
    editor.type(' world')
    server.driver.misbehave({ assembly: 'fail' })
    const reply = await command({ c: 'forcesave', key: 'k1', userdata: 'will-fail' })
    expect(reply).toEqual({ ...capture.forcesave, key: 'k1' })
    await host.arrived(3)
    editor.close()
    await server.driver.finishSaves()
    expect(mine({ k1: '<key>' })).toEqual(captureShapes(capture.wire, { [capture.forcesave.key]: '<key>' }))
  })

  describe('document-download-variants', () => {
    const captures = readCapture<Record<string, Scenario & { ready: boolean }>>('document-download-variants')
    const keyOf = (scenario: Scenario) =>
      String((scenario.wire[0] as CapturedRequest & { body: { key: string } }).body.key)

    it.each([401, 404, 500])('%i: three attempts, then error -4', async (status) => {
      const capture = captures[status] as Scenario
      host.answerFile = (_name, response) => {
        response.writeHead(status).end()
        return true
      }
      const failure: EditorFailed = await server.driver.open(host.config('k1')).catch((error) => error)
      expect(failure.editorError).toEqual({ errorCode: -4, errorDescription: 'Download failed.' })
      expect(withoutClose(failure.events)).toEqual(captures[401]?.editorEvents)
      const theirs = captureShapes(capture.wire, { [keyOf(capture)]: '<key>' })
      expect(mine({ k1: '<key>' }).slice(0, theirs.length)).toEqual(theirs)
      expect(host.requests.filter((each) => each.kind === 'download')).toHaveLength(3)
    })

    it('302: follows to another host without the token', async () => {
      const capture = captures[302] as Scenario
      const other = await startRecordingHost()
      other.files.set('k1.docx-moved', 'hello')
      host.answerFile = (name, response) => {
        response.writeHead(302, { location: `${other.url}/files/${name}-moved` }).end()
        return true
      }
      const editor = await server.driver.open(host.config('k1'))
      expect(editor.events).toEqual(capture.editorEvents)
      const all = [...host.requests, ...other.requests].map((each) => wireShape(each, { k1: '<key>' }))
      await other.close()
      expect(all).toEqual(captureShapes(capture.wire, { [keyOf(capture)]: '<key>' }))
    })

    it('slow: waits for a host that takes its time', async () => {
      const capture = captures.slow as Scenario
      host.answerFile = (_name, response) => {
        setTimeout(() => response.end('hello'), 200)
        return true
      }
      const editor = await server.driver.open(host.config('k1'))
      expect(editor.events).toEqual(capture.editorEvents)
    })
  })

  describe('editor-token-checks', () => {
    const capture = readCapture<Record<string, { error: string }>>('editor-token-checks')
    const reported = (name: string) => JSON.parse(String(capture[name]?.error).replace('Error: editor error ', ''))

    it.each([
      ['noToken', (config: ReturnType<RecordingHost['config']>) => ({ ...config, token: undefined })],
      ['expiredToken', () => host.config('k1', { jwt: { expiresIn: -120 } })],
    ] as const)('%s', async (name, change) => {
      const failure = await server.driver.open(change(host.config('k1'))).catch((error) => error)
      expect(failure.editorError).toEqual(reported(name))
      expect(host.requests).toEqual([])
    })

    it('tokenWithoutEditorConfig', async () => {
      const { default: jwt } = await import('jsonwebtoken')
      const config = host.config('k1')
      const token = jwt.sign({ document: config.document }, secret)
      const failure = await server.driver.open({ ...config, token }).catch((error) => error)
      expect(failure.editorError).toEqual(reported('tokenWithoutEditorConfig'))
    })

    it('unsignedFieldsDiffer: the signed values win', async () => {
      host.files.set('k1.docx', 'hello')
      const config = host.config('k1')
      await server.driver.open({
        ...config,
        document: { ...config.document, url: `${host.url}/files/other.docx`, title: 'other' },
        editorConfig: { ...config.editorConfig, user: { id: 'intruder', name: 'Intruder' } },
      })
      expect(host.requests.filter((each) => each.kind === 'download').map((each) => each.url)).toEqual([
        '/files/k1.docx',
      ])
      expect(host.callbacks().map((each) => each.body.users)).toEqual([['u1']])
    })
  })

  it.each(
    readCapture<{ key: string; ready: boolean; error?: string }[]>('document-keys').map((each) => ({
      ...each,
      key: each.key.replace(/^aaaaa… \((\d+) chars\)$/, (_, length) => 'a'.repeat(Number(length))),
    })),
  )('document-keys: "$key"', async ({ key, ready, error }) => {
    host.answerFile = (_name, response) => {
      response.end('hello')
      return true
    }
    const result = await server.driver.open(host.config(key)).catch((failure) => failure)
    if (ready) {
      expect(result.key).toBe(key)
      expect(host.requests.map((each) => each.kind)).toEqual(['callback', 'download'])
    } else {
      const expected = error?.startsWith('Error: editor error')
        ? JSON.parse(error.slice('Error: editor error '.length))
        : null
      expect(result).toBeInstanceOf(EditorFailed)
      expect(result.editorError).toEqual(expected)
      expect(host.requests).toEqual([])
    }
  })

  it('command-service: the same replies to the same requests', async () => {
    interface Call {
      request?: Record<string, unknown>
      note?: string
      response: string
    }
    const { calls } = readCapture<{ calls: Call[] }>('command-service')
    const { default: jwt } = await import('jsonwebtoken')
    host.files.set('k1.docx', 'hello')
    const editor = await server.driver.open(host.config('k1'))
    for (const { request = { c: 'version' }, note, response } of calls) {
      const { token, ...given } = request
      const params = JSON.parse(JSON.stringify(given).replaceAll('cap-cmdmwpslwkxt71', 'k1'))
      const signed = jwt.sign(note === undefined ? params : { payload: params }, secret)
      const spoiled = typeof token === 'string' && token.endsWith('AAA')
      const body = {
        ...params,
        ...(token === undefined ? {} : { token: spoiled ? `${signed.slice(0, -3)}AAA` : signed }),
      }
      const answer = await fetch(`${server.url}/command`, {
        method: 'POST',
        headers: note === undefined ? {} : { Authorization: `Bearer ${signed}` },
        body: JSON.stringify(body),
      })
      expect(await answer.text()).toBe(response.replaceAll('cap-cmdmwpslwkxt71', 'k1'))
      expect(answer.headers.get('content-type')).toBe('application/json')
    }
    await expect.poll(() => editor.events.at(-1)).toEqual(['onMetaChange', { title: 'Renamed.docx' }])
  })

  it('conversion-api: the same replies to the same requests', async () => {
    interface Call {
      note: string
      request: Record<string, unknown>
      accept: string | null
      status: number
      headers: Record<string, string>
      response: string
    }
    const { calls } = readCapture<{ calls: Call[] }>('conversion-api')
    const { default: jwt } = await import('jsonwebtoken')
    // The central directory of a package whose main part is a text document.
    host.files.set('cv.docx', 'PK\u0003\u0004 word/document.xml')
    const comparable = (text: string) =>
      text
        .replace(/http:\/\/127\.0\.0\.1:\d+/, '<origin>')
        .replace(/md5=[\w-]{22}/, 'md5=<md5>')
        .replace(/expires=\d{10}/, 'expires=<time>')
    for (const { note, request, accept, status, headers, response } of calls) {
      const { token, ...given } = request
      const params = { ...given, url: String(given.url).replace(/http:\/\/127\.0\.0\.1:8710/, host.url) }
      const signed = token === 'x.y.z' ? token : jwt.sign(params, secret)
      const body = JSON.stringify(token === undefined ? params : { ...params, token: signed })
      const answer = await fetch(`${server.url}/converter?shardkey=cap-cmdmwpslwkxt71`, {
        method: 'POST',
        headers: accept === null ? {} : { Accept: accept },
        body,
      })
      expect([note, comparable(await answer.text())]).toEqual([note, comparable(response)])
      expect([answer.status, answer.headers.get('content-type')]).toEqual([status, headers['content-type']])
      // The recorded server had 700 ms to finish before it was asked again.
      if (note === 'async first') await server.driver.finishSaves()
    }
  })
})

import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { answerJson, closedAddress, readBody, startLocalServer } from '../../test/local-server.ts'
import { testSettings } from '../../test/test-settings.ts'
import { createDocumentServerClient, type DocumentServerClient } from '../document-server/index.ts'
import type { ConnectorError } from '../errors.ts'
import { verifyToken } from '../jwt/index.ts'
import type { Settings } from '../settings/settings.ts'
import { type ConvertRequest, convert } from './convert.ts'

const running: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of running.splice(0).reverse()) await each.close()
})

interface Asked {
  path: string
  accept?: string
  body: Record<string, unknown>
}

/** A Document Server that answers conversions as the function says, with what it was asked. */
async function documentServer(
  answer: (asked: Asked) => { status?: number; body?: unknown; text?: string } | null,
  values: Partial<Settings> = {},
): Promise<{ client: DocumentServerClient; asked: Asked[] }> {
  const asked: Asked[] = []
  const server = await startLocalServer(async (request, response) => {
    const one = { path: request.url ?? '', accept: request.headers.accept, body: JSON.parse(await readBody(request)) }
    asked.push(one)
    const reply = answer(one)
    if (reply?.text !== undefined)
      response.writeHead(200, { 'content-type': 'text/xml; charset=UTF-8' }).end(reply.text)
    else if (reply) answerJson(response, reply.body, reply.status)
  })
  const client = createDocumentServerClient(testSettings({ documentServerUrl: server.url, ...values }))
  running.push(server, client)
  return { client, asked }
}

function readTestdata(path: string) {
  return JSON.parse(readFileSync(new URL(`../../testdata/${path}`, import.meta.url), 'utf8'))
}

const { replies } = readTestdata('onlyoffice-samples/conversion.json')
const request: ConvertRequest = {
  url: 'https://cms.example.com/onlyoffice/download/a.odt?token=1',
  from: 'odt',
  to: 'docx',
  revision: 'f42:7',
}

async function failure(promise: Promise<unknown>): Promise<ConnectorError> {
  const error = await promise.then(
    () => expect.unreachable('it was expected to fail'),
    (reason: unknown) => reason,
  )
  expect(error).toMatchObject({ name: 'ConnectorError' })
  return error as ConnectorError
}

describe('a conversion', () => {
  it('sends what the protocol asks for, signed, to the shard of its key', async () => {
    const { client, asked } = await documentServer(() => ({ body: replies.done }))
    const result = await convert(client, {
      ...request,
      title: 'Report.docx',
      password: '123456',
      region: 'de-DE',
      options: { codePage: 65001, filetype: 'cannot be overridden' },
    })
    expect(result).toEqual({ done: true, url: replies.done.fileUrl, fileType: 'docx' })
    const { token, ...params } = asked[0]?.body ?? {}
    expect(params).toEqual({
      async: false,
      filetype: 'odt',
      outputtype: 'docx',
      key: expect.stringMatching(/^[0-9A-Za-z._=-]{20,128}$/),
      url: request.url,
      title: 'Report.docx',
      password: '123456',
      region: 'de-DE',
      codePage: 65001,
    })
    expect(verifyToken(String(token), client.settings, new Date())).toMatchObject(params)
    expect(asked[0]).toMatchObject({ path: `/converter?shardkey=${params.key}`, accept: 'application/json' })
  })

  it('reports progress and keeps its key when repeated with a new link token', async () => {
    let calls = 0
    const { client, asked } = await documentServer(() => {
      calls += 1
      return { body: calls === 1 ? replies.pendingAsync : replies.done }
    })
    expect(await convert(client, { ...request, async: true })).toEqual({ done: false, percent: 0 })
    const again = { ...request, async: true, url: request.url.replace('token=1', 'token=2') }
    expect(await convert(client, again)).toMatchObject({ done: true })
    expect(asked[0]?.body.async).toBe(true)
    expect(asked[1]?.body.key).toBe(asked[0]?.body.key)
  })

  it('is not done yet, and no failure, when a synchronous one outlasts its time', async () => {
    const { client } = await documentServer(() => null, { conversionTimeoutSeconds: 0.05 })
    expect(await convert(client, request)).toEqual({ done: false, percent: 0 })
  })

  it('fails when Document Server cannot be reached at all', async () => {
    const client = createDocumentServerClient(testSettings({ documentServerUrl: await closedAddress() }))
    running.push(client)
    expect(await failure(convert(client, request))).toMatchObject({ code: 'document_server_unreachable' })
  })

  it.each([
    ['unknown', -1, true, 'Try again'],
    ['timeout', -2, true, 'Try again'],
    ['conversion', -3, false, 'from odt to docx'],
    ['download', -4, true, 'storageUrl'],
    ['password', -5, false, 'password'],
    ['database', -6, true, 'database'],
    ['input', -7, false, 'from odt to docx'],
    ['token', -8, false, 'secret'],
    ['formatDetection', -9, false, 'XML'],
    ['sizeLimit', -10, false, 'larger'],
    ['spreadsheetCellLimitOddity', 0, false, 'cells'],
  ])('explains the error "%s"', async (name, number, transient, text) => {
    const { client } = await documentServer(() => ({ body: replies.errors[name] }))
    const error = await failure(convert(client, request))
    expect(error).toMatchObject({ code: 'conversion_failed', transient, detail: { conversionError: number } })
    expect(error.message).toContain(text)
  })

  it('fails on a number nobody knows and on an answer without any meaning', async () => {
    for (const [body, number] of [
      [{ error: -99 }, -99],
      [{}, 0],
      [{ endConvert: true }, 0],
    ] as const) {
      const { client } = await documentServer(() => ({ body }))
      expect(await failure(convert(client, request))).toMatchObject({
        code: 'conversion_failed',
        detail: { conversionError: number },
      })
    }
  })

  it('understands the XML that old releases answer', async () => {
    const answers = [replies.xmlDone, replies.xmlPending, replies.xmlError]
    const { client } = await documentServer(() => ({ text: answers.shift() }))
    expect(await convert(client, request)).toEqual({ done: true, url: replies.done.fileUrl, fileType: 'docx' })
    expect(await convert(client, request)).toEqual({ done: false, percent: 0 })
    expect(await failure(convert(client, request))).toMatchObject({ detail: { conversionError: -3 } })
  })

  it('uses the path of old releases where the new one is missing', async () => {
    const { client, asked } = await documentServer(({ path }) =>
      path.startsWith('/converter') ? { status: 404, body: {} } : { body: replies.done },
    )
    expect(await convert(client, request)).toMatchObject({ done: true })
    expect(asked[1]?.path).toMatch(/^\/ConvertService\.ashx\?shardkey=/)
  })

  it('reads every answer that a real server gave', async () => {
    const { calls } = readTestdata('onlyoffice-captures/conversion-api.json')
    expect(calls.length).toBeGreaterThan(10)
    for (const call of calls) {
      const { client } = await documentServer(() => ({ text: call.response }))
      const recorded = call.response.startsWith('<') ? { fileType: 'pdf', endConvert: true } : JSON.parse(call.response)
      const outcome = await convert(client, request).catch((error: ConnectorError) => error.detail?.conversionError)
      if (recorded.error !== undefined) expect(outcome, call.note).toBe(recorded.error)
      else if (recorded.endConvert)
        expect(outcome, call.note).toMatchObject({
          done: true,
          url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:8701\/cache\/files\/data\/[^;]+$/),
          fileType: recorded.fileType,
        })
      else expect(outcome, call.note).toEqual({ done: false, percent: 0 })
    }
  })
})

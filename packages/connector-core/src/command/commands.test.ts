import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { answerJson, readBody, startLocalServer } from '../../test/local-server.ts'
import { testSettings } from '../../test/test-settings.ts'
import { createDocumentServerClient, type DocumentServerClient } from '../document-server/index.ts'
import type { ConnectorError } from '../errors.ts'
import * as command from './index.ts'

const running: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of running.splice(0).reverse()) await each.close()
})

interface Asked {
  path: string
  body: Record<string, unknown>
}

async function documentServer(
  reply: (asked: Asked) => unknown,
): Promise<{ client: DocumentServerClient; asked: Asked[] }> {
  const asked: Asked[] = []
  const server = await startLocalServer(async (request, response) => {
    const one = { path: request.url ?? '', body: JSON.parse(await readBody(request)) }
    asked.push(one)
    const body = reply(one)
    answerJson(response, body, body === null ? 404 : 200)
  })
  const client = createDocumentServerClient(testSettings({ documentServerUrl: server.url }))
  running.push(server, client)
  return { client, asked }
}

interface Sample {
  title: string
  request: { path: string; body: Record<string, unknown> }
  reply: Record<string, unknown>
}

function readTestdata(path: string) {
  return JSON.parse(readFileSync(new URL(`../../testdata/${path}`, import.meta.url), 'utf8'))
}

const samples: Sample[] = readTestdata('onlyoffice-samples/commands.json').cases
const key = 'f42-v7-9c1e5b'

/** What each sample's call gives: a value, or the code and number of an error. */
const outcomes: Record<string, [(client: DocumentServerClient) => Promise<unknown>, unknown]> = {
  version: [command.version, '9.3.1.10'],
  'version, bad token': [command.version, ['document_server_token', 6]],
  'version, expired token': [command.version, ['document_server_token', 7]],
  info: [(client) => command.info(client, key, { userdata: 'probe-17' }), { users: ['u-101', 'u-202'] }],
  'info, idle but cached': [(client) => command.info(client, key), { users: [] }],
  'info, unknown key': [(client) => command.info(client, 'nope'), null],
  'info, key opened without callbackUrl': [(client) => command.info(client, key), ['command_failed', 2]],
  'drop some': [(client) => command.drop(client, key, { users: ['u-202'] }), undefined],
  'drop all': [(client) => command.drop(client, key), undefined],
  'forcesave accepted': [(client) => command.forcesave(client, key, { userdata: 'cmd-9b2f' }), 'started'],
  'forcesave, nothing to save or already running': [(client) => command.forcesave(client, key), 'unchanged'],
  'forcesave, unknown key': [(client) => command.forcesave(client, 'nope'), 'unknown'],
  meta: [(client) => command.meta(client, key, 'Renamed.docx'), undefined],
  getForgottenList: [command.getForgottenList, [key, 'f9-v2-77aa01']],
  getForgotten: [
    (client) => command.getForgotten(client, key),
    samples.find(({ title }) => title === 'getForgotten')?.reply.url,
  ],
  'getForgotten, none': [(client) => command.getForgotten(client, 'nope'), null],
  deleteForgotten: [(client) => command.deleteForgotten(client, key), true],
  license: [command.license, { license: expect.anything(), server: expect.anything(), quota: expect.anything() }],
}

/** Requests that no function of ours sends. */
const impossible = ['meta without meta', 'no key', 'unknown command']

async function outcome(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: ConnectorError) => [error.code, error.detail?.commandError])
}

describe('the command service', () => {
  it.each(samples.filter(({ title }) => !impossible.includes(title)))('sends and reads "$title"', async (sample) => {
    const { client, asked } = await documentServer(() => sample.reply)
    const [run, expected] = outcomes[sample.title] ?? expect.unreachable(`no outcome for ${sample.title}`)
    expect(await outcome(run(client))).toEqual(expected)
    const { token: _, ...sent } = asked[0]?.body ?? {}
    const { token: __, ...recorded } = sample.request.body
    expect(sent).toEqual(recorded)
    expect(asked.map(({ path }) => path)).toEqual([sample.request.path])
  })

  it.each([
    [1, 'command_failed', 'nobody has it open'],
    [2, 'command_failed', 'callback address'],
    [3, 'command_failed', 'its log'],
    [4, 'command_failed', 'no changes'],
    [5, 'command_failed', 'too old'],
    [6, 'document_server_token', 'secret'],
    [7, 'document_server_token', 'clocks'],
    [42, 'command_failed', '42'],
  ])('explains error %i', async (number, code, text) => {
    const { client } = await documentServer(() => ({ error: number }))
    const error = await command.version(client).catch((reason: ConnectorError) => reason)
    expect(error).toMatchObject({ code, detail: { command: 'version', commandError: number } })
    expect((error as ConnectorError).message).toContain(text)
  })

  it('says that a Document Server before 7.5 cannot be asked for forgotten files', async () => {
    const { client } = await documentServer(() => ({ error: 5 }))
    for (const run of [
      command.getForgottenList(client),
      command.getForgotten(client, key),
      command.deleteForgotten(client, key),
    ])
      expect(await outcome(run)).toEqual(['not_supported', 5])
  })

  it('tells a deleted forgotten file from one that was not there', async () => {
    const { client } = await documentServer(() => ({ key, error: 1 }))
    expect(await command.deleteForgotten(client, key)).toBe(false)
  })

  it('gives no users where an old Document Server leaves them out', async () => {
    const { client } = await documentServer(() => ({ key, error: 0 }))
    expect(await command.info(client, key)).toEqual({ users: [] })
  })

  it('uses the path of releases before 8.2 where the new one is missing', async () => {
    const { client, asked } = await documentServer(({ path }) =>
      path.startsWith('/command') ? null : { error: 0, version: '7.2.0.1' },
    )
    expect(await command.version(client)).toBe('7.2.0.1')
    expect(asked.map(({ path }) => path)).toEqual(['/command', '/coauthoring/CommandService.ashx'])
  })

  it('refuses answers that are none of the command service', async () => {
    for (const body of [{}, { error: 'x' }, [], 'true', { error: 0 }]) {
      const { client } = await documentServer(() => body)
      expect(await outcome(command.version(client))).toEqual(['document_server_answer', undefined])
    }
  })

  it('reads every answer that a real server gave', async () => {
    const { calls } = readTestdata('onlyoffice-captures/command-service.json')
    expect(calls.length).toBeGreaterThan(10)
    for (const { response } of calls) {
      const { client } = await documentServer(() => JSON.parse(response))
      const { error } = JSON.parse(response)
      const seen = await outcome(command.forcesave(client, 'k'))
      if (error === 0) expect(seen).toBe('started')
      else if (error === 1) expect(seen).toBe('unknown')
      else if (error === 4) expect(seen).toBe('unchanged')
      else expect(seen).toEqual([error === 6 ? 'document_server_token' : 'command_failed', error])
    }
  })
})

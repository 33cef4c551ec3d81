import { readFileSync } from 'node:fs'
import jwt from 'jsonwebtoken'
import { describe, expect, it } from 'vitest'
import { secret, startRecordingHost } from '../../test/recording-host.ts'
import { startBoth } from '../../test/start-both.ts'
import { createOutbox } from '../jwt/outbox.ts'
import { createMisbehaving } from '../misbehaviour.ts'
import { resolveOptions } from '../options.ts'
import { createDelivery } from './deliver.ts'
import type { CallbackEvent } from './event.ts'

describe('a long history', () => {
  it('leaves only the body token with history and changes address', async () => {
    const sample = JSON.parse(
      readFileSync(new URL('../../testdata/callback-2-large-history-token-only.json', import.meta.url), 'utf8'),
    )
    const { bodyTokenClaims, headerTokenClaims } = sample.jwt
    const { iat: _iat, exp: _exp, ...event } = bodyTokenClaims
    const host = await startRecordingHost()
    const options = resolveOptions({ secret })
    const outbox = createOutbox({ secret: () => secret, header: 'Authorization', now: options.now })
    const { deliver } = createDelivery({ options, outbox, log: [], misbehaving: createMisbehaving() })
    await deliver(`${host.url}/callback`, event as CallbackEvent)
    await host.close()
    const [sent] = host.callbacks()
    const { token, ...plain } = sent?.body ?? {}
    const { token: _token, ...samplePlain } = sample.signedRequest.body
    expect(plain).toEqual(samplePlain)
    expect(Object.keys(sent?.body ?? {})).toEqual(Object.keys(sample.signedRequest.body))
    expect(jwt.verify(String(token), secret)).toMatchObject(event)
    const header = jwt.verify(String(sent?.headers.authorization).slice('Bearer '.length), secret) as jwt.JwtPayload
    expect(header.payload).toEqual(headerTokenClaims.payload)
  })
})

describe('tokens', () => {
  it('go into the configured header', async () => {
    await using both = await startBoth({ jwtHeader: 'AuthorizationJwt' })
    await both.server.driver.open(both.host.config('k1'))
    for (const { headers } of both.host.requests) {
      expect(headers.authorization).toBeUndefined()
      expect(headers.authorizationjwt).toMatch(/^Bearer /)
    }
  })

  it('are absent when they are off', async () => {
    await using both = await startBoth({ secret: null })
    const { document, editorConfig } = both.host.config('k1')
    await both.server.driver.open({ document, editorConfig })
    expect(both.host.requests.map((each) => each.headers.authorization)).toEqual([undefined, undefined])
    expect(both.host.callbacks()[0]?.body.token).toBeUndefined()
  })
})

describe('misbehaviour', () => {
  async function save(both: Awaited<ReturnType<typeof startBoth>>, faults: object) {
    const editor = await both.server.driver.open(both.host.config('k1'))
    editor.type(' one')
    both.server.driver.misbehave(faults)
    editor.close()
    await both.server.driver.finishSaves()
    return both.host.callbacks().filter((each) => each.body.status === 2)
  }

  it('cuts the connection after the host has got the request, then retries', async () => {
    await using both = await startBoth()
    expect(await save(both, { dropCallbackConnection: 2 })).toHaveLength(3)
    expect(both.server.driver.requests.filter((each) => each.error !== undefined)).toHaveLength(2)
  })

  it('sends a callback twice, byte for byte', async () => {
    await using both = await startBoth()
    const [first, second] = await save(both, { replayLastCallback: true })
    expect(second?.body).toEqual(first?.body)
    expect(second?.headers).toEqual(first?.headers)
  })

  it('replays the last callback on demand', async () => {
    await using both = await startBoth()
    await save(both, {})
    expect(await both.server.driver.replayLastCallback()).toEqual({ status: 200, text: '{"error":0}' })
    expect(both.host.statuses()).toEqual([1, 2, 2])
  })

  it('lies about the address and the extension', async () => {
    await using both = await startBoth()
    const [sent] = await save(both, { foreignUrl: 'http://127.0.0.1:9/evil', wrongFiletype: 'docm' })
    expect(sent?.body).toMatchObject({ url: 'http://127.0.0.1:9/evil', filetype: 'docm' })
    expect(jwt.verify(String(sent?.body.token), secret)).toMatchObject({ url: 'http://127.0.0.1:9/evil' })
  })

  it('signs with a wrong secret', async () => {
    await using both = await startBoth()
    const [sent] = await save(both, { signWithSecret: 'x'.repeat(32) })
    expect(() => jwt.verify(String(sent?.body.token), secret)).toThrow('invalid signature')
  })

  it('spoils result files in every way', async () => {
    await using both = await startBoth()
    const [sent] = await save(both, {})
    const url = String(sent?.body.url)
    const { driver } = both.server
    driver.misbehave({ corruptDownload: true })
    const spoiled = await (await fetch(url)).text()
    expect([spoiled.length, spoiled === 'hello one']).toEqual([9, false])
    driver.misbehave({ truncateDownload: true })
    await expect(fetch(url).then((answer) => answer.text())).rejects.toThrow()
    driver.misbehave({ statusOfDownload: 404 })
    expect((await fetch(url)).status).toBe(404)
    driver.misbehave({ redirectDownloadTo: 'http://127.0.0.1:9/' })
    expect((await fetch(url, { redirect: 'manual' })).headers.get('location')).toBe('http://127.0.0.1:9/')
    driver.misbehave(null)
    expect(await (await fetch(url)).text()).toBe('hello one')
  })
})

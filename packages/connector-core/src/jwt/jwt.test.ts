import { readdirSync, readFileSync } from 'node:fs'
import jwt from 'jsonwebtoken'
import { describe, expect, it } from 'vitest'
import { hasCode } from '../errors.ts'
import type { JwtSettings } from './index.ts'
import { linkTokens, readDownloadHeader, readIncoming, signConfig, signRequest } from './index.ts'

interface Sample {
  kind: string
  request?: SampleRequest
  signedRequest?: SampleRequest
  unsignedRequest?: SampleRequest
  jwt: {
    verifyAtUnixTime: number
    headerName?: string
    prefix?: string
    bodyTokenClaims?: Record<string, unknown>
    headerTokenClaims?: { payload: Record<string, unknown> }
  }
}
interface SampleRequest {
  path: string
  url: string
  headers: Record<string, string>
  body: Record<string, unknown>
}

const folder = new URL('../../testdata/onlyoffice-samples/', import.meta.url)
const load = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Sample
const callbacks = readdirSync(folder).filter((name) => /^callback-/.test(name) && name !== 'callback-replies.json')
const good = callbacks.filter((name) => !name.startsWith('callback-invalid-'))
const bad = callbacks.filter((name) => name.startsWith('callback-invalid-'))

const secret = 'sample-secret-for-tests-only-0123456789abcdef'
const settings: JwtSettings = {
  secret,
  jwtDisabled: false,
  jwtHeader: 'Authorization',
  jwtPrefix: 'Bearer',
  jwtAlgorithms: ['HS256'],
  jwtLeewaySeconds: 60,
}
const at = (unix: number) => new Date(unix * 1000)

function readSample(sample: Sample, request: SampleRequest, changes: Partial<JwtSettings> = {}) {
  const used = { ...settings, jwtHeader: sample.jwt.headerName ?? 'Authorization', ...changes }
  return readIncoming({
    body: request.body,
    header: request.headers[used.jwtHeader.toLowerCase()] ?? null,
    settings: used,
    key: new URL(request.path, 'http://host').searchParams.get('k') ?? '',
    now: at(sample.jwt.verifyAtUnixTime),
  })
}

function codeOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (hasCode(error, 'token_invalid', 'token_expired', 'not_configured', 'bad_request')) return error.code
    throw error
  }
  return 'accepted'
}

describe('readIncoming', () => {
  it.each(good)('accepts %s with the claims of its token', (name) => {
    const sample = load(name)
    const event = readSample(sample, sample.signedRequest!)
    const { token: _, ...plain } = sample.signedRequest!.body
    expect(event).toMatchObject(sample.jwt.bodyTokenClaims ?? sample.jwt.headerTokenClaims?.payload ?? plain)
  })

  it.each(bad)('refuses %s', (name) => {
    const sample = load(name)
    const expected = name === 'callback-invalid-expired.json' ? 'token_expired' : 'token_invalid'
    expect(codeOf(() => readSample(sample, sample.request!))).toBe(expected)
  })

  it('takes the full history from the body token when the plain body is truncated', () => {
    const sample = load('callback-2-large-history-token-only.json')
    expect(sample.signedRequest?.body.changesurl).toBeUndefined()
    const event = readSample(sample, sample.signedRequest!)
    expect(event.changesurl).toEqual(sample.jwt.bodyTokenClaims?.changesurl)
    expect(event.history).toEqual(sample.jwt.bodyTokenClaims?.history)
  })

  it('reads the header token in whatever case its prefix is written, and with an empty prefix', () => {
    const sample = load('callback-header-only.json')
    const header = sample.signedRequest!.headers.authorization!
    const token = header.slice('Bearer '.length)
    const now = at(sample.jwt.verifyAtUnixTime)
    const { body } = sample.signedRequest!
    expect(readIncoming({ body, header: `bEARER  ${token}`, settings, now }).status).toBe(2)
    expect(readIncoming({ body, header: token, settings: { ...settings, jwtPrefix: '' }, now }).status).toBe(2)
    expect(codeOf(() => readIncoming({ body, header: token, settings, now }))).toBe('token_invalid')
    expect(codeOf(() => readIncoming({ body, header: `Basic ${token}`, settings, now }))).toBe('token_invalid')
  })

  it.each([
    ['key', 'other-key'],
    ['status', 4],
    ['changesurl', 'https://evil.example.net/changes.zip'],
    ['filetype', 'exe'],
    ['users', ['u-666']],
    ['formsdataurl', 'https://evil.example.net/forms.json'],
  ])('refuses a plain %s that the token does not say', (field, value) => {
    const sample = load('callback-2-save.json')
    const body = { ...sample.signedRequest!.body, [field]: value }
    expect(codeOf(() => readSample(sample, { ...sample.signedRequest!, body }))).toBe('token_invalid')
  })

  it('does not fall back to a good header token when the body token is bad', () => {
    const sample = load('callback-2-save.json')
    const body = { ...sample.signedRequest!.body, token: 'x.y.z' }
    expect(codeOf(() => readSample(sample, { ...sample.signedRequest!, body }))).toBe('token_invalid')
  })

  it('grants the leeway at expiry and not a second more', () => {
    const sample = load('callback-2-save.json')
    const { exp } = sample.jwt.bodyTokenClaims as { exp: number }
    const read = (unix: number) =>
      codeOf(() => readIncoming({ body: sample.signedRequest!.body, settings, now: at(unix) }))
    expect(read(exp + 59)).toBe('accepted')
    expect(read(exp + 60)).toBe('token_expired')
  })

  it('accepts HS384 and HS512 only when configured', () => {
    const token = jwt.sign({ key: 'k', status: 4 }, secret, { algorithm: 'HS512' })
    expect(codeOf(() => readIncoming({ body: { token }, settings }))).toBe('token_invalid')
    const wider: JwtSettings = { ...settings, jwtAlgorithms: ['HS256', 'HS512'] }
    expect(readIncoming({ body: { token }, settings: wider })).toMatchObject({ key: 'k', status: 4 })
  })

  it('takes the plain body when JWT is switched off, still asking for status and key', () => {
    const off = { ...settings, secret: '', jwtDisabled: true }
    const sample = load('callback-2-save.json')
    expect(readSample(sample, sample.unsignedRequest!, off)).toEqual(sample.unsignedRequest!.body)
    expect(codeOf(() => readIncoming({ body: { status: '2', key: 'k' }, settings: off }))).toBe('token_invalid')
    expect(codeOf(() => readIncoming({ body: [], settings: off }))).toBe('bad_request')
  })

  it('refuses everything while no secret is set', () => {
    const token = jwt.sign({ key: 'k', status: 4 }, 'x')
    const none = { ...settings, secret: '' }
    expect(codeOf(() => readIncoming({ body: { token }, settings: none }))).toBe('not_configured')
    expect(codeOf(() => readIncoming({ body: { key: 'k', status: 4 }, settings: none }))).toBe('not_configured')
  })

  it('never repeats a token in its messages', () => {
    const sample = load('callback-invalid-wrong-secret.json')
    let message = ''
    try {
      readSample(sample, sample.request!)
    } catch (error) {
      message = String(error)
    }
    expect(message).not.toBe('')
    expect(message).not.toContain(String(sample.request!.body.token).slice(0, 20))
  })
})

describe('readDownloadHeader', () => {
  const sample = load('outgoing-file-download.json')
  const header = sample.request!.headers.authorization!
  const now = at(sample.jwt.verifyAtUnixTime)
  const read = (url: string, value: string | null = header) =>
    codeOf(() => readDownloadHeader({ header: value, url, settings, now }))

  it('accepts the address the token names, behind another host or base path', () => {
    expect(read(sample.request!.url)).toBe('accepted')
    expect(read(sample.request!.url.replace('https://cms.example.com', 'http://10.0.0.7:3000'))).toBe('accepted')
    expect(read('http://10.0.0.7/file/f42?v=7&sig=abc')).toBe('accepted')
  })

  it('refuses another path, another query and no token', () => {
    expect(read('https://cms.example.com/onlyoffice/file/f43?v=7&sig=abc')).toBe('token_invalid')
    expect(read('https://cms.example.com/onlyoffice/file/f42?v=7&sig=abd')).toBe('token_invalid')
    expect(read('https://cms.example.com/f42')).toBe('token_invalid')
    expect(read(sample.request!.url, null)).toBe('token_invalid')
  })
})

describe('signConfig and signRequest', () => {
  it('sign the sample config with the sample claims', () => {
    const { config, jwt: expected } = JSON.parse(readFileSync(new URL('config-edit.json', folder), 'utf8')) as {
      config: { token: string }
      jwt: { claims: { iat: number; exp: number } }
    }
    const { token, ...unsigned } = config
    const { iat, exp } = expected.claims
    expect(signConfig(unsigned, settings, { now: at(iat), ttlSeconds: exp - iat })).toBe(token)
  })

  it('sign a request flat for the body and under payload for the header, for five minutes', () => {
    const signed = signRequest({ c: 'version' }, { ...settings, jwtHeader: 'AuthorizationJwt' }, { now: at(1000) })!
    const read = (token: string) => jwt.verify(token, secret, { clockTimestamp: 1000 })
    expect(read(signed.token)).toEqual({ c: 'version', iat: 1000, exp: 1300 })
    expect(signed.header.name).toBe('AuthorizationJwt')
    expect(signed.header.value).toMatch(/^Bearer /)
    expect(read(signed.header.value.slice(7))).toEqual({ payload: { c: 'version' }, iat: 1000, exp: 1300 })
  })

  it('sign nothing when JWT is off, and say so when no secret is set', () => {
    const none = { ...settings, secret: '' }
    expect(signRequest({ c: 'version' }, { ...none, jwtDisabled: true })).toBeNull()
    expect(signConfig({}, { ...none, jwtDisabled: true })).toBe('')
    expect(codeOf(() => signRequest({ c: 'version' }, none))).toBe('not_configured')
    expect(codeOf(() => signConfig({}, none))).toBe('not_configured')
  })
})

describe('linkTokens', () => {
  const key = 'k'.repeat(32)
  let now = new Date('2026-01-01T00:00:00Z')
  const tokens = linkTokens(key, () => now)

  it('give back what was put in, from a token that is safe in a URL', () => {
    const claims = { document: 'Ordner/Übersicht & Plan.docx', user: 'ü', key: 'k.1' }
    const token = tokens.issue('download', claims, 60)
    expect(token).toMatch(/^[0-9A-Za-z._-]+$/)
    expect(tokens.read('download', token)).toEqual(claims)
  })

  it('are bound to one purpose, one key and one expiry', () => {
    const token = tokens.issue('download', { document: 'd' }, 60)
    expect(codeOf(() => tokens.read('callback', token))).toBe('token_invalid')
    expect(codeOf(() => linkTokens('q'.repeat(32), () => now).read('download', token))).toBe('token_invalid')
    const forEver = tokens.issue('callback', { document: 'd' }, null)
    now = new Date(now.getTime() + 60_000)
    expect(codeOf(() => tokens.read('download', token))).toBe('token_expired')
    now = new Date(now.getTime() + 400 * 86_400_000)
    expect(tokens.read('callback', forEver)).toEqual({ document: 'd' })
  })

  it('are refused when any single character is changed, cut off or added', () => {
    const token = tokens.issue('page', { document: 'd' }, null)
    for (let i = 0; i < token.length; i++) {
      const other = token[i] === 'A' ? 'B' : 'A'
      const changed = token.slice(0, i) + other + token.slice(i + 1)
      expect(codeOf(() => tokens.read('page', changed))).toBe('token_invalid')
    }
    expect(codeOf(() => tokens.read('page', token.slice(0, -1)))).toBe('token_invalid')
    expect(codeOf(() => tokens.read('page', `${token}A`))).toBe('token_invalid')
    expect(codeOf(() => tokens.read('page', `${token}=`))).toBe('token_invalid')
    expect(codeOf(() => tokens.read('page', null))).toBe('token_invalid')
  })

  it('do not take tokens that Document Server could have made', () => {
    const foreign = jwt.sign({ for: { document: 'd' }, aud: 'page' }, secret)
    expect(codeOf(() => tokens.read('page', foreign))).toBe('token_invalid')
  })
})

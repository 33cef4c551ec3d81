import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  checkProof,
  type ProofInput,
  type ProofKeyAttributes,
  type ProofKeys,
  readProofKeys,
  signedBytes,
  toTicks,
} from './proof.ts'

const vector = JSON.parse(
  readFileSync(new URL('../../testdata/wopi/proof-vector.json', import.meta.url), 'utf8'),
) as ProofKeyAttributes & {
  url: string
  accessToken: string
  timestampTicks: string
  unixMs: number
  proof: string
  proofOld: string
  signedBytesHex: string
}

const inputOf = (changes: Partial<ProofInput> = {}): ProofInput => ({
  urls: [vector.url],
  accessToken: vector.accessToken,
  timestamp: vector.timestampTicks,
  proof: vector.proof,
  proofOld: vector.proofOld,
  now: new Date(vector.unixMs),
  ...changes,
})

const pairs = [1, 2, 3].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 }))
const [first, second, third] = pairs as [(typeof pairs)[0], (typeof pairs)[0], (typeof pairs)[0]]
const now = new Date('2026-05-06T07:08:09Z')
const url = 'https://cms.example.com/wopi/files/a.b?access_token=t%2e'

function signed(key: KeyObject, of = { url, token: 't.', ticks: toTicks(now) }): string {
  return sign('RSA-SHA256', signedBytes(of.token, of.url, of.ticks), key).toString('base64')
}

function check(keys: ProofKeys, changes: Partial<ProofInput>) {
  return checkProof(keys, {
    urls: [url],
    accessToken: 't.',
    timestamp: String(toTicks(now)),
    proof: null,
    proofOld: null,
    now,
    ...changes,
  })
}

describe('a WOPI proof', () => {
  it('is read as the published vector has it', () => {
    const keys = readProofKeys(vector)
    expect(keys?.old).not.toBeNull()
    expect(signedBytes(vector.accessToken, vector.url, BigInt(vector.timestampTicks)).toString('hex')).toBe(
      vector.signedBytesHex,
    )
    expect(checkProof(keys as ProofKeys, inputOf())).toBe('valid')
    expect(checkProof(keys as ProofKeys, inputOf({ accessToken: 'another' }))).toBe('invalid')
    expect(checkProof(keys as ProofKeys, inputOf({ urls: [`${vector.url}&x=1`] }))).toBe('invalid')
  })

  it('is good with three of the four pairs of proof and key, never with the old proof and the old key', () => {
    const keys: ProofKeys = { current: second.publicKey, old: first.publicKey }
    const noise = signed(third.privateKey)
    expect(check(keys, { proof: signed(second.privateKey), proofOld: noise })).toBe('valid')
    expect(check(keys, { proof: signed(third.privateKey), proofOld: signed(second.privateKey) })).toBe('stale')
    expect(check(keys, { proof: signed(first.privateKey), proofOld: noise })).toBe('stale')
    expect(check(keys, { proof: noise, proofOld: signed(first.privateKey) })).toBe('invalid')
    expect(check({ ...keys, old: null }, { proof: signed(first.privateKey), proofOld: noise })).toBe('invalid')
    expect(check({ ...keys, old: null }, { proof: signed(second.privateKey) })).toBe('valid')
  })

  it('is refused when it is older than twenty minutes, or from the future', () => {
    const keys: ProofKeys = { current: first.publicKey, old: null }
    for (const [minutes, result] of [
      [19.9, 'valid'],
      [20.1, 'too_old'],
      [-19.9, 'valid'],
      [-20.1, 'too_old'],
      [1e9, 'too_old'],
    ] as const) {
      const ticks = toTicks(new Date(now.getTime() - minutes * 60_000 || 0))
      const proof = signed(first.privateKey, { url, token: 't.', ticks })
      expect(check(keys, { timestamp: String(ticks < 0n ? 0n : ticks), proof })).toBe(result)
    }
  })

  it('covers the address in whatever letter case, and one of several possible ones', () => {
    const keys: ProofKeys = { current: first.publicKey, old: null }
    const proof = signed(first.privateKey)
    expect(check(keys, { proof, urls: ['http://inside:8080/wopi/files/a.b', url.replace('%2e', '%2E')] })).toBe('valid')
    expect(check(keys, { proof, urls: ['https://evil.example.com/wopi/files/a.b'] })).toBe('invalid')
    expect(check(keys, { proof, urls: [] })).toBe('invalid')
  })

  it('is refused, not a crash, when it is nonsense', () => {
    const keys: ProofKeys = { current: first.publicKey, old: second.publicKey }
    for (const proof of ['', 'x', '='.repeat(2000), 'A'.repeat(1_000_000), '\u00ff'])
      expect(check(keys, { proof, proofOld: proof })).toBe('invalid')
    for (const timestamp of [null, '', '-1', 'abc', '1e9', '9'.repeat(40), '0x10'])
      expect(check(keys, { proof: signed(first.privateKey), timestamp })).toBe('invalid')
    expect(check(keys, { timestamp: null })).toBe('unsigned')
  })

  it('needs keys that can be read, from numbers or from a blob', () => {
    const { n = '', e = '' } = first.publicKey.export({ format: 'jwk' })
    const modulus = Buffer.concat([Buffer.alloc(1), Buffer.from(n, 'base64url')]).toString('base64')
    const exponent = Buffer.concat([Buffer.alloc(1), Buffer.from(e, 'base64url')]).toString('base64')
    const blob = Buffer.concat([
      Buffer.from([6, 2, 0, 0, 0, 0xa4, 0, 0]),
      Buffer.from('RSA1'),
      Buffer.from([0, 8, 0, 0, 1, 0, 1, 0]),
      Buffer.from(n, 'base64url').reverse(),
    ]).toString('base64')
    const proof = signed(first.privateKey)
    for (const attributes of [
      { modulus, exponent },
      { value: blob },
      { modulus, exponent, oldmodulus: '', oldexponent: '' },
    ]) {
      const keys = readProofKeys(attributes)
      expect(keys?.old).toBeNull()
      expect(check(keys as ProofKeys, { proof })).toBe('valid')
    }
    for (const attributes of [
      {},
      { modulus: 'AQAB', exponent: 'AQAB' },
      { modulus: '' },
      { value: 'AAAA' },
      { modulus, exponent: '' },
    ])
      expect(readProofKeys(attributes)).toBeNull()
  })
})

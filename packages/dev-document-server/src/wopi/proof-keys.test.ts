import { createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createProofKeys, provenBytes, publicKeyBlob, toTicks } from './proof-keys.ts'

const vector = JSON.parse(
  readFileSync(new URL('../../testdata/wopi/proof-vector.json', import.meta.url), 'utf8'),
) as Record<'url' | 'accessToken' | 'timestampTicks' | 'signedBytesHex' | 'modulus', string> & { unixMs: number }

const call = { accessToken: 'tok', url: 'http://host/wopi/files/1?access_token=tok', ticks: 639028224000000000n }

function publicKey(modulus: string, exponent: string) {
  const [n, e] = [modulus, exponent].map((text) => Buffer.from(text, 'base64').toString('base64url'))
  return createPublicKey({ format: 'jwk', key: { kty: 'RSA', n, e } })
}

describe('proofs', () => {
  it('are made over the bytes of the recorded vector', () => {
    const ticks = toTicks(new Date(vector.unixMs))
    expect(String(ticks)).toBe(vector.timestampTicks)
    const bytes = provenBytes({ accessToken: vector.accessToken, url: vector.url, ticks })
    expect(bytes.toString('hex')).toBe(vector.signedBytesHex.toLowerCase())
  })

  it('verify with the keys of discovery, before and after a rotation', async () => {
    const keys = createProofKeys()
    const first = await keys.attributes()
    const before = await keys.prove(call, 2)
    const holds = (key: ReturnType<typeof publicKey>, proof: string) =>
      verify('RSA-SHA256', provenBytes(call), key, Buffer.from(proof, 'base64'))
    const current = publicKey(first.modulus, first.exponent)
    expect(holds(current, before.proof)).toBe(true)
    expect(holds(publicKey(first.oldmodulus ?? '', first.oldexponent ?? ''), before.proofOld)).toBe(true)
    expect(holds(current, before.proofOld)).toBe(false)
    await keys.rotate()
    const after = await keys.prove(call, 2)
    expect(holds(current, after.proof)).toBe(false)
    expect(holds(current, after.proofOld)).toBe(true)
    expect((await keys.attributes()).oldmodulus).toBe(first.modulus)
  })

  it('are the same twice for a client with one pair', async () => {
    const { proof, proofOld } = await createProofKeys().prove(call, 1)
    expect(proofOld).toBe(proof)
  })

  it('come with a key blob as the recorded discovery has it', () => {
    const xml = readFileSync(new URL('../../testdata/wopi/onlyoffice-discovery.xml', import.meta.url), 'utf8')
    const attribute = (name: string) => new RegExp(` ${name}="([^"]*)"`).exec(xml)?.[1] ?? ''
    const blob = publicKeyBlob(
      Buffer.from(attribute('modulus'), 'base64'),
      Buffer.from(attribute('exponent'), 'base64'),
    )
    expect(blob.toString('base64')).toBe(attribute('value'))
  })
})

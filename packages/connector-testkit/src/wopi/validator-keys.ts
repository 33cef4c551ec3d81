import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import type { SigningKeys } from './sign-proof.ts'

/** New keys for a client that proves its calls; 2048 bits, as all clients have. */
export function makeSigningKeys(): SigningKeys {
  const make = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  return { current: make(), old: make(), unknown: make() }
}

/** A discovery document with the public halves of these keys, and one action for the validator's files. */
export function discoveryOf(keys: Pick<SigningKeys, 'current' | 'old'>, urlsrc: string): string {
  const [current, old] = [keys.current, keys.old].map((key) => createPublicKey(key).export({ format: 'jwk' }))
  const base64 = (text = ''): string => Buffer.from(text, 'base64url').toString('base64')
  return `<?xml version="1.0" encoding="utf-8"?><wopi-discovery><net-zone name="external-http"><app name="WopiTest"><action
name="edit" ext="wopitest" urlsrc="${urlsrc}"/></app></net-zone><proof-key modulus="${base64(current?.n)}" exponent="${base64(current?.e)}"
oldmodulus="${base64(old?.n)}" oldexponent="${base64(old?.e)}"/></wopi-discovery>`
}

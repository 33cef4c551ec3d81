import { createPublicKey, type KeyObject, verify } from 'node:crypto'

/** The `<proof-key>` of a discovery document, as it stands there; absent attributes are absent keys. */
export interface ProofKeyAttributes {
  modulus?: string
  exponent?: string
  oldmodulus?: string
  oldexponent?: string
  /** CAPI blobs of the same keys. */
  value?: string
  oldvalue?: string
}

/** The keys with which a WOPI client proves that a call is its own. */
export interface ProofKeys {
  current: KeyObject
  /** Absent where the client has only one pair. */
  old: KeyObject | null
}

/** Calls older than this are refused, as are those from further in the future (WOPI, "Verifying that requests originate from Office": 20 minutes). */
export const proofWindowMilliseconds = 20 * 60_000

/** .NET ticks (100 ns since year 1) of 1970-01-01. */
const epochTicks = 621_355_968_000_000_000n
const longestSignature = 2048

/** Reads the keys of a discovery document; null when it has none that can be used. */
export function readProofKeys(attributes: ProofKeyAttributes): ProofKeys | null {
  const current = readKey(attributes.modulus, attributes.exponent) ?? readBlob(attributes.value)
  if (current === null) return null
  return { current, old: readKey(attributes.oldmodulus, attributes.oldexponent) ?? readBlob(attributes.oldvalue) }
}

export interface ProofInput {
  /** Address that the client called, in its own percent-encoding; several where a proxy leaves more than one possible. */
  urls: readonly string[]
  /** The access token, percent-decoded. */
  accessToken: string
  /** `X-WOPI-TimeStamp` */
  timestamp: string | null
  /** `X-WOPI-Proof` */
  proof: string | null
  /** `X-WOPI-ProofOld` */
  proofOld: string | null
  now: Date
}

/**
 * What a check came to. `stale`: it holds only with a key that the client has replaced, or by one that discovery does not know yet: read discovery anew.
 * `unsigned`: neither proof nor time stamp came, as from clients without keys.
 */
export type ProofResult = 'valid' | 'stale' | 'unsigned' | 'too_old' | 'invalid'

/**
 * Checks the proof of a call: RSA PKCS#1 v1.5 with SHA-256 over token, upper-cased address and time stamp. Good are: proof with the current key, old proof
 * with the current key, proof with the old key; never the old proof with the old key (WOPI, "Verifying that requests originate from Office").
 */
export function checkProof(keys: ProofKeys, input: ProofInput): ProofResult {
  const { timestamp, proof, proofOld } = input
  if (proof === null && proofOld === null) return 'unsigned'
  const age = proofAge(input)
  if (timestamp === null || age === null) return 'invalid'
  if (Math.abs(age) > proofWindowMilliseconds) return 'too_old'
  const ticks = BigInt(timestamp)
  const signed = input.urls.map((url) => signedBytes(input.accessToken, url, ticks))
  const holds = (key: KeyObject | null, text: string | null): boolean =>
    key !== null && text !== null && signed.some((bytes) => verifyText(key, text, bytes))
  if (holds(keys.current, proof)) return 'valid'
  if (holds(keys.current, proofOld) || holds(keys.old, proof)) return 'stale'
  return 'invalid'
}

/** Milliseconds by which the time stamp of a call is behind our clock; negative when it is ahead, null when there is none that can be read. */
export function proofAge({ timestamp, now }: Pick<ProofInput, 'timestamp' | 'now'>): number | null {
  if (timestamp === null || !/^\d{1,19}$/.test(timestamp)) return null
  return now.getTime() - Number((BigInt(timestamp) - epochTicks) / 10_000n)
}

/** The bytes that a client signs: each part with its length before it, numbers big-endian. */
export function signedBytes(accessToken: string, url: string, ticks: bigint): Buffer {
  const parts = [Buffer.from(accessToken), Buffer.from(url.toUpperCase()), Buffer.alloc(8)]
  parts[2]?.writeBigInt64BE(BigInt.asIntN(64, ticks))
  return Buffer.concat(
    parts.flatMap((part) => {
      const length = Buffer.alloc(4)
      length.writeInt32BE(part.length)
      return [length, part]
    }),
  )
}

/** Now, as `X-WOPI-TimeStamp` says it. */
export function toTicks(time: Date): bigint {
  return BigInt(time.getTime()) * 10_000n + epochTicks
}

function verifyText(key: KeyObject, text: string, bytes: Buffer): boolean {
  if (text.length > longestSignature) return false
  try {
    return verify('RSA-SHA256', bytes, key, Buffer.from(text, 'base64'))
  } catch {
    return false
  }
}

function readKey(modulus: string | undefined, exponent: string | undefined): KeyObject | null {
  if (!modulus || !exponent) return null
  return makeKey(Buffer.from(modulus, 'base64'), Buffer.from(exponent, 'base64'))
}

/** A PUBLICKEYBLOB: 8 bytes header, `RSA1`, bits, exponent, then the modulus with its lowest byte first. */
function readBlob(value: string | undefined): KeyObject | null {
  const blob = Buffer.from(value ?? '', 'base64')
  if (blob.length < 20 + 64 || blob.toString('latin1', 8, 12) !== 'RSA1') return null
  const exponent = Buffer.from(blob.subarray(16, 20)).reverse()
  return makeKey(Buffer.from(blob.subarray(20)).reverse(), exponent)
}

function makeKey(modulus: Buffer, exponent: Buffer): KeyObject | null {
  const n = withoutZeros(modulus)
  if (n.length < 128 || n.length > 2048) return null
  try {
    const e = withoutZeros(exponent)
    return createPublicKey({
      format: 'jwk',
      key: { kty: 'RSA', n: n.toString('base64url'), e: e.toString('base64url') },
    })
  } catch {
    return null
  }
}

function withoutZeros(bytes: Buffer): Buffer {
  let start = 0
  while (start < bytes.length && bytes[start] === 0) start += 1
  return bytes.subarray(start)
}

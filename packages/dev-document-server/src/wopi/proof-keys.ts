import { generateKeyPair, type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'

/** The attributes of `<proof-key>`; the old ones are absent where a client has one pair. */
export interface ProofKeyAttributes {
  value: string
  modulus: string
  exponent: string
  oldvalue?: string
  oldmodulus?: string
  oldexponent?: string
}

/** RSA keys with which a WOPI client proves that a call is its own. Made when first needed, kept in memory. */
export interface ProofKeys {
  attributes(): Promise<ProofKeyAttributes>
  /** `X-WOPI-Proof` and `X-WOPI-ProofOld`. With one pair both are the same, as from Collabora Online. */
  prove(input: ProvenCall, pairs: 1 | 2): Promise<{ proof: string; proofOld: string }>
  /** The current pair becomes the old one. */
  rotate(): Promise<void>
}

export interface ProvenCall {
  /** Percent-decoded. */
  accessToken: string
  /** As it goes over the wire. */
  url: string
  ticks: bigint
}

interface Pair {
  publicKey: KeyObject
  privateKey: KeyObject
}

/** .NET ticks (100 ns since year 1) of 1970-01-01. */
const epochTicks = 621_355_968_000_000_000n

/** A time as `X-WOPI-TimeStamp` says it. */
export function toTicks(time: Date): bigint {
  return BigInt(time.getTime()) * 10_000n + epochTicks
}

/** What is signed: each part with its length before it, numbers big-endian, the address upper-cased (WOPI, "Verifying that requests originate from Office"). */
export function provenBytes({ accessToken, url, ticks }: ProvenCall): Buffer {
  const time = Buffer.alloc(8)
  time.writeBigInt64BE(ticks)
  const parts = [Buffer.from(accessToken), Buffer.from(url.toUpperCase()), time]
  return Buffer.concat(
    parts.flatMap((part) => {
      const length = Buffer.alloc(4)
      length.writeInt32BE(part.length)
      return [length, part]
    }),
  )
}

export function createProofKeys(): ProofKeys {
  let pairs: Promise<{ current: Pair; old: Pair }> | null = null
  const keys = () => {
    pairs ??= Promise.all([makePair(), makePair()]).then(([current, old]) => ({ current, old }))
    return pairs
  }
  return {
    async attributes() {
      const { current, old } = await keys()
      const [now, before] = [describeKey(current), describeKey(old)]
      return { ...now, oldvalue: before.value, oldmodulus: before.modulus, oldexponent: before.exponent }
    },
    async prove(input, pairCount) {
      const { current, old } = await keys()
      const bytes = provenBytes(input)
      const proof = signWith(current, bytes)
      return { proof, proofOld: pairCount === 1 ? proof : signWith(old, bytes) }
    },
    async rotate() {
      const { current: old } = await keys()
      pairs = makePair().then((current) => ({ current, old }))
      await pairs
    },
  }
}

function makePair(): Promise<Pair> {
  return promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
}

function signWith(pair: Pair, bytes: Buffer): string {
  return sign('RSA-SHA256', bytes, pair.privateKey).toString('base64')
}

function describeKey(pair: Pair): { value: string; modulus: string; exponent: string } {
  const { n = '', e = '' } = pair.publicKey.export({ format: 'jwk' })
  const modulus = Buffer.from(n, 'base64url')
  const exponent = Buffer.from(e, 'base64url')
  return {
    value: publicKeyBlob(modulus, exponent).toString('base64'),
    modulus: modulus.toString('base64'),
    exponent: exponent.toString('base64'),
  }
}

/** A PUBLICKEYBLOB of Microsoft's CryptoAPI: 20 bytes of header, then the modulus with its lowest byte first. */
export function publicKeyBlob(modulus: Buffer, exponent: Buffer): Buffer {
  const header = Buffer.alloc(20)
  header.writeUInt32LE(0x0000_0206, 0)
  header.writeUInt32LE(0x0000_a400, 4)
  header.write('RSA1', 8, 'latin1')
  header.writeUInt32LE(modulus.length * 8, 12)
  header.writeUIntLE(exponent.readUIntBE(0, exponent.length), 16, 4)
  return Buffer.concat([header, Buffer.from(modulus).reverse()])
}

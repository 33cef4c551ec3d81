import { type KeyObject, sign } from 'node:crypto'

/** The two key pairs of a WOPI client, and one that nobody knows. */
export interface SigningKeys {
  current: KeyObject
  old: KeyObject
  unknown: KeyObject
}

/** How a case spoils the proof; an empty one leaves it good. */
export interface ProofMutation {
  mutateCurrent?: boolean
  mutateOld?: boolean
  /** The client has rotated its keys before the host read them, or the host before this machine of the client. */
  relation?: 'Ahead' | 'Behind'
  timestamp?: Date
}

const epochTicks = 621_355_968_000_000_000n

/** The proof headers of one request. Source: WOPI, "Verifying that requests originate from Office". */
export function signProof(
  keys: SigningKeys,
  request: { url: string; accessToken: string },
  mutation: ProofMutation = {},
): Record<string, string> {
  const time = mutation.timestamp ?? new Date()
  const ticks = BigInt(time.getTime()) * 10_000n + epochTicks
  const stamp = Buffer.alloc(8)
  stamp.writeBigInt64BE(ticks)
  const parts = [Buffer.from(request.accessToken), Buffer.from(request.url.toUpperCase()), stamp]
  const bytes = Buffer.concat(
    parts.flatMap((part) => {
      const length = Buffer.alloc(4)
      length.writeUInt32BE(part.length)
      return [length, part]
    }),
  )
  const { relation, mutateCurrent, mutateOld } = mutation
  const first = relation === 'Ahead' ? keys.unknown : relation === 'Behind' ? keys.old : keys.current
  const second = relation === 'Ahead' ? keys.current : relation === 'Behind' ? keys.unknown : keys.old
  const text = (key: KeyObject, spoilt = false): string => {
    const signature = sign('RSA-SHA256', bytes, key)
    if (spoilt) signature.reverse()
    return signature.toString('base64')
  }
  return {
    'X-WOPI-Proof': text(first, mutateCurrent),
    'X-WOPI-ProofOld': text(second, mutateOld),
    'X-WOPI-TimeStamp': String(ticks),
  }
}

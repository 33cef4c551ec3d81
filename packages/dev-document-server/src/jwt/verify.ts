import jwt from 'jsonwebtoken'

export type Claims = Record<string, unknown>
export type Verified = { ok: true; claims: Claims } | { ok: false; reason: 'invalid' | 'expired' }

/** Leeway of `exp`: `verifyOptions.clockTolerance` of ONLYOFFICE Docs, seconds. */
const clockTolerance = 60

/** Verifies a token signed with the shared secret. HS256, HS384 and HS512 are accepted, as ONLYOFFICE Docs does (section "Token"). */
export function verifyToken(token: unknown, secret: string, now: Date): Verified {
  if (typeof token !== 'string' || token === '') return { ok: false, reason: 'invalid' }
  try {
    const claims = jwt.verify(token, secret, {
      algorithms: ['HS256', 'HS384', 'HS512'],
      clockTolerance,
      clockTimestamp: Math.floor(now.getTime() / 1000),
    })
    return typeof claims === 'object' ? { ok: true, claims: claims as Claims } : { ok: false, reason: 'invalid' }
  } catch (error) {
    return { ok: false, reason: error instanceof jwt.TokenExpiredError ? 'expired' : 'invalid' }
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

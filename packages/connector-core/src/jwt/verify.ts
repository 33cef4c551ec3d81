import jwt from 'jsonwebtoken'
import { ConnectorError } from '../errors.ts'
import type { JwtAlgorithm, Settings } from '../settings/settings.ts'

/** The settings that tokens exchanged with Document Server depend on. */
export type JwtSettings = Pick<
  Settings,
  'secret' | 'jwtDisabled' | 'jwtHeader' | 'jwtPrefix' | 'jwtAlgorithms' | 'jwtLeewaySeconds'
>

/** Claims of a verified token: a JSON object. */
export type Claims = Record<string, unknown>

/** A history of several thousand changes stays below this; the request body is limited before. */
const longestToken = 8 * 1024 * 1024

/** The shared secret. Throws `not_configured` when none is set. */
export function requireSecret(settings: JwtSettings): string {
  if (settings.secret !== '') return settings.secret
  throw new ConnectorError(
    'not_configured',
    'No secret shared with Document Server is set. Enter it in the connector settings, or switch JWT off there on purpose.',
  )
}

/**
 * Claims of a token that Document Server signed with the shared secret. The algorithm must be one of the configured ones whatever the token's own
 * header says; `exp` and `nbf` are checked with the configured leeway. Throws `token_invalid`, `token_expired`, `not_configured`.
 */
export function verifyToken(token: string, settings: JwtSettings, now: Date): Claims {
  return verifyWith(token, requireSecret(settings), {
    algorithms: [...settings.jwtAlgorithms],
    clockTolerance: settings.jwtLeewaySeconds,
    clockTimestamp: Math.floor(now.getTime() / 1000),
  })
}

/** What is checked beside the signature. Times are seconds. */
export interface VerifyOptions {
  algorithms: JwtAlgorithm[]
  clockTimestamp: number
  clockTolerance?: number
}

/** {@link verifyToken} for any key; shared with the link tokens. */
export function verifyWith(token: string, key: string, options: VerifyOptions): Claims {
  if (token.length > longestToken) throw new ConnectorError('token_invalid', 'The token is too long to be genuine.')
  let claims: unknown
  try {
    claims = jwt.verify(token, key, { ...options, complete: false })
  } catch (cause) {
    if (cause instanceof jwt.TokenExpiredError)
      throw new ConnectorError('token_expired', 'The token has expired. Check that the clocks of both servers agree.', {
        cause,
      })
    throw new ConnectorError(
      'token_invalid',
      'The token is not valid. Check that Document Server and the connector have the same secret.',
      { cause },
    )
  }
  if (isObject(claims)) return claims
  throw new ConnectorError('token_invalid', 'The token holds no claims.')
}

/**
 * The token in the configured header's value, or null when there is none with the configured prefix. The prefix is compared without case;
 * an empty one means that the whole value is the token.
 */
export function tokenInHeader(value: string | null | undefined, settings: JwtSettings): string | null {
  const prefix = settings.jwtPrefix.trim()
  const text = value?.trim() ?? ''
  if (!text.toLowerCase().startsWith(prefix.toLowerCase())) return null
  const token = text.slice(prefix.length).trim()
  return token === '' ? null : token
}

export function isObject(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

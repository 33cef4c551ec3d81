import jwt from 'jsonwebtoken'
import { type JwtSettings, requireSecret } from './verify.ts'

export interface SignConfigOptions {
  now?: Date
  /** Default: 12 hours. Document Server checks it when the editor connects and when it serves PDF and XLSX content later in the session. */
  ttlSeconds?: number
}

export interface SignedRequest {
  /** For the body's `token` field: the flat parameters. */
  token: string
  /** The configured header: the same parameters under `payload`. */
  header: { name: string; value: string }
}

const configTtlSeconds = 12 * 3600
const requestTtlSeconds = 300

/**
 * Token of an editor config, or of a method's argument such as `setHistoryData`: the object itself, flat, is the claims, so sign exactly what is sent
 * to the browser. Empty when JWT is switched off. Throws `not_configured`. Source: ONLYOFFICE docs, "Token > Browser".
 */
export function signConfig(config: object, settings: JwtSettings, options: SignConfigOptions = {}): string {
  if (settings.jwtDisabled) return ''
  return sign(config, settings, options.now ?? new Date(), options.ttlSeconds ?? configTtlSeconds)
}

/**
 * Tokens of a request to the command, conversion or builder service, good for five minutes: one for the body, one for the header. Null when JWT is
 * switched off. Throws `not_configured`. Source: ONLYOFFICE docs, "Token > Request".
 */
export function signRequest(params: object, settings: JwtSettings, options: { now?: Date } = {}): SignedRequest | null {
  if (settings.jwtDisabled) return null
  const now = options.now ?? new Date()
  const inHeader = sign({ payload: params }, settings, now, requestTtlSeconds)
  const prefix = settings.jwtPrefix.trim()
  // A prefix such as `Token=` stands directly before the token.
  const gap = /[0-9a-z]$/i.test(prefix) ? ' ' : ''
  return {
    token: sign(params, settings, now, requestTtlSeconds),
    header: { name: settings.jwtHeader, value: `${prefix}${gap}${inHeader}` },
  }
}

function sign(claims: object, settings: JwtSettings, now: Date, ttlSeconds: number): string {
  const iat = Math.floor(now.getTime() / 1000)
  return jwt.sign({ ...claims, iat, exp: iat + ttlSeconds }, requireSecret(settings), {
    algorithm: settings.jwtAlgorithms[0] ?? 'HS256',
  })
}

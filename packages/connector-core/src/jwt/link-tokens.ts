import jwt from 'jsonwebtoken'
import { ConnectorError } from '../errors.ts'
import { isObject, verifyWith } from './verify.ts'

/** What a link is good for. A token of one purpose is refused for every other. */
export type LinkPurpose =
  | 'download'
  | 'callback'
  | 'spool'
  | 'result'
  | 'page'
  | 'page-session'
  | 'history'
  | 'template'
  | 'avatar'
  | 'picture'
  | 'check'

/** What a link is about. */
export interface LinkClaims {
  document?: string
  user?: string
  key?: string
  [name: string]: string | undefined
}

export interface LinkTokens {
  /** A token of `[0-9A-Za-z._-]`. `ttlSeconds` null: good for ever, for callback addresses, which Document Server keeps as long as a session lives. */
  issue(purpose: LinkPurpose, claims: LinkClaims, ttlSeconds: number | null): string
  /** Throws `token_invalid`, `token_expired`. */
  read(purpose: LinkPurpose, token: string | null | undefined): LinkClaims
}

const longestLinkToken = 4096

/**
 * Tokens of the connector's own links, signed with its own `key` (at least 32 characters; neither the secret shared with Document Server nor the CMS's
 * login secret). No leeway: the same clock issues and reads them.
 */
export function linkTokens(key: string, now: () => Date): LinkTokens {
  if (key.length < 32) throw new ConnectorError('internal', 'The key for links is shorter than 32 characters.')
  const seconds = () => Math.floor(now().getTime() / 1000)
  return {
    issue(purpose, claims, ttlSeconds) {
      const iat = seconds()
      const expiry = ttlSeconds === null ? {} : { exp: iat + ttlSeconds }
      return jwt.sign({ for: claims, aud: purpose, iat, ...expiry }, key, { algorithm: 'HS256' })
    },
    read(purpose, token) {
      if (!token || token.length > longestLinkToken)
        throw new ConnectorError('token_invalid', 'This link is not complete. Open the document again.')
      const claims = verifyLink(token, key, seconds())
      if (claims.aud !== purpose || !isLinkClaims(claims.for))
        throw new ConnectorError('token_invalid', 'This link is for something else. Open the document again.')
      return claims.for
    },
  }
}

function verifyLink(token: string, key: string, clockTimestamp: number): Record<string, unknown> {
  try {
    return verifyWith(token, key, { algorithms: ['HS256'], clockTimestamp })
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    const message =
      error.code === 'token_expired'
        ? 'This link has expired. Open the document again.'
        : 'This link is not valid. Open the document again.'
    throw new ConnectorError(error.code, message, { cause: error.cause })
  }
}

function isLinkClaims(value: unknown): value is LinkClaims {
  return isObject(value) && Object.values(value).every((entry) => typeof entry === 'string')
}

import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import { ConnectorError } from '../errors.ts'
import type { StateStore } from '../host.ts'
import { hashId } from '../session/index.ts'

/** What a token opens: one file, one folder, the ecosystem that leads to the folders, or only the bytes of one file without proof (`FileUrl`). */
export type AccessKind = 'file' | 'container' | 'ecosystem' | 'direct'

/** `view` never writes, whatever the user's rights become; `edit` writes as long as the user may. */
export type AccessRight = 'view' | 'edit'

/** What one access token stands for. */
export interface AccessClaims {
  kind: AccessKind
  /** The host's own id of the document or folder; empty for the ecosystem. */
  id: string
  userId: string
  right: AccessRight
  /** Id of the WOPI server profile that the token was made for: its proof keys and its ways apply. */
  server: string
}

/** A token and the instant of its end, in the form of the field `access_token_ttl`: milliseconds since 1970, not a duration. */
export interface AccessToken {
  accessToken: string
  accessTokenTtl: number
}

/** Microsoft's recommendation: about ten hours (WOPI, "Preventing session expiry"). */
export const accessTokenSeconds = 10 * 3600
const longestToken = 2000

/** A token that is ours and has not ended. */
export interface ReadToken {
  claims: AccessClaims
  /** Taken back: it opens nothing more. */
  isRevoked: boolean
}

/** Issues and reads access tokens, and takes them back. */
export interface AccessTokens {
  /** A token of `[0-9A-Za-z._-]`. A new one may replace an old one at any time: that is how a session is renewed. */
  issue(claims: AccessClaims): AccessToken
  /**
   * For `token`, which was read: one for something else, for the same user, right and server. It ends when `token` does: a session is prolonged only where
   * the person is logged in.
   */
  derive(token: string, opens: Pick<AccessClaims, 'kind' | 'id'>): AccessToken
  /** The same for nothing but the bytes of its file. */
  issueDirect(token: string): string
  /** What {@link read} finds out from memory alone. Throws the same. */
  claimsOf(token: string | null): AccessClaims
  /** Whether a token that was read has been taken back, be it that it has ended since. */
  isRevoked(token: string): Promise<boolean>
  /**
   * Reads the whole token: a byte more or less is refused. Throws `token_expired` and `unauthenticated`, for what is no token of ours; both are 401.
   */
  read(token: string | null): Promise<ReadToken>
  /** Every token that this user has now becomes worthless, in all instances. */
  revokeUser(userId: string): Promise<void>
  /** Every token for this document or folder becomes worthless. */
  revokeFile(id: string): Promise<void>
}

const kinds: readonly AccessKind[] = ['file', 'container', 'ecosystem', 'direct']
/** Tokens whose signature need not be computed for each of a client's many requests. */
const mostRemembered = 1000

/** A token whose signature was found good. */
interface Verified {
  claims: AccessClaims
  issued: number
  end: number
  /** What {@link AccessTokens.issueDirect} made of it. */
  direct?: string
}

/** `key` is the installation's own (at least 32 characters); tokens of other purposes are signed with it too, so this one is derived. */
export function createAccessTokens(options: { key: string; state: StateStore; now(): Date }): AccessTokens {
  const { state, now } = options
  const key = createSecretKey(createHmac('sha256', options.key).update('openwith wopi access token 1').digest())
  const signature = (body: string): Buffer => createHmac('sha256', key).update(body).digest()

  const verified = new Map<string, Verified>()

  function verify(token: string): Verified {
    const before = verified.get(token)
    if (before !== undefined) return before
    const dot = token.indexOf('.')
    if (token.length > longestToken || dot < 1) throw refused()
    const body = token.slice(0, dot)
    const given = Buffer.from(token.slice(dot + 1), 'base64url')
    // the text itself is compared: base64url decoding skips what it does not know and the spare bits of the last sign
    if (given.toString('base64url') !== token.slice(dot + 1)) throw refused()
    const wanted = signature(body)
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw refused()
    const [kind, id, userId, write, server, issued, end] = JSON.parse(
      Buffer.from(body, 'base64url').toString('utf8'),
    ) as [number, string, string, 0 | 1, string, number, number]
    const right: AccessRight = write === 1 ? 'edit' : 'view'
    const claims = Object.freeze({ kind: kinds[kind] ?? 'file', id, userId, right, server })
    const found: Verified = { claims, issued, end }
    verified.set(token, found)
    if (verified.size > mostRemembered) verified.delete(verified.keys().next().value ?? '')
    return found
  }

  function sign({ kind, id, userId, right, server }: AccessClaims, issued: number, end: number): string {
    const fields = [kinds.indexOf(kind), id, userId, right === 'edit' ? 1 : 0, server, issued, end]
    const body = Buffer.from(JSON.stringify(fields)).toString('base64url')
    return `${body}.${signature(body).toString('base64url')}`
  }

  async function note(entry: string): Promise<void> {
    for (;;) {
      const before = await state.get(entry)
      const at = Math.max(now().getTime(), Number(before))
      if (await state.swap(entry, before, String(at), accessTokenSeconds)) return
    }
  }

  async function revoke(entry: string): Promise<void> {
    await note(entry)
    await note(anyEntry)
  }

  /** One read for nearly every token: only those from before the last revocation of whatever need a closer look. */
  async function isRevoked({ claims, issued }: Verified): Promise<boolean> {
    const since = await state.get(anyEntry)
    if (since === null || issued > Number(since)) return false
    const notes = await Promise.all([state.get(userEntry(claims.userId)), state.get(fileEntry(claims.id))])
    return notes.some((note) => note !== null && issued <= Number(note))
  }

  const anyEntry = 'wopi/revoked'
  const userEntry = (id: string): string => `wopi/revoked-user/${hashId(id)}`
  const fileEntry = (id: string): string => `wopi/revoked-file/${hashId(id)}`

  return {
    issue(claims) {
      const issued = now().getTime()
      const end = issued + accessTokenSeconds * 1000
      return { accessToken: sign(claims, issued, end), accessTokenTtl: end }
    },

    derive(token, opens) {
      const { claims, issued, end } = verify(token)
      return { accessToken: sign({ ...claims, ...opens }, issued, end), accessTokenTtl: end }
    },

    issueDirect(token) {
      const found = verify(token)
      found.direct ??= sign({ ...found.claims, kind: 'direct', right: 'view' }, found.issued, found.end)
      return found.direct
    },

    claimsOf(token) {
      if (token === null || token === '')
        throw new ConnectorError('unauthenticated', 'The access token is missing. Open the document again.')
      const { claims, end } = verify(token)
      if (end <= now().getTime()) throw tokenEnded()
      return claims
    },

    isRevoked: async (token) => await isRevoked(verify(token)),

    async read(token) {
      return { claims: this.claimsOf(token), isRevoked: await this.isRevoked(token ?? '') }
    },

    revokeUser: (userId) => revoke(userEntry(userId)),
    revokeFile: (id) => revoke(fileEntry(id)),
  }
}

const refused = (): ConnectorError =>
  new ConnectorError('unauthenticated', 'The access token is not valid. Open the document again.')

/** For a token that was ours: its time is over, or it was taken back. */
export const tokenEnded = (): ConnectorError =>
  new ConnectorError('token_expired', 'The access token is no longer good. Open the document again.')

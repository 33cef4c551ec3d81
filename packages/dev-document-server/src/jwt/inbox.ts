import { isObject, type Verified, verifyToken } from './verify.ts'

/** What arrived at `/command` or `/converter`. */
export interface InboxRequest {
  /** Query parameters, then those of the JSON body. */
  params: Record<string, unknown>
  /** Value of the token header, prefix included. */
  header: string | undefined
}

/**
 * The parameters that count. With tokens on, only the claims do: of the `token` parameter if there is one, else of the
 * header, whose claims may be wrapped in `payload`. ONLYOFFICE docs: "Request" of the token section; `tokenRequiredParams`.
 */
export function readInbox(request: InboxRequest, secret: string | null, now: Date): Verified {
  if (secret === null) return { ok: true, claims: request.params }
  const inBody = request.params.token
  if (inBody !== undefined && inBody !== '') return verifyToken(inBody, secret, now)
  const verified = verifyToken(request.header?.replace(/^Bearer /i, ''), secret, now)
  if (!verified.ok) return verified
  return { ok: true, claims: isObject(verified.claims.payload) ? verified.claims.payload : verified.claims }
}

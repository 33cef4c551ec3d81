import { ConnectorError } from '../errors.ts'
import { isObject, type JwtSettings, tokenInHeader, verifyToken } from './verify.ts'

export interface DownloadRequest {
  /** Value of the header that `settings.jwtHeader` names. */
  header: string | null | undefined
  /** The requested URL, query included. */
  url: string | URL
  settings: JwtSettings
  now?: Date
}

/**
 * Checks that Document Server itself asks for this URL: its header token names it. Scheme and host are not compared, and one path may lack the other's
 * leading segments, because proxies rewrite both. Does nothing when JWT is switched off. Throws `token_invalid`, `token_expired`, `not_configured`.
 * Source: ONLYOFFICE docs, "Token > Request > outgoing".
 */
export function readDownloadHeader(request: DownloadRequest): void {
  if (request.settings.jwtDisabled) return
  const token = tokenInHeader(request.header, request.settings)
  if (token === null)
    throw new ConnectorError(
      'token_invalid',
      'The download carries no token. Check that JWT is on in Document Server and that both use the same header.',
    )
  const claims = verifyToken(token, request.settings, request.now ?? new Date())
  const claimed = isObject(claims.payload) ? claims.payload.url : claims.url
  if (typeof claimed !== 'string' || !URL.canParse(claimed) || !sameTarget(new URL(claimed), new URL(request.url)))
    throw new ConnectorError('token_invalid', 'The token of the download names another address.')
}

function sameTarget(claimed: URL, requested: URL): boolean {
  if (plain(claimed.search) !== plain(requested.search)) return false
  const [a, b] = [plain(claimed.pathname), plain(requested.pathname)]
  // Both start with a slash, so a match at the end is one of whole segments.
  return a.endsWith(b) || b.endsWith(a)
}

/** Without percent-encoding, which proxies and URL libraries apply differently. */
function plain(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

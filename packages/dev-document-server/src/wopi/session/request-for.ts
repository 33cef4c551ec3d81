import type { WopiRequest } from './prepare.ts'
import type { WopiOpening } from './wopi-session.ts'

/** How Collabora's page opens a file again, or the one at an address that the host gave: the address holds the token, and says nothing of its end. */
export function requestFor({ flavour, mode, base, language, target }: WopiOpening, address?: string): WopiRequest {
  const shared = { flavour, base, language, permission: 'edit' }
  if (address === undefined) {
    const { token, ttl } = target.access
    return { ...shared, mode, wopiSrc: target.wopiSrc, accessToken: token, accessTokenTtl: ttl }
  }
  const url = new URL(address)
  return {
    ...shared,
    mode: 'edit',
    wopiSrc: `${url.origin}${url.pathname}`,
    accessToken: url.searchParams.get('access_token') ?? '',
    accessTokenTtl: url.searchParams.get('access_token_ttl') ?? '',
  }
}

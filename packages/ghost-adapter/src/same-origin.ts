import { ConnectorError } from '@openwith/connector-core/errors'

/** For routes that take a body: a page of another origin must not act with this person's cookie. */
export function requireSameOrigin(request: Request, publicUrl: string): void {
  const origin = request.headers.get('origin')
  const sameSite = request.headers.get('sec-fetch-site') === 'same-origin'
  if (origin === null ? sameSite : origin === new URL(publicUrl).origin) return
  throw new ConnectorError('forbidden', 'This request does not come from a page of this Ghost.')
}

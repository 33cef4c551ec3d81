import type { IncomingMessage, ServerResponse } from 'node:http'
import { mimeOf, viewableExtensions } from '@openwith/connector-core/formats'

const choices = { lossyEditFormats: [], defaultOpenFormats: [], disabledFormats: [] }
const documentTypes = new Set(viewableExtensions(choices).map((extension) => mimeOf(extension)))

/**
 * Middleware before `/assets`: browsers ask anew for office documents. Directus lets them keep a file for 30 days (`ASSETS_CACHE_TTL`), in which they would show
 * what it was before it was edited. Images and all else stay as they are.
 */
export function freshAssets(_request: IncomingMessage, response: ServerResponse, next: () => void): void {
  const { writeHead } = response
  response.writeHead = ((...args: Parameters<typeof writeHead>) => {
    const type =
      String(response.getHeader('content-type') ?? '')
        .split(';')[0]
        ?.trim() ?? ''
    const kept = /max-age=[1-9]/.test(String(response.getHeader('cache-control') ?? ''))
    if (kept && documentTypes.has(type)) response.setHeader('Cache-Control', 'private, no-cache')
    return Reflect.apply(writeHead, response, args)
  }) as typeof writeHead
  next()
}

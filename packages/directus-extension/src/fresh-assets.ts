import type { IncomingMessage, ServerResponse } from 'node:http'
import { extensionOf, mimeOf, viewableExtensions } from '@openwith/connector-core/formats'

const choices = { lossyEditFormats: [], defaultOpenFormats: [], disabledFormats: [] }
/** What people read in a browser or use as data of a site, and an editor changes seldom: they keep what Directus says of them. */
const ofSites = new Set(['htm', 'html', 'mht', 'mhtml', 'txt', 'xml', 'md'])
const documentExtensions = new Set(viewableExtensions(choices).filter((extension) => !ofSites.has(extension)))
const documentTypes = new Set([...documentExtensions].map((extension) => mimeOf(extension)))
documentTypes.delete('application/octet-stream')

/**
 * Middleware before `/assets`: browsers ask anew for office documents. Directus lets them keep a file for 30 days (`ASSETS_CACHE_TTL`), in which they would show
 * what it was before it was edited. Which files are documents is told by their names, as media types come from whoever uploaded them. Images, web pages, plain
 * text and all else stay as they are.
 */
export function freshAssets(_request: IncomingMessage, response: ServerResponse, next: () => void): void {
  const { writeHead } = response
  response.writeHead = ((...args: Parameters<typeof writeHead>) => {
    const kept = /max-age=[1-9]/.test(String(response.getHeader('cache-control') ?? ''))
    if (kept && isDocument(response)) response.setHeader('Cache-Control', 'private, no-cache')
    return Reflect.apply(writeHead, response, args)
  }) as typeof writeHead
  next()
}

function isDocument(response: ServerResponse): boolean {
  const extension = extensionOf(fileName(String(response.getHeader('content-disposition') ?? '')))
  if (extension !== '') return documentExtensions.has(extension)
  const [type = ''] = String(response.getHeader('content-type') ?? '').split(';')
  return documentTypes.has(type.trim().toLowerCase())
}

/** Of a Content-Disposition header, as the package `content-disposition` writes it: `filename="a.docx"`, and `filename*=UTF-8''…` for other characters. */
function fileName(disposition: string): string {
  const [, encoded] = /filename\*=UTF-8''([^;]+)/i.exec(disposition) ?? []
  const [, quoted, plain] = /filename=(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition) ?? []
  try {
    return encoded === undefined ? (quoted ?? plain ?? '') : decodeURIComponent(encoded)
  } catch {
    return quoted ?? plain ?? ''
  }
}

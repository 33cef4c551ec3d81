import type { IncomingMessage } from 'node:http'

/**
 * The address by which the caller reached this server: result addresses are built from it. Forwarded headers win, the
 * first of a comma list; underscores of the host become `%5f`. ONLYOFFICE docs: proxy set-up.
 */
export function baseUrl(request: IncomingMessage, options: { publicUrl?: string; pathPrefix: string }): string {
  if (options.publicUrl !== undefined) return options.publicUrl
  const forwarded = (name: string) =>
    String(request.headers[name] ?? '')
      .split(',')[0]
      ?.trim() ?? ''
  const host = forwarded('x-forwarded-host') || request.headers.host || 'localhost'
  const protocol = forwarded('x-forwarded-proto') || 'http'
  const prefix = forwarded('x-forwarded-prefix').replace(/\/+$/, '') || options.pathPrefix
  return `${protocol}://${host.replaceAll('_', '%5f')}${prefix}`
}

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { ConnectorError } from '@openwith/connector-core/errors'

/** The scripts there are; a page asks for nothing else. */
const scripts = new Set(['admin.js', 'pages.js', 'site.js'])
const staffCookie = 'ghost-admin-api-session='

/** The pages there are below the mount; that of one document is given away, so whoever is not signed in reads there what to do. */
const pages = /^\/(?:settings|edit\/[\w-]{1,200})?$/

/**
 * Our scripts, and the pages for documents and settings: one small document without inline script, in which `pages.js` draws what the address says. Neither
 * holds anything of anybody; who has no staff cookie is sent to Ghost's sign-in at once.
 */
export function createAssets(directory: string) {
  const held = new Map<string, { body: string; etag: string }>()

  async function script(name: string): Promise<{ body: string; etag: string }> {
    const known = held.get(name)
    if (known !== undefined) return known
    const body = await readFile(path.join(directory, name), 'utf8')
    const made = { body, etag: etagOf(body) }
    held.set(name, made)
    return made
  }

  return async (request: Request, path: string, { signInUrl }: { signInUrl: string }): Promise<Response> => {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw new ConnectorError('method_not_allowed', `${request.method} is not possible here.`)
    if (scripts.has(path.slice(1))) {
      const { body, etag } = await script(path.slice(1))
      return content(request, body, etag, { 'content-type': 'text/javascript; charset=utf-8' })
    }
    const { pathname } = new URL(request.url)
    if (path === '') return redirect(`${pathname}/`)
    if (!pages.test(path)) throw new ConnectorError('not_found', 'There is nothing at this address.')
    const signedOut = !(request.headers.get('cookie') ?? '').includes(staffCookie)
    if (signedOut && !path.startsWith('/edit/')) return redirect(signInUrl)
    const base = pathname.slice(0, pathname.length - path.length + 1)
    const html = page(`${base}pages.js`)
    return content(request, html, etagOf(html), {
      'content-type': 'text/html; charset=utf-8',
      'x-frame-options': 'sameorigin',
      'referrer-policy': 'same-origin',
    })
  }
}

const etagOf = (text: string): string => `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`

const redirect = (location: string): Response =>
  new Response(null, { status: 302, headers: { location, 'cache-control': 'no-store' } })

function content(request: Request, body: string, etag: string, headers: Record<string, string>): Response {
  const all = { ...headers, etag, 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' }
  if (request.headers.get('if-none-match')?.includes(etag)) return new Response(null, { status: 304, headers: all })
  return new Response(body, { headers: all })
}

const page = (script: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Documents</title>
<script defer src="${script.replace(/[&"<]/g, (sign) => `&#${sign.charCodeAt(0)};`)}"></script>
</head>
<body><div id="app"></div></body>
</html>
`

/**
 * The address of a request, built from the configured public address and the request's own path and query; no `Host` or forwarded header is trusted.
 * `target` is the request line's: a path, or an absolute address whose origin is ignored.
 */
export function requestUrl(publicUrl: string, target: string): string {
  const path = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '')
  // plain joining, so that a path such as `//elsewhere.example/` cannot become another host
  return new URL(`${new URL(publicUrl).origin}${path.startsWith('/') ? '' : '/'}${path}`).href
}

/** True when the address lies at or below `path`, with or without the base path of `publicUrl` that a proxy may strip. */
export function isBelow(url: string, publicUrl: string, path: string): boolean {
  const { pathname } = new URL(url)
  const base = new URL(publicUrl).pathname.replace(/\/+$/, '')
  return [path, `${base}${path}`].some((prefix) => pathname === prefix || pathname.startsWith(`${prefix}/`))
}

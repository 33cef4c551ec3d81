/**
 * The address of a request, built from the configured public address and the request's own path and query; no `Host` or forwarded header is trusted.
 * `target` is the request line's: a path, or an absolute address whose origin is ignored.
 */
export function requestUrl(publicUrl: string, target: string): string {
  return parseRequestUrl(new URL(publicUrl), target).href
}

/** The same, with `publicUrl` parsed before. */
export function parseRequestUrl(publicUrl: URL, target: string): URL {
  const path = target.startsWith('/') ? target : target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '')
  // plain joining, so that a path such as `//elsewhere.example/` cannot become another host
  return new URL(`${publicUrl.origin}${path.startsWith('/') ? '' : '/'}${path}`)
}

/** True when the address lies at or below `path`, with or without the base path of `publicUrl` that a proxy may strip. */
export function isBelow(url: string, publicUrl: string, path: string): boolean {
  return isPathBelow(new URL(url), new URL(publicUrl), path)
}

/** The same, with both addresses parsed before. */
export function isPathBelow({ pathname }: URL, publicUrl: URL, path: string): boolean {
  const base = publicUrl.pathname.replace(/\/+$/, '')
  return [path, `${base}${path}`].some((prefix) => pathname === prefix || pathname.startsWith(`${prefix}/`))
}

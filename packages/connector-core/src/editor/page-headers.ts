/** What a page of ours may load and who may frame it. */
export interface PagePolicy {
  nonce: string
  /** Origin of Document Server, for its script and its frame. Absent: the page shows none. */
  documentServerOrigin?: string
  /** Origin of a WOPI server, for the form and the frame that the form goes to. Absent: the page posts nothing. */
  wopiOrigin?: string
  /** CSP `frame-ancestors`: `'self'`, `'none'` or origins. Anything else is dropped. Default: `'self'`. */
  frameAncestors?: readonly string[]
}

const frameAncestor = /^(?:'self'|'none'|https?:\/\/[a-z0-9.*:[\]-]+)$/i

/** The headers of a page of ours. They replace what a CMS sets for its own pages, which would break the editor's frame. */
export function pageHeaders({
  nonce,
  documentServerOrigin,
  wopiOrigin,
  frameAncestors,
}: PagePolicy): Record<string, string> {
  const server = documentServerOrigin === undefined ? '' : ` ${documentServerOrigin}`
  const wopi = wopiOrigin === undefined ? '' : ` ${wopiOrigin}`
  const frames = `${server}${wopi}`
  const ancestors = (frameAncestors ?? ["'self'"]).filter((source) => frameAncestor.test(source))
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': [
      "default-src 'none'",
      `script-src 'nonce-${nonce}'${server}`,
      `frame-src${frames === '' ? " 'none'" : frames}`,
      `style-src 'nonce-${nonce}'`,
      // The editor's script sizes its frame.
      "style-src-attr 'unsafe-inline'",
      "img-src 'self' data:",
      // Whether a WOPI server answers at all is asked before its frame is shown.
      `connect-src 'self'${wopi}`,
      "base-uri 'none'",
      `form-action${wopi === '' ? " 'none'" : wopi}`,
      `frame-ancestors ${ancestors.length === 0 ? "'none'" : ancestors.join(' ')}`,
    ].join('; '),
    // The editor's frame carries no CORP header of ours to ask for, and the CMS may look at the window it opened.
    'Cross-Origin-Embedder-Policy': 'unsafe-none',
    'Cross-Origin-Opener-Policy': 'unsafe-none',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': wopi === '' ? 'same-origin' : 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    // Only for browsers that do not know frame-ancestors, which wins where it is known.
    'X-Frame-Options': 'SAMEORIGIN',
    'X-Robots-Tag': 'noindex',
  }
}

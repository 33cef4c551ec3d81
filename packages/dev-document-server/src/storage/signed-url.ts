import { createHash, timingSafeEqual } from 'node:crypto'

/** Signs and checks result addresses: `<base>/cache/files/<path>?md5&expires&shardkey&filename`. */
export interface ResultUrls {
  /** `path` is below `/cache/files/`, not yet encoded; its last part is the name the browser sees. */
  sign(input: { base: string; path: string; shardkey: string }): string
  /** 403: bad signature; 410: expired; else the decoded path below `/cache/files/`. */
  check(pathname: string, query: URLSearchParams): { status: 403 | 410 } | { status: 200; path: string }
}

const root = '/cache/files/'

export function createResultUrls(options: { key: string; lifetimeMs: number; now: () => Date }): ResultUrls {
  const digest = (expires: string, path: string) =>
    createHash('md5').update(`${expires}${root}${path}${options.key}`).digest('base64url')
  return {
    sign({ base, path, shardkey }) {
      const expires = String(Math.floor((options.now().getTime() + options.lifetimeMs) / 1000) + 1)
      const filename = encodeURIComponent(path.slice(path.lastIndexOf('/') + 1))
      const query = `md5=${digest(expires, path)}&expires=${expires}&shardkey=${encodeURIComponent(shardkey)}&filename=${filename}`
      return `${base}${root}${path.split('/').map(encodeURIComponent).join('/')}?${query}`
    },
    check(pathname, query) {
      const path = decodePath(pathname.slice(root.length))
      const expires = query.get('expires') ?? ''
      const given = Buffer.from(query.get('md5') ?? '')
      const expected = path === null ? null : Buffer.from(digest(expires, path))
      if (path === null || expected === null || given.length !== expected.length || !timingSafeEqual(given, expected)) {
        return { status: 403 }
      }
      if (Number(expires) * 1000 < options.now().getTime()) return { status: 410 }
      return { status: 200, path }
    },
  }
}

function decodePath(encoded: string): string | null {
  try {
    return decodeURIComponent(encoded)
  } catch {
    return null
  }
}

import type { Ghost } from './ghost.ts'

/** A post or page that uses a file. */
export interface PostUse {
  postId: string
  title: string
  type: 'post' | 'page'
  status: string
  /** The file's name on its card, as its author sees it; null where it is only linked. */
  fileName: string | null
}

/** Which posts use which files, as the database has it at the moment of asking. */
export interface PostFiles {
  /** Posts that use the file of this path. */
  of(path: string): Promise<readonly PostUse[]>
  /** Everything that is used, by path. */
  all(): Promise<ReadonlyMap<string, readonly PostUse[]>>
}

interface PostRow {
  id: string
  updated_at: unknown
}

interface ContentRow extends PostRow {
  title: string
  type: 'post' | 'page'
  status: string
  lexical: string | null
  mobiledoc: string | null
}

const postsAtOnce = 50
/** Ghost keeps whole seconds; two edits within one look alike. */
const unsettledMilliseconds = 3000

/**
 * Reads every post once and then only what has changed since: posts may be many and long, and rights ask for this at each opening and each save.
 * Ghost sets `updated_at` with each change of a post's content.
 */
export function createPostFiles(ghost: Ghost): PostFiles {
  const known = new Map<string, { stamp: string; readAt: number; files: Map<string, PostUse> }>()
  const byPath = new Map<string, Map<string, PostUse>>()
  let running: Promise<void> | null = null
  let waiting: Promise<void> | null = null

  function forget(postId: string): void {
    for (const path of known.get(postId)?.files.keys() ?? []) {
      byPath.get(path)?.delete(postId)
      if (byPath.get(path)?.size === 0) byPath.delete(path)
    }
    known.delete(postId)
  }

  async function refresh(): Promise<void> {
    const readAt = Date.now()
    const rows = await ghost.database.all<PostRow>('select id, updated_at from posts')
    const present = new Set(rows.map((row) => row.id))
    for (const id of [...known.keys()]) if (!present.has(id)) forget(id)
    const changed = rows.filter((row) => {
      const last = known.get(row.id)
      return (
        last === undefined || last.stamp !== stampOf(row) || last.readAt - millisecondsOf(row) < unsettledMilliseconds
      )
    })
    for (let from = 0; from < changed.length; from += postsAtOnce) {
      const ids = changed.slice(from, from + postsAtOnce).map((row) => row.id)
      const contents = await ghost.database.all<ContentRow>(
        `select id, updated_at, title, type, status, lexical, mobiledoc from posts where id in (${ids.map(() => '?').join(', ')})`,
        ids,
      )
      for (const row of contents) {
        forget(row.id)
        const { title, type, status } = row
        const files = new Map<string, PostUse>()
        for (const [path, fileName] of filesIn(ghost, row)) {
          const use = { postId: row.id, title, type, status, fileName }
          files.set(path, use)
          if (!byPath.has(path)) byPath.set(path, new Map())
          byPath.get(path)?.set(row.id, use)
        }
        known.set(row.id, { stamp: stampOf(row), readAt, files })
      }
    }
  }

  /** A look that begins after the asking: one that is running may have read its rows before. */
  function fresh(): Promise<void> {
    if (running === null) {
      running = refresh().finally(() => {
        running = null
      })
      return running
    }
    waiting ??= running
      .catch(() => {})
      .then(() => {
        waiting = null
        return fresh()
      })
    return waiting
  }

  return {
    async of(path) {
      await fresh()
      return [...(byPath.get(path)?.values() ?? [])]
    },
    async all() {
      await fresh()
      return new Map([...byPath].map(([path, uses]) => [path, [...uses.values()]]))
    },
  }
}

const stampOf = (row: PostRow): string =>
  String(row.updated_at instanceof Date ? row.updated_at.getTime() : row.updated_at)

function millisecondsOf({ updated_at: at }: PostRow): number {
  if (at instanceof Date) return at.getTime()
  if (typeof at === 'number') return at
  // SQLite keeps the text `2026-11-21 10:00:00`, in UTC.
  const parsed = Date.parse(`${String(at).replace(' ', 'T').replace(/Z$/, '')}Z`)
  return Number.isNaN(parsed) ? Number.POSITIVE_INFINITY : parsed
}

/** Paths of files that a post's content names, with the name on the file's card. */
function filesIn(ghost: Ghost, row: ContentRow): Map<string, string | null> {
  const found = new Map<string, string | null>()
  const site = ghost.siteUrl()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    // An array's fields are its entries.
    const fields = value as Record<string, unknown>
    for (const field of Object.values(fields)) {
      if (typeof field === 'string') {
        if (!/^(__GHOST_URL__)?\/|^https?:/.test(field)) continue
        const path = ghost.files.pathOf(field.replace('__GHOST_URL__', site).replace(/[?#].*$/s, ''))
        if (path === null) continue
        const name =
          field === fields.src && typeof fields.fileName === 'string' && fields.fileName !== '' ? fields.fileName : null
        found.set(path, name ?? found.get(path) ?? null)
      } else visit(field)
    }
  }
  for (const text of [row.lexical, row.mobiledoc]) {
    if (typeof text !== 'string' || !text.includes('/')) continue
    try {
      visit(JSON.parse(text))
    } catch {
      // Ghost shows no such post either.
    }
  }
  return found
}

import { AsyncLocalStorage } from 'node:async_hooks'
import { type FileAddress, fileAddresses } from './file-addresses.ts'
import type { Ghost } from './ghost.ts'

/** A post or page that uses a file. */
export interface PostUse {
  postId: string
  title: string
  type: 'post' | 'page'
  status: string
  /** The file's name on its card, as its author sees it; null where it is only linked. */
  fileName: string | null
  /** False: named on another host only, which may be an older name of this one. */
  own: boolean
}

/** Which posts use which files, as the database has it at the moment of asking. */
export interface PostFiles {
  /** Posts that use the file of this path. */
  of(path: string): Promise<readonly PostUse[]>
  /** Everything that is used, by path. `maxAgeMilliseconds`: how old the answer may be; default 0. */
  all(options?: { maxAgeMilliseconds?: number }): Promise<ReadonlyMap<string, readonly PostUse[]>>
  /** What `work` asks within a second of its begin is answered by one look: for short requests that ask for many files. */
  within<T>(work: () => Promise<T>): Promise<T>
}

interface PostRow {
  id: string
  updated_at: unknown
  status: string
  title: string
  type: 'post' | 'page'
  caption: string | null
}

interface ContentRow {
  id: string
  lexical: string | null
  mobiledoc: string | null
  custom_excerpt: string | null
  codeinjection_head: string | null
  codeinjection_foot: string | null
}

const postsAtOnce = 50
/** Ghost keeps whole seconds; two edits within one look alike. */
const unsettledMilliseconds = 3000
/** So long one look serves a request. */
const sharedMilliseconds = 1000

/**
 * Reads every post once and then only what has changed since: posts may be many and long, and rights ask for this at each opening and each save.
 * Ghost sets `updated_at` with each change of a post's content, but not when it unpublishes many at once, and not with the caption of the feature image.
 * Source: Ghost 6.65, `services/posts/posts-service`, `models/base/plugins/events`.
 */
export function createPostFiles(ghost: Ghost): PostFiles {
  const known = new Map<string, { stamp: string; readAt: number; files: Map<string, PostUse> }>()
  const byPath = new Map<string, Map<string, PostUse>>()
  const request = new AsyncLocalStorage<{ begun: number }>()
  let running: { done: Promise<void>; begun: number } | null = null
  let lastBegun = Number.NEGATIVE_INFINITY

  function forget(postId: string): void {
    for (const path of known.get(postId)?.files.keys() ?? []) {
      byPath.get(path)?.delete(postId)
      if (byPath.get(path)?.size === 0) byPath.delete(path)
    }
    known.delete(postId)
  }

  async function refresh(): Promise<void> {
    const readAt = Date.now()
    const rows = await ghost.database.all<PostRow>(
      'select posts.id, posts.updated_at, posts.status, posts.title, posts.type, posts_meta.feature_image_caption as caption ' +
        'from posts left join posts_meta on posts_meta.post_id = posts.id',
    )
    const addressesIn = fileAddresses(ghost)
    const present = new Set(rows.map((row) => row.id))
    for (const id of [...known.keys()]) if (!present.has(id)) forget(id)
    const changed = rows.filter((row) => {
      const last = known.get(row.id)
      return (
        last === undefined || last.stamp !== stampOf(row) || last.readAt - millisecondsOf(row) < unsettledMilliseconds
      )
    })
    for (let from = 0; from < changed.length; from += postsAtOnce) {
      const some = new Map(changed.slice(from, from + postsAtOnce).map((row) => [row.id, row]))
      const contents = await ghost.database.all<ContentRow>(
        'select id, lexical, mobiledoc, custom_excerpt, codeinjection_head, codeinjection_foot from posts ' +
          `where id in (${[...some].map(() => '?').join(', ')})`,
        [...some.keys()],
      )
      for (const content of contents) {
        const row = some.get(content.id)
        if (row === undefined) continue
        forget(row.id)
        const { title, type, status } = row
        const files = new Map<string, PostUse>()
        for (const [path, found] of filesIn({ ...content, caption: row.caption }, addressesIn)) {
          const use = { postId: row.id, title, type, status, ...found }
          files.set(path, use)
          if (!byPath.has(path)) byPath.set(path, new Map())
          byPath.get(path)?.set(row.id, use)
        }
        known.set(row.id, { stamp: stampOf(row), readAt, files })
      }
    }
  }

  /** A look that began at `since` or later: one that began before may have read its rows before. */
  async function fresh(since: number): Promise<void> {
    if (running !== null && running.begun < since) await running.done.catch(() => {})
    if (lastBegun >= since) return
    if (running === null) {
      const begun = performance.now()
      const done = refresh().then(
        () => {
          running = null
          lastBegun = begun
        },
        (error: unknown) => {
          running = null
          throw error
        },
      )
      running = { done, begun }
    }
    await running.done
  }

  /** From when on an answer is good for who asks now. */
  function goodSince(maxAgeMilliseconds: number): number {
    const now = performance.now()
    const begun = request.getStore()?.begun
    return Math.min(now - maxAgeMilliseconds, begun === undefined ? now : Math.max(begun, now - sharedMilliseconds))
  }

  return {
    async of(path) {
      await fresh(goodSince(0))
      return [...(byPath.get(path)?.values() ?? [])]
    },
    async all({ maxAgeMilliseconds = 0 } = {}) {
      await fresh(goodSince(maxAgeMilliseconds))
      return new Map([...byPath].map(([path, uses]) => [path, [...uses.values()]]))
    },
    within: (work) => request.run({ begun: performance.now() }, work),
  }
}

const stampOf = ({ updated_at: at, status, title, type, caption }: PostRow): string =>
  JSON.stringify([at instanceof Date ? at.getTime() : at, status, title, type, caption])

function millisecondsOf({ updated_at: at }: PostRow): number {
  if (at instanceof Date) return at.getTime()
  if (typeof at === 'number') return at
  // SQLite keeps the text `2026-11-21 10:00:00`, in UTC.
  const parsed = Date.parse(`${String(at).replace(' ', 'T').replace(/Z$/, '')}Z`)
  return Number.isNaN(parsed) ? Number.POSITIVE_INFINITY : parsed
}

/** Paths of files that a post names, with the name on the file's card. */
function filesIn(
  {
    lexical,
    mobiledoc,
    caption,
    custom_excerpt,
    codeinjection_head,
    codeinjection_foot,
  }: ContentRow & { caption: string | null },
  addressesIn: (text: string) => FileAddress[],
): Map<string, Pick<PostUse, 'fileName' | 'own'>> {
  const found = new Map<string, Pick<PostUse, 'fileName' | 'own'>>()
  const read = (text: string, fileName: string | null) => {
    for (const { path, own } of addressesIn(text)) {
      const before = found.get(path)
      found.set(path, { fileName: fileName ?? before?.fileName ?? null, own: own || before?.own === true })
    }
  }
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    // An array's fields are its entries.
    const fields = value as Record<string, unknown>
    const { src, fileName } = fields
    for (const field of Object.values(fields)) {
      if (typeof field === 'string')
        read(field, field === src && typeof fileName === 'string' && fileName !== '' ? fileName : null)
      else visit(field)
    }
  }
  for (const text of [lexical, mobiledoc]) {
    if (typeof text !== 'string') continue
    try {
      visit(JSON.parse(text))
    } catch {
      // Ghost shows no such post either.
    }
  }
  for (const text of [caption, custom_excerpt, codeinjection_head, codeinjection_foot])
    if (typeof text === 'string') read(text, null)
  return found
}

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Account, Database, Ghost } from './ghost.ts'

export interface TestPost {
  id: string
  status: string
  /** Paths of files that it uses. */
  files: string[]
  /** Ids of staff who may edit it. */
  editors: string[]
}

/** A Ghost of a few rows, for tests that need none of its own code. */
export interface TestGhost {
  ghost: Ghost
  /** Paths that were read, in order. */
  looked: string[]
  logged: string[]
  addPost(post: TestPost): void
  addAccount(id: string, role: string): Account
  /** Lets the next statements fail, as a database that is away. */
  failures: { left: number }
  close(): void
}

export function testGhost(): TestGhost {
  const contentPath = mkdtempSync(path.join(tmpdir(), 'openwith-ghost-'))
  mkdirSync(path.join(contentPath, 'files'))
  const open = new DatabaseSync(':memory:')
  open.exec(
    'create table posts (id text, title text, type text, status text, updated_at text, lexical text, mobiledoc text, ' +
      'custom_excerpt text, codeinjection_head text, codeinjection_foot text);' +
      'create table posts_meta (post_id text, feature_image_caption text)',
  )
  const accounts = new Map<string, Account>()
  const editors = new Map<string, string[]>()
  const published = new Set<string>()
  const looked: string[] = []
  const logged: string[] = []
  const failures = { left: 0 }
  const site = 'https://blog.example.com'
  const mayFail = () => {
    failures.left -= 1
    if (failures.left >= 0) throw new Error('the database is away')
  }
  const database: Database = {
    dialect: 'sqlite',
    async all<Row>(sql: string, values: readonly unknown[] = []) {
      mayFail()
      return open.prepare(sql).all(...(values as string[])) as Row[]
    },
    async run(sql, values = []) {
      mayFail()
      return Number(open.prepare(sql).run(...(values as string[])).changes)
    },
  }
  const prefix = `${site}/content/files/`
  const ghost: Ghost = {
    version: '6.65.0',
    siteUrl: () => site,
    adminUrl: () => site,
    contentPath,
    database,
    files: {
      folder: null,
      pathOf: (url) => (url.startsWith(prefix) ? url.slice(prefix.length) : null),
      urlOf: (file) => prefix + file,
      async read(file) {
        looked.push(file)
        return Buffer.from('bytes')
      },
      saveRaw: async () => {},
      async exists(file) {
        looked.push(file)
        return false
      },
      sanitize: (name) => name,
    },
    session: async () => null,
    account: async (id) => accounts.get(id) ?? null,
    mayEditPost: async ({ id }, postId) => editors.get(postId)?.includes(id) ?? false,
    member: async () => null,
    mayReadPost: async (_member, postId) => published.has(postId),
    setSiteScript: async () => {},
    secret: () => 'a secret of this Ghost',
    locale: () => 'en',
    config: () => ({ siteScript: true }),
    log: (_level, text) => logged.push(text),
  }
  return {
    ghost,
    looked,
    logged,
    failures,
    addPost({ id, status, files, editors: who }) {
      const children = files.map((file) => ({ type: 'file', src: prefix + file, fileName: file }))
      open
        .prepare('insert into posts (id, title, type, status, updated_at, lexical) values (?, ?, ?, ?, ?, ?)')
        .run(id, `Post ${id}`, 'post', status, '2020-01-01 10:00:00', JSON.stringify({ root: { children } }))
      editors.set(id, who)
      if (status === 'published') published.add(id)
    },
    addAccount(id, role) {
      const account = { id, name: id, email: '', roles: [role], picture: null, locale: null, accessibility: null }
      accounts.set(id, account)
      return account
    },
    close() {
      open.close()
      rmSync(contentPath, { recursive: true, force: true })
    },
  }
}

import { randomBytes } from 'node:crypto'
import { HostError } from '../errors.ts'
import type { StateStore } from '../host.ts'
import { checkEntry } from './entry-limits.ts'

/** A CMS's own database, as little of it as the state needs. Statements have `?` where values go. */
export interface SqlDatabase {
  dialect: 'sqlite' | 'postgres' | 'mysql'
  all<Row>(statement: string, values: readonly unknown[]): Promise<Row[]>
  /** Answers the number of rows it touched. */
  run(statement: string, values: readonly unknown[]): Promise<number>
}

export interface SqlStateOptions {
  database: SqlDatabase
  /** Default: `openwith_state`. */
  table?: string
  now?: () => Date
}

/** A state store in a table of ours, which {@link SqlState.makeTable} makes. */
export interface SqlState extends StateStore {
  /** Makes the table and its index where they are missing. Safe to call from several processes at once. */
  makeTable(): Promise<void>
  dropTable(): Promise<void>
  /** Removes expired rows. */
  sweep(): Promise<void>
}

interface Row {
  k: string
  v: string
  r: string
  expires_at: number | string | null
}

const makeAttempts = 5
const makeAgainMilliseconds = 50

// Keys compare byte by byte everywhere: usual collations sort by language, and MySQL's take `a` and `A` for the same.
const columns = {
  sqlite: 'k text not null primary key, v text not null, r text not null, expires_at integer',
  postgres: 'k varchar(200) collate "C" not null primary key, v text not null, r text not null, expires_at bigint',
  mysql: `k varchar(200) character set ascii collate ascii_bin not null primary key, v mediumtext character set utf8mb4 collate utf8mb4_bin not null,
    r varchar(32) character set ascii collate ascii_bin not null, expires_at bigint`,
} as const

const insertOnce = {
  sqlite: (table: string, values: string) => `insert or ignore into ${table} ${values}`,
  postgres: (table: string, values: string) => `insert into ${table} ${values} on conflict do nothing`,
  mysql: (table: string, values: string) => `insert ignore into ${table} ${values}`,
} as const

/**
 * Keys (`k`), values (`v`), expiry, and a revision (`r`) that is new with every change. A swap compares the value it reads and then changes the row only if
 * its revision is still the one it read: one conditional statement, which counts right whether a driver counts matched or changed rows. An absent key is
 * taken by an insert that the primary key lets only one of several succeed with. Methods throw `unavailable` when the database cannot be used.
 */
export function sqlState({ database, table = 'openwith_state', now = () => new Date() }: SqlStateOptions): SqlState {
  if (!/^[a-z_][a-z0-9_]{0,50}$/.test(table)) throw new TypeError(`"${table}" is no name for a table of the state.`)
  const { dialect } = database

  async function all<Found>(statement: string, values: readonly unknown[] = []): Promise<Found[]> {
    return await database.all<Found>(statement, values).catch(unavailable)
  }
  async function run(statement: string, values: readonly unknown[] = []): Promise<number> {
    return await database.run(statement, values).catch(unavailable)
  }
  const read = async (key: string): Promise<Row | null> =>
    (await all<Row>(`select k, v, r, expires_at from ${table} where k = ?`, [key]))[0] ?? null
  const isLive = (row: Row): boolean => row.expires_at === null || Number(row.expires_at) > now().getTime()

  async function makeTableAndIndex(): Promise<void> {
    await run(`create table if not exists ${table} (${columns[dialect]})${dialect === 'mysql' ? ' engine=InnoDB' : ''}`)
    const index = `${table}_expires_at`
    if (dialect !== 'mysql') {
      await run(`create index if not exists ${index} on ${table} (expires_at)`)
      return
    }
    // MySQL has no `if not exists` for an index.
    const found = await all(
      'select 1 from information_schema.statistics where table_schema = database() and table_name = ? and index_name = ?',
      [table, index],
    )
    if (found.length === 0) await run(`create index ${index} on ${table} (expires_at)`)
  }

  return {
    async get(key) {
      const row = await read(key)
      return row !== null && isLive(row) ? row.v : null
    },

    async swap(key, expected, next, ttlSeconds) {
      checkEntry(key, next)
      const row = await read(key)
      const current = row !== null && isLive(row) ? row.v : null
      if (current !== expected) return false
      if (next === null)
        return row === null || (await run(`delete from ${table} where k = ? and r = ?`, [key, row.r])) === 1
      const revision = randomBytes(12).toString('hex')
      const expiresAt = ttlSeconds === null ? null : Math.ceil(now().getTime() + ttlSeconds * 1000)
      if (row === null) {
        const insert = insertOnce[dialect](table, '(k, v, r, expires_at) values (?, ?, ?, ?)')
        return (await run(insert, [key, next, revision, expiresAt])) === 1
      }
      const values = [next, revision, expiresAt, key, row.r]
      return (await run(`update ${table} set v = ?, r = ?, expires_at = ? where k = ? and r = ?`, values)) === 1
    },

    async list(prefix, { limit, after = '' }) {
      // Every key is ASCII, so this is above all that start with the prefix; no pattern, nothing to escape.
      const rows = await all<Pick<Row, 'k' | 'v'>>(
        `select k, v from ${table} where k >= ? and k < ? and k > ? and (expires_at is null or expires_at > ?) order by k limit ?`,
        [prefix, `${prefix}\u007f`, after, now().getTime(), limit],
      )
      return rows.map(({ k, v }) => ({ key: k, value: v }))
    },

    async makeTable() {
      // Databases fail one of two that make the same thing at the same moment; it is there soon after.
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await makeTableAndIndex()
        } catch (error) {
          if (attempt === makeAttempts) throw error
          await new Promise((resolve) => setTimeout(resolve, attempt * makeAgainMilliseconds))
        }
      }
    },

    async dropTable() {
      await run(`drop table if exists ${table}`)
    },

    async sweep() {
      await run(`delete from ${table} where expires_at < ?`, [now().getTime()])
    },
  }
}

/** Drivers and query builders print the values into their messages, and values hold keys that must not reach a log: only their last part is kept. */
function withoutValues(error: unknown): Error {
  const { message, code } = error as { message?: unknown; code?: unknown }
  const last = String(message ?? error)
    .split(' - ')
    .at(-1)
  return new Error([code, last?.slice(0, 300)].filter(Boolean).join(' '))
}

function unavailable(error: unknown): never {
  const cause = withoutValues(error)
  throw new HostError('unavailable', 'The connector state cannot be read or written. Check the database.', { cause })
}

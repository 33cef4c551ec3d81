import { randomBytes } from 'node:crypto'
import type { StateEntry, StateStore } from '@openwith/connector-core/host'
import { stateTable, type Tables } from './tables.ts'

/** The shared state in Ghost's database, and its sweep of expired rows. */
export interface GhostState extends StateStore {
  sweep(): Promise<void>
}

interface Row {
  k: string
  v: string
  r: string
  expires_at: number | string | null
}

/**
 * Keys (`k`), values (`v`), expiry, and a revision (`r`) that is new with every change. A swap compares the value it reads and then changes the row only if
 * its revision is still the one it read: one conditional statement, which counts right whether a driver counts matched or changed rows. An absent key is
 * taken by an insert that the primary key lets only one of several succeed with.
 */
export function createState(tables: Tables, now: () => Date): GhostState {
  const insert = tables.dialect === 'mysql' ? 'insert ignore' : 'insert or ignore'
  const read = async (key: string): Promise<Row | null> =>
    (await tables.all<Row>(`select k, v, r, expires_at from ${stateTable} where k = ?`, [key]))[0] ?? null
  const isLive = (row: Row): boolean => row.expires_at === null || Number(row.expires_at) > now().getTime()

  return {
    async get(key) {
      const row = await read(key)
      return row !== null && isLive(row) ? row.v : null
    },

    async swap(key, expected, next, ttlSeconds) {
      const row = await read(key)
      const current = row !== null && isLive(row) ? row.v : null
      if (current !== expected) return false
      if (next === null)
        return row === null || (await tables.run(`delete from ${stateTable} where k = ? and r = ?`, [key, row.r])) === 1
      const revision = randomBytes(12).toString('hex')
      const expiresAt = ttlSeconds === null ? null : now().getTime() + Math.round(ttlSeconds * 1000)
      if (row === null) {
        const values = [key, next, revision, expiresAt]
        return (
          (await tables.run(`${insert} into ${stateTable} (k, v, r, expires_at) values (?, ?, ?, ?)`, values)) === 1
        )
      }
      const values = [next, revision, expiresAt, key, row.r]
      return (
        (await tables.run(`update ${stateTable} set v = ?, r = ?, expires_at = ? where k = ? and r = ?`, values)) === 1
      )
    },

    async list(prefix, { limit, after }) {
      // Keys are ASCII and compare byte by byte, so everything that begins with the prefix lies before `~`.
      const rows = await tables.all<StateEntry & { k: string; v: string }>(
        `select k, v from ${stateTable} where k >= ? and k < ? and k > ? and (expires_at is null or expires_at > ?) order by k limit ?`,
        [prefix, `${prefix}~`, after ?? '', now().getTime(), limit],
      )
      return rows.map(({ k, v }) => ({ key: k, value: v }))
    },

    async sweep() {
      await tables.run(`delete from ${stateTable} where expires_at < ?`, [now().getTime()])
    },
  }
}

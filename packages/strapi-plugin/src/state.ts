import { randomBytes } from 'node:crypto'
import type { StateEntry, StateStore } from '@openwith/connector-core/host'
import { type Row, type Strapi, stateModel } from './strapi.ts'

/** The shared state in Strapi's own database, and its sweep of expired rows. */
export interface StrapiState extends StateStore {
  sweep(): Promise<void>
}

/**
 * Keys (`k`), values (`v`), expiry, and a revision (`r`) that is new with every change. A swap compares the value it reads and then changes the row only
 * if its revision is still the one it read: one conditional statement on any database, whatever its collation. An absent key is taken by an insert
 * that the unique index lets only one of several succeed with.
 */
export function createState(strapi: Strapi, now: () => Date): StrapiState {
  const rows = () => strapi.db.query(stateModel)
  const read = async (key: string): Promise<Row | null> => {
    const row = await rows().findOne({ where: { k: key } })
    return row?.k === key ? row : null
  }
  const isLive = (row: Row): boolean => row.expiresAt == null || Number(row.expiresAt) > now().getTime()

  return {
    async get(key) {
      const row = await read(key)
      return row !== null && isLive(row) ? String(row.v) : null
    },

    async swap(key, expected, next, ttlSeconds) {
      const row = await read(key)
      const current = row !== null && isLive(row) ? String(row.v) : null
      if (current !== expected) return false
      const seen = { k: key, r: row?.r }
      if (next === null) return row === null || (await rows().deleteMany({ where: seen })).count === 1
      const data = {
        k: key,
        v: next,
        r: randomBytes(12).toString('hex'),
        expiresAt: ttlSeconds === null ? null : String(now().getTime() + Math.round(ttlSeconds * 1000)),
      }
      if (row !== null) return (await rows().updateMany({ where: seen, data })).count === 1
      try {
        await rows().create({ data })
        return true
      } catch (error) {
        // Databases word a broken unique index differently; that the key is there now says the same in all.
        if ((await read(key)) !== null) return false
        throw error
      }
    },

    async list(prefix, { limit, after }) {
      const entries: StateEntry[] = []
      let last = after
      while (entries.length < limit) {
        const page = await rows().findMany({
          where: {
            $and: [
              { k: { $startsWith: prefix } },
              ...(last === undefined ? [] : [{ k: { $gt: last } }]),
              { $or: [{ expiresAt: { $null: true } }, { expiresAt: { $gt: String(now().getTime()) } }] },
            ],
          },
          orderBy: { k: 'asc' },
          limit: limit - entries.length,
        })
        // `_` in a prefix is a wildcard to the database.
        for (const { k, v } of page)
          if (String(k).startsWith(prefix)) entries.push({ key: String(k), value: String(v) })
        const end = page.at(-1)
        if (end === undefined) break
        last = String(end.k)
      }
      return entries
    },

    async sweep() {
      await rows().deleteMany({ where: { expiresAt: { $lt: String(now().getTime()) } } })
    },
  }
}

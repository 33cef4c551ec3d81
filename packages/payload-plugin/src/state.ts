import { randomBytes } from 'node:crypto'
import { HostError } from '@openwith/connector-core'
import type { StateEntry, StateStore } from '@openwith/connector-core/host'
import type { Payload, Where } from 'payload'
import { stateSlug } from './names.ts'

/** The shared state in Payload's own database, and its sweep of expired rows. */
export interface PayloadState extends StateStore {
  sweep(): Promise<void>
}

interface Row {
  k: string
  v: string | null
  r: string
  expiresAt: number | null
}

const attempts = 5
const pageSize = 200

/**
 * A swap compares the value that it reads and then changes the row only if its revision is still the one it read: one conditional UPDATE on SQL
 * databases, one findOneAndUpdate on MongoDB (`@payloadcms/drizzle` and `@payloadcms/db-mongodb` 3.90: updateOne). An absent key is taken by an insert
 * that the unique index lets only one of several succeed with. A row is deleted by making it a dead one of a known revision first.
 */
export function createState(payload: Payload, now: () => Date): PayloadState {
  const db = guarded(payload)
  const read = async (k: string): Promise<Row | null> => {
    const row = await db.findOne<Row & { id: number }>({ collection: stateSlug, where: { k: { equals: k } } })
    return row?.k === k ? row : null
  }
  const isLive = (row: Row): boolean => row.expiresAt == null || row.expiresAt > now().getTime()
  const revision = (): string => randomBytes(12).toString('hex')

  /** Whether this row is still the one that was read, and is changed now. */
  async function change({ k, r }: Row, data: Omit<Row, 'k'>): Promise<boolean> {
    const where: Where = { and: [{ k: { equals: k } }, { r: { equals: r } }] }
    return (await db.updateOne({ collection: stateSlug, where, data: { ...data } })) != null
  }

  async function remove(row: Row): Promise<boolean> {
    const dead = { v: '', r: revision(), expiresAt: 0 }
    if (!(await change(row, dead))) return false
    const where: Where = { and: [{ k: { equals: row.k } }, { r: { equals: dead.r } }] }
    await db.deleteMany({ collection: stateSlug, where })
    return true
  }

  /** Null: somebody was faster, or the sweep was; look again. */
  async function trySwap(
    key: string,
    expected: string | null,
    next: string | null,
    ttlSeconds: number | null,
  ): Promise<boolean | null> {
    const row = await read(key)
    const current = row !== null && isLive(row) ? (row.v ?? '') : null
    if (current !== expected) return false
    if (next === null) return row === null || (await remove(row)) || null
    const expiresAt = ttlSeconds === null ? null : now().getTime() + Math.round(ttlSeconds * 1000)
    const data = { v: next, r: revision(), expiresAt }
    if (row !== null) return (await change(row, data)) || null
    try {
      await db.create({ collection: stateSlug, data: { k: key, ...data } })
      return true
    } catch (error) {
      // Databases word a broken unique index differently; that the key is there now says the same in all.
      if ((await read(key)) !== null) return null
      throw error
    }
  }

  return {
    async get(key) {
      const row = await read(key)
      return row !== null && isLive(row) ? (row.v ?? '') : null
    },

    async swap(key, expected, next, ttlSeconds) {
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const swapped = await trySwap(key, expected, next, ttlSeconds)
        if (swapped !== null) return swapped
      }
      return false
    },

    async list(prefix, { limit, after }) {
      const entries: StateEntry[] = []
      let last = after
      while (entries.length < limit) {
        const { docs } = await db.find<Row & { id: number }>({
          collection: stateSlug,
          where: {
            and: [
              // Narrows it down; what `_` and upper case let through is left out below.
              { k: { contains: prefix } },
              ...(last === undefined ? [] : [{ k: { greater_than: last } }]),
              { or: [{ expiresAt: { exists: false } }, { expiresAt: { greater_than: now().getTime() } }] },
            ],
          },
          sort: 'k',
          limit: pageSize,
          pagination: false,
        })
        for (const { k, v } of docs)
          if (k.startsWith(prefix) && entries.length < limit) entries.push({ key: k, value: v ?? '' })
        const end = docs.at(-1)
        if (end === undefined || docs.length < pageSize) break
        last = end.k
      }
      return entries
    },

    async sweep() {
      await db.deleteMany({ collection: stateSlug, where: { expiresAt: { less_than: now().getTime() } } })
    },
  }
}

/** The database with errors that hold no values: query builders print those into their messages, and values hold keys that must not reach a log. */
function guarded({ db }: Payload): Pick<Payload['db'], 'find' | 'findOne' | 'create' | 'updateOne' | 'deleteMany'> {
  const guard =
    <Args extends unknown[], Result>(work: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      try {
        return await work.apply(db, args)
      } catch (error) {
        const message = 'The connector state cannot be read or written. Check the database.'
        throw new HostError('unavailable', message, { cause: withoutValues(error) })
      }
    }
  return {
    find: guard(db.find) as typeof db.find,
    findOne: guard(db.findOne) as typeof db.findOne,
    create: guard(db.create),
    updateOne: guard(db.updateOne),
    deleteMany: guard(db.deleteMany),
  }
}

function withoutValues(error: unknown): Error {
  let last = error
  while (last instanceof Error && last.cause instanceof Error) last = last.cause
  const { name, code, message } = (last ?? {}) as { name?: string; code?: string; message?: string }
  // Drizzle's own message is the query with its parameters; the driver's below it is one line without.
  const told = /params|Failed query/i.test(message ?? '') ? '' : (message ?? '').split('\n')[0]?.slice(0, 200)
  return new Error([name, code, told].filter(Boolean).join(' '))
}

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Postgres, startPostgres } from '../../../../toolchain/stage/postgres.ts'
import type { StateStore } from '../host.ts'
import { memoryState } from './memory.ts'
import { postgresState } from './postgres.ts'
import { sqlState } from './sql.ts'
import { sqliteState } from './sqlite.ts'

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const clean of cleanups.splice(0).reverse()) clean()
})

function temporaryFile(): string {
  const directory = mkdtempSync(join(tmpdir(), 'openwith-state-'))
  cleanups.push(() => rmSync(directory, { recursive: true }))
  return join(directory, 'below', 'state.sqlite')
}

function openSqlite(path: string, now?: () => Date) {
  const state = sqliteState({ path, now })
  cleanups.push(() => state.close())
  return state
}

/** A table of its own in one PostgreSQL of these tests. */
async function openPostgres(now: () => Date): Promise<StateStore> {
  tables += 1
  const state = postgresState({ pool: pool as pg.Pool, table: `state_${tables}`, now })
  await state.makeTable()
  return state
}

async function openSqlState(now: () => Date): Promise<StateStore> {
  const database = new DatabaseSync(':memory:')
  cleanups.push(() => database.close())
  const state = sqlState({
    database: {
      dialect: 'sqlite',
      all: async <Row>(statement: string, values: readonly unknown[]) =>
        database.prepare(statement).all(...(values as string[])) as Row[],
      run: async (statement, values) => Number(database.prepare(statement).run(...(values as string[])).changes),
    },
    now,
  })
  await state.makeTable()
  await state.makeTable()
  return state
}

let postgres: Postgres | undefined
let pool: pg.Pool | undefined
let tables = 0
beforeAll(async () => {
  postgres = await startPostgres()
  pool = new pg.Pool({ connectionString: postgres.url })
  // The server may stop before a connection has said goodbye.
  pool.on('error', () => {})
}, 300_000)
afterAll(async () => {
  await pool?.end()
  await postgres?.stop()
})

const kinds: [string, (now: () => Date) => StateStore | Promise<StateStore>][] = [
  ['memoryState', (now) => memoryState({ now })],
  ['sqliteState', (now) => openSqlite(temporaryFile(), now)],
  ['sqlState over SQLite', openSqlState],
  ['postgresState', openPostgres],
]

describe.each(kinds)('%s', (_name, make) => {
  const clock = () => {
    let time = Date.parse('2026-01-01T00:00:00Z')
    return { now: () => new Date(time), pass: (seconds: number) => (time += seconds * 1000) }
  }

  it('swaps only from the expected value', async () => {
    const state = await make(clock().now)
    expect(await state.get('k')).toBeNull()
    expect(await state.swap('k', 'x', 'a', null)).toBe(false)
    expect(await state.swap('k', null, 'a', null)).toBe(true)
    expect(await state.swap('k', null, 'b', null)).toBe(false)
    expect(await state.swap('k', 'a', 'b', null)).toBe(true)
    expect(await state.swap('k', 'a', 'c', null)).toBe(false)
    expect(await state.get('k')).toBe('b')
    expect(await state.swap('k', 'a', null, null)).toBe(false)
    expect(await state.swap('k', 'b', null, null)).toBe(true)
    expect(await state.swap('k', null, null, null)).toBe(true)
    expect(await state.get('k')).toBeNull()
  })

  it('tells an empty value from none', async () => {
    const state = await make(clock().now)
    expect(await state.swap('k', null, '', null)).toBe(true)
    expect(await state.get('k')).toBe('')
    expect(await state.swap('k', null, 'a', null)).toBe(false)
    expect(await state.swap('k', '', 'ü', null)).toBe(true)
    expect(await state.get('k')).toBe('ü')
  })

  it('reads an expired entry as absent and lets it be taken over', async () => {
    const { now, pass } = clock()
    const state = await make(now)
    await state.swap('k', null, 'a', 10)
    await state.swap('kept', null, 'a', null)
    pass(9)
    expect(await state.get('k')).toBe('a')
    pass(1)
    expect(await state.get('k')).toBeNull()
    expect(await state.list('k', { limit: 10 })).toEqual([{ key: 'kept', value: 'a' }])
    expect(await state.swap('k', 'a', 'b', 10)).toBe(false)
    expect(await state.swap('k', 'a', null, 10)).toBe(false)
    expect(await state.swap('k', null, null, null)).toBe(true)
    expect(await state.swap('k', null, 'c', 10)).toBe(true)
    expect(await state.get('k')).toBe('c')
  })

  it('counts the time to live anew at each swap', async () => {
    const { now, pass } = clock()
    const state = await make(now)
    await state.swap('k', null, 'a', 10)
    pass(9)
    expect(await state.swap('k', 'a', 'a', 10)).toBe(true)
    pass(9)
    expect(await state.get('k')).toBe('a')
    expect(await state.swap('k', 'a', 'a', null)).toBe(true)
    pass(1_000_000)
    expect(await state.get('k')).toBe('a')
  })

  it('lists a prefix literally, in order and page by page', async () => {
    const state = await make(clock().now)
    for (const key of ['a_b:2', 'a_b:1', 'axb:1', 'a_b', 'A_B:9', 'a_b:10', 'a_c'])
      await state.swap(key, null, key, null)
    const keys = async (prefix: string, limit: number, after?: string) =>
      (await state.list(prefix, { limit, after })).map((entry) => entry.key)
    expect(await keys('a_b:', 10)).toEqual(['a_b:1', 'a_b:10', 'a_b:2'])
    expect(await keys('a_b:', 2)).toEqual(['a_b:1', 'a_b:10'])
    expect(await keys('a_b:', 2, 'a_b:10')).toEqual(['a_b:2'])
    expect(await keys('', 2)).toEqual(['A_B:9', 'a_b'])
    expect(await keys('nothing', 2)).toEqual([])
  })

  it('lets exactly one of many take a free key', async () => {
    const state = await make(clock().now)
    const outcomes = await Promise.all(Array.from({ length: 50 }, (_, i) => state.swap('k', null, String(i), 60)))
    expect(outcomes.filter(Boolean)).toHaveLength(1)
    expect(await state.get('k')).toBe(String(outcomes.indexOf(true)))
  })

  it('holds callers to the limits of keys and values', async () => {
    const state = await make(clock().now)
    await expect(state.swap('a b', null, 'v', null)).rejects.toMatchObject({ code: 'internal' })
    await expect(state.swap('k'.repeat(201), null, 'v', null)).rejects.toMatchObject({ code: 'internal' })
    await expect(state.swap('k', null, 'ü'.repeat(2049), null)).rejects.toMatchObject({ code: 'internal' })
    expect(await state.swap('k'.repeat(200), null, 'ü'.repeat(2048), null)).toBe(true)
  })
})

describe('postgresState', () => {
  it('loses no swap when many connections count up at once', async () => {
    const state = await openPostgres(() => new Date())
    const count = async () => {
      for (let done = 0; done < 100; ) {
        const value = await state.get('counter')
        if (await state.swap('counter', value, String(Number(value ?? 0) + 1), null)) done++
      }
    }
    await Promise.all([count(), count(), count(), count()])
    expect(await state.get('counter')).toBe('400')
  })

  it('sweeps what has expired, makes its table once, and takes it away again', async () => {
    let time = Date.now()
    const state = postgresState({ pool: pool as pg.Pool, table: 'swept', now: () => new Date(time) })
    await Promise.all(Array.from({ length: 5 }, () => state.makeTable()))
    await state.swap('short', null, 'a', 1)
    await state.swap('long', null, 'a', null)
    time += 2000
    await state.sweep()
    const { rows } = await (pool as pg.Pool).query('select k from swept')
    expect(rows).toEqual([{ k: 'long' }])
    await state.dropTable()
    await expect(state.get('long')).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('keeps values out of its errors, which reach logs', async () => {
    const state = sqlState({
      database: {
        dialect: 'sqlite',
        all: async () => [],
        // As knex words it.
        run: (_statement, values) =>
          Promise.reject(new Error(`insert into t values ('${values.join("', '")}') - no such table: t`)),
      },
    })
    const error = (await state.swap('k', null, 'the link key', null).catch((thrown: unknown) => thrown)) as Error
    expect(String((error.cause as Error).message)).toBe('no such table: t')
    expect(inspect(error)).not.toContain('link key')
  })
})

describe('sqliteState over a file', () => {
  it('keeps entries over a restart, in a file that only its user can read', async () => {
    const path = temporaryFile()
    const first = sqliteState({ path })
    await first.swap('k', null, 'a', null)
    first.close()
    expect(await openSqlite(path).get('k')).toBe('a')
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('removes expired rows from the file by and by', async () => {
    const path = temporaryFile()
    let time = Date.now()
    const state = openSqlite(path, () => new Date(time))
    for (let i = 0; i < 20; i++) await state.swap(`k${i}`, null, 'a', 1)
    // the first look found nothing, and the next begins anew
    for (let look = 0; look < 2; look++) {
      time += 120_000
      await state.swap('other', look === 0 ? null : 'a', 'a', null)
    }
    // A clock that stands before the expiry would still see the rows if they were there.
    const before = openSqlite(path, () => new Date(time - 240_000))
    expect(await before.list('', { limit: 100 })).toEqual([{ key: 'other', value: 'a' }])
  })

  it('says unavailable when the file is not a database', () => {
    const path = temporaryFile()
    sqliteState({ path }).close()
    writeFileSync(path, 'no database at all, but long enough to be looked at'.repeat(100))
    expect(() => sqliteState({ path })).toThrow(expect.objectContaining({ code: 'unavailable' }))
  })

  it('loses no swap when several processes count up at once, and prints no warning', { timeout: 60_000 }, async () => {
    const path = temporaryFile()
    const program = fileURLToPath(new URL('./count-up.testee.ts', import.meta.url))
    const times = 700
    const ends = await Promise.all([1, 2, 3].map(() => runNode([program, path, String(times)])))
    expect(ends).toEqual(ends.map(() => ({ code: 0, errors: '' })))
    expect(await openSqlite(path).get('counter')).toBe(String(3 * times))
  })
})

function runNode(parameters: string[]): Promise<{ code: number | null; errors: string }> {
  const child = spawn(process.execPath, parameters, { stdio: ['ignore', 'ignore', 'pipe'] })
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, errors })))
}

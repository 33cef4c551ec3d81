import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { HostError } from '../errors.ts'
import type { StateEntry, StateStore } from '../host.ts'
import { checkEntry } from './entry-limits.ts'

export interface SqliteStateOptions {
  /** The database file; it and its folder are made when missing, readable by this user only. */
  path: string
  now?: () => Date
}

const busyMilliseconds = 10_000
const purgeEveryMilliseconds = 60_000
/** Rows that one purge looks at; the next goes on from there. */
const purgeAtOnce = 2000
const shortLivedSeconds = 3600

const schema = `
  CREATE TABLE IF NOT EXISTS openwith_state (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL,
    expires_at INTEGER -- milliseconds since the epoch, null: never
  ) STRICT, WITHOUT ROWID;
  -- an index of expiries would double what every refreshed lock writes
  DROP INDEX IF EXISTS openwith_state_expires_at;
`

/**
 * A state store in one SQLite file, shared by the processes of one machine (not over a network file system). What `swap` reported survives a
 * killed process, and a power cut too unless it expires within the hour. Needs Node's own SQLite, so Node 22.13 or newer. Methods throw `unavailable` when the file cannot be used.
 */
export function sqliteState(options: SqliteStateOptions): StateStore & { close(): void } {
  const { path } = options
  const now = () => (options.now?.() ?? new Date()).getTime()
  const database = asUnavailable(() => open(path))
  let purgeAt = 0
  let purgedTo = ''

  const read = database.prepare(
    'SELECT value FROM openwith_state WHERE key = ? AND (expires_at IS NULL OR expires_at > ?)',
  )
  // An expired row is as good as none: the insert takes it over.
  const insert = database.prepare(`
    INSERT INTO openwith_state (key, value, expires_at) VALUES (?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at
    WHERE openwith_state.expires_at <= ?`)
  const update = database.prepare(`
    UPDATE openwith_state SET value = ?, expires_at = ?
    WHERE key = ? AND value = ? AND (expires_at IS NULL OR expires_at > ?)`)
  const remove = database.prepare(
    'DELETE FROM openwith_state WHERE key = ? AND value = ? AND (expires_at IS NULL OR expires_at > ?)',
  )
  const scan = database.prepare(`
    SELECT key, value FROM openwith_state
    WHERE key >= ? AND key < ? AND key > ? AND (expires_at IS NULL OR expires_at > ?) ORDER BY key LIMIT ?`)
  const endOfPart = database.prepare(
    'SELECT max(key) AS last FROM (SELECT key FROM openwith_state WHERE key > ? ORDER BY key LIMIT ?)',
  )
  const purge = database.prepare('DELETE FROM openwith_state WHERE key > ? AND key <= ? AND expires_at <= ?')

  const liveValue = (key: string) => (read.get(key, now()) as { value: string } | undefined)?.value ?? null

  const swapOnce = (key: string, expected: string | null, next: string | null, expiresAt: number | null): boolean => {
    if (expected === null && next === null) return liveValue(key) === null
    if (expected === null) return insert.run(key, next, expiresAt, now()).changes === 1
    if (next === null) return remove.run(key, expected, now()).changes === 1
    return update.run(next, expiresAt, key, expected, now()).changes === 1
  }

  let isSynced = true
  /** An entry that ends within the hour, such as a lease or a lock, need not outlive a power cut, which ends its holder, too; a killed process it outlives. */
  const syncAsNeeded = (ttlSeconds: number | null, next: string | null) => {
    const needed = next === null || ttlSeconds === null || ttlSeconds > shortLivedSeconds
    if (needed === isSynced) return
    database.exec(`PRAGMA synchronous = ${needed ? 'FULL' : 'NORMAL'}`)
    isSynced = needed
  }

  const purgeNowAndThen = () => {
    if (now() < purgeAt) return
    purgeAt = now() + purgeEveryMilliseconds
    const { last } = endOfPart.get(purgedTo, purgeAtOnce) as { last: string | null }
    if (last !== null) purge.run(purgedTo, last, now())
    // at the end, from the beginning
    purgedTo = last ?? ''
  }

  return {
    async get(key) {
      return asUnavailable(() => liveValue(key))
    },
    async swap(key, expected, next, ttlSeconds) {
      checkEntry(key, next)
      const expiresAt = ttlSeconds === null ? null : Math.ceil(now() + ttlSeconds * 1000)
      return asUnavailable(() => {
        purgeNowAndThen()
        syncAsNeeded(ttlSeconds, next)
        return swapOnce(key, expected, next, expiresAt)
      })
    },
    async list(prefix, { limit, after = '' }) {
      // Every key is ASCII, so this is above all that start with the prefix; no pattern, nothing to escape.
      const end = `${prefix}\u007f`
      return asUnavailable(() => (scan.all(prefix, end, after, now(), limit) as unknown as StateEntry[]).map(plain))
    },
    close() {
      database.close()
    },
  }
}

/** Rows come without a prototype. */
function plain({ key, value }: StateEntry): StateEntry {
  return { key, value }
}

function open(path: string): DatabaseSync {
  const { DatabaseSync } = loadSqlite()
  if (path !== ':memory:') {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, '', { flag: 'a', mode: 0o600 })
  }
  const database = new DatabaseSync(path)
  database.exec(`PRAGMA busy_timeout = ${busyMilliseconds}`)
  // The change to WAL does not wait for other processes that open the file at this moment.
  retryWhileBusy(() => database.exec('PRAGMA journal_mode = WAL'))
  database.exec('PRAGMA synchronous = FULL')
  retryWhileBusy(() => database.exec(schema))
  return database
}

function retryWhileBusy(act: () => void, attempts = 100): void {
  for (let attempt = 1; ; attempt++) {
    try {
      act()
      return
    } catch (error) {
      if (attempt === attempts || !isBusy(error)) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
}

function isBusy(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0
  // The low byte is the primary code: SQLITE_BUSY, SQLITE_LOCKED.
  return [5, 6].includes(code & 0xff)
}

/** Node 22 warns at the first import that its SQLite is experimental. Holds back that warning and no other. */
function loadSqlite(): typeof import('node:sqlite') {
  const { emitWarning } = process
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (String(warning).includes('SQLite is an experimental feature')) return
    Reflect.apply(emitWarning, process, [warning, ...rest])
  }
  try {
    return process.getBuiltinModule('node:sqlite')
  } finally {
    process.emitWarning = emitWarning
  }
}

function asUnavailable<Result>(act: () => Result): Result {
  try {
    return act()
  } catch (cause) {
    throw new HostError('unavailable', 'The connector state cannot be read or written. Check its database file.', {
      cause,
    })
  }
}

import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Database } from '../ghost.ts'
import type { GhostConfig } from './ghost-config.ts'

export interface OpenDatabase extends Database {
  close(): Promise<void>
}

const busyMilliseconds = 10_000

/** Opens the database that Ghost's configuration names, beside Ghost. `folder` is what a relative path belongs to. Throws one sentence for people. */
export async function openDatabase(config: GhostConfig, folder: string): Promise<OpenDatabase> {
  const client = String(config.get('database.client') ?? 'sqlite3')
  const connection = (config.get('database.connection') ?? {}) as Record<string, unknown>
  if (/sqlite/.test(client))
    return await openSqlite(path.resolve(folder, String(connection.filename ?? 'content/data/ghost.db')))
  if (/mysql/.test(client)) return await openMysql(connection)
  throw new Error(`Ghost's database client "${client}" is not known; it is sqlite3 or mysql.`)
}

async function openSqlite(file: string): Promise<OpenDatabase> {
  // SQLite would make one.
  if (!existsSync(file)) throw new Error(`There is no database at ${file}. Start Ghost once, then try again.`)
  const { DatabaseSync } = await import('node:sqlite')
  const open = new DatabaseSync(file)
  open.exec(`pragma busy_timeout = ${busyMilliseconds}`)
  const values = (given: readonly unknown[]) => given as (string | number | null)[]
  return {
    dialect: 'sqlite',
    all: async <Row>(sql: string, given: readonly unknown[] = []) => open.prepare(sql).all(...values(given)) as Row[],
    run: async (sql, given = []) => Number(open.prepare(sql).run(...values(given)).changes),
    close: async () => open.close(),
  }
}

async function openMysql(connection: Record<string, unknown>): Promise<OpenDatabase> {
  const { createPool } = await import('mysql2/promise')
  const pool = createPool({ ...connection, charset: 'utf8mb4', timezone: 'Z', connectionLimit: 5 })
  return {
    dialect: 'mysql',
    all: async <Row>(sql: string, given: readonly unknown[] = []) => (await pool.query(sql, [...given]))[0] as Row[],
    async run(sql, given = []) {
      const [answer] = await pool.query(sql, [...given])
      return 'affectedRows' in answer ? Number(answer.affectedRows) : 0
    },
    close: () => pool.end(),
  }
}

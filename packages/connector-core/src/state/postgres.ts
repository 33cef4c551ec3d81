import { type SqlDatabase, type SqlState, sqlState } from './sql.ts'

/** The `query` of a `Pool` of the package `pg`; any other of this shape does. */
export interface PostgresPool {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[]; rowCount: number | null }>
}

/** PostgreSQL as the state needs it: placeholders become `$1`, `$2`, ... */
export function postgresDatabase(pool: PostgresPool): SqlDatabase {
  const ask = async (statement: string, values: readonly unknown[]) => {
    let at = 0
    return await pool.query(
      statement.replace(/\?/g, () => {
        at += 1
        return `$${at}`
      }),
      [...values],
    )
  }
  return {
    dialect: 'postgres',
    all: async <Row>(statement: string, values: readonly unknown[]) => (await ask(statement, values)).rows as Row[],
    run: async (statement, values) => (await ask(statement, values)).rowCount ?? 0,
  }
}

/**
 * A state store in one table of a PostgreSQL database, shared by all instances that use it. Call `makeTable` once before `connector.start()`, and `sweep` now
 * and then.
 */
export function postgresState(options: { pool: PostgresPool; table?: string; now?: () => Date }): SqlState {
  return sqlState({ ...options, database: postgresDatabase(options.pool) })
}

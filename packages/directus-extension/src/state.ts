import { HostError } from '@openwith/connector-core'
import { type SqlDatabase, type SqlState, sqlState } from '@openwith/connector-core/state/sql'
import type { Knex } from 'knex'
import { tableNames } from './table-names.ts'

/** The shared state in Directus's own database. Throws `unavailable` on first use when that database is of a kind that it cannot be kept in. */
export function createState(database: Knex, now: () => Date): SqlState {
  return sqlState({ database: sqlDatabase(database), table: tableNames.state, now })
}

function sqlDatabase(database: Knex): SqlDatabase {
  const client = String(database.client.config.client)
  const dialect = dialects[client]
  const refuse = async (): Promise<never> => {
    throw new HostError(
      'unavailable',
      `The ONLYOFFICE extension works with SQLite, PostgreSQL, MySQL and MariaDB, and this Directus has ${client}.`,
    )
  }
  if (dialect === undefined) return { dialect: 'sqlite', all: refuse, run: refuse }
  return {
    dialect,
    async all<Row>(statement: string, values: readonly unknown[]) {
      const answer = (await database.raw(statement, [...values] as Knex.RawBinding[])) as unknown
      if (dialect === 'postgres') return (answer as { rows: Row[] }).rows
      return dialect === 'mysql' ? (answer as [Row[]])[0] : (answer as Row[])
    },
    async run(statement, values) {
      // Knex tells nothing of the rows that a raw statement has touched in SQLite, but gives those that it returns.
      const counted = dialect === 'sqlite' && /^(insert|update|delete)\b/i.test(statement)
      const text = counted ? `${statement} returning 1` : statement
      const answer = (await database.raw(text, [...values] as Knex.RawBinding[])) as unknown
      if (dialect === 'postgres') return (answer as { rowCount: number | null }).rowCount ?? 0
      if (dialect === 'mysql') return (answer as [{ affectedRows?: number }])[0].affectedRows ?? 0
      return counted ? (answer as unknown[]).length : 0
    },
  }
}

/** By `DB_CLIENT` of Directus, as it names them to knex. */
const dialects: Readonly<Record<string, SqlDatabase['dialect']>> = {
  sqlite3: 'sqlite',
  pg: 'postgres',
  mysql: 'mysql',
  mysql2: 'mysql',
}

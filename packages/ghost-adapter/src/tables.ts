import { sqlState } from '@openwith/connector-core/state/sql'
import type { Database } from './ghost.ts'

export const settingsTable = 'openwith_settings'
export const filesTable = 'openwith_files'

type Column = { name: string } & Record<Database['dialect'], string>

// Keys compare byte by byte on both: MySQL's usual collations take `a` and `A` for the same.
const ascii = (length: number) => `varchar(${length}) character set ascii collate ascii_bin`
const key = (name: string, length: number): Column => ({
  name,
  sqlite: 'text not null primary key',
  mysql: `${ascii(length)} not null primary key`,
})
const word = (name: string, length: number): Column => ({ name, sqlite: 'text', mysql: ascii(length) })
const long = (name: string): Column => ({
  name,
  sqlite: 'text',
  mysql: 'mediumtext character set utf8mb4 collate utf8mb4_bin',
})
const number = (name: string): Column => ({ name, sqlite: 'integer', mysql: 'bigint' })

/** Our tables in Ghost's database beside the state's; Ghost looks at none of them. A column added here is added to tables that lack it. */
const tables: readonly { name: string; columns: readonly Column[] }[] = [
  { name: settingsTable, columns: [key('name', 64), long('value')] },
  // What Ghost does not keep of a file: who made it, and its name as people wrote it.
  {
    name: filesTable,
    columns: [key('path_hash', 64), long('path'), long('name'), word('created_by', 64), number('created_at')],
  },
]

/** The database as soon as our tables are there. */
export type Tables = Database

/** Makes what is missing of our tables when they are first used; a failed try is repeated by the next use. */
export function createTables(database: Database): { tables: Tables; ready(): Promise<void> } {
  let made: Promise<void> | null = null
  const ready = () => {
    made ??= makeTables(database).catch((error: unknown) => {
      made = null
      throw error
    })
    return made
  }
  return {
    ready,
    tables: {
      dialect: database.dialect,
      async all<Row>(sql: string, values?: readonly unknown[]) {
        await ready()
        return await database.all<Row>(sql, values)
      },
      async run(sql, values) {
        await ready()
        return await database.run(sql, values)
      },
    },
  }
}

async function makeTables(database: Database): Promise<void> {
  const { dialect } = database
  const define = (column: Column) => `${column.name} ${column[dialect]}`
  await sqlState({ database }).makeTable()
  for (const { name, columns } of tables) {
    const options = dialect === 'mysql' ? ' engine=InnoDB' : ''
    await database.run(`create table if not exists ${name} (${columns.map(define).join(', ')})${options}`)
    const present = await columnsOf(database, name)
    for (const column of columns)
      if (!present.includes(column.name)) await database.run(`alter table ${name} add column ${define(column)}`)
  }
}

async function columnsOf(database: Database, table: string): Promise<string[]> {
  const rows =
    database.dialect === 'sqlite'
      ? await database.all<{ name: string }>('select name from pragma_table_info(?)', [table])
      : await database.all<{ name: string }>(
          'select column_name as name from information_schema.columns where table_schema = database() and table_name = ?',
          [table],
        )
  return rows.map((row) => row.name)
}

/** Takes all our tables away. */
export async function dropTables(database: Database): Promise<void> {
  await sqlState({ database }).dropTable()
  for (const { name } of tables) await database.run(`drop table if exists ${name}`)
}

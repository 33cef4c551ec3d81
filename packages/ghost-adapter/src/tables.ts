import type { Database } from './ghost.ts'

export const stateTable = 'openwith_state'
export const settingsTable = 'openwith_settings'
export const filesTable = 'openwith_files'

interface Column {
  name: string
  sqlite: string
  mysql: string
}

interface Table {
  name: string
  columns: readonly Column[]
  /** Name, columns. */
  indexes?: readonly (readonly [string, string])[]
}

// Keys compare byte by byte on both: MySQL's usual collations take `a` and `A` for the same.
const key = (name: string, length: number): Column => ({
  name,
  sqlite: 'text not null primary key',
  mysql: `varchar(${length}) character set ascii collate ascii_bin not null primary key`,
})
const word = (name: string, length: number): Column => ({
  name,
  sqlite: 'text',
  mysql: `varchar(${length}) character set ascii collate ascii_bin`,
})
const long = (name: string): Column => ({
  name,
  sqlite: 'text',
  mysql: 'mediumtext character set utf8mb4 collate utf8mb4_bin',
})
const number = (name: string): Column => ({ name, sqlite: 'integer', mysql: 'bigint' })

/** Our tables in Ghost's database; Ghost looks at none of them. A column added here is added to tables that lack it. */
const tables: readonly Table[] = [
  {
    name: stateTable,
    columns: [key('k', 200), long('v'), word('r', 32), number('expires_at')],
    indexes: [['openwith_state_expires_at', 'expires_at']],
  },
  { name: settingsTable, columns: [key('name', 64), long('value')] },
  // What Ghost does not keep of a file: who made it, and its name as people wrote it.
  {
    name: filesTable,
    columns: [key('path_hash', 64), long('path'), long('name'), word('created_by', 64), number('created_at')],
  },
]

/** The database once our tables are there. */
export interface Tables {
  dialect: Database['dialect']
  all: Database['all']
  run: Database['run']
}

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
  for (const table of tables) {
    await database.run(
      `create table if not exists ${table.name} (${table.columns.map(define).join(', ')})${dialect === 'mysql' ? ' engine=InnoDB' : ''}`,
    )
    const present = new Set(await columnsOf(database, table.name))
    for (const column of table.columns)
      if (!present.has(column.name)) await database.run(`alter table ${table.name} add column ${define(column)}`)
    for (const [name, columns] of table.indexes ?? []) await addIndex(database, table.name, name, columns)
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

async function addIndex(database: Database, table: string, name: string, columns: string): Promise<void> {
  if (database.dialect === 'sqlite') {
    await database.run(`create index if not exists ${name} on ${table} (${columns})`)
    return
  }
  // MySQL has no `if not exists` here.
  const present = await database.all(
    'select 1 from information_schema.statistics where table_schema = database() and table_name = ? and index_name = ?',
    [table, name],
  )
  if (present.length === 0) await database.run(`create index ${name} on ${table} (${columns})`)
}

/** Takes our tables away again. */
export async function dropTables(database: Database): Promise<void> {
  for (const { name } of tables) await database.run(`drop table if exists ${name}`)
}

import type { SqlState } from '@openwith/connector-core/state/sql'
import type { Knex } from 'knex'
import { tableNames } from './table-names.ts'

export interface Tables {
  /** Resolves when the tables are there and of this version. Throws what the database throws; the next call tries again. */
  ready(): Promise<void>
  /** Removes them, and all that is in them. */
  drop(): Promise<void>
}

/** Name of the row of the settings table that holds how many of the migrations have run. */
const versionName = 'schema'

/** The extension's tables in Directus's database, made and brought up to date by whichever instance comes first. */
export function createTables(database: Knex, state: SqlState): Tables {
  const settings = () => database(tableNames.settings)
  /** Each runs once, in order, and may be run again where it was interrupted. */
  const migrations: readonly (() => Promise<void>)[] = [() => state.makeTable()]
  let made: Promise<void> | null = null

  async function makeSettings(): Promise<void> {
    if (await database.schema.hasTable(tableNames.settings)) return
    try {
      await database.schema.createTable(tableNames.settings, (table) => {
        table.string('name', 64).primary()
        table.text('value', 'mediumtext').notNullable()
      })
    } catch (error) {
      // Another instance was faster; its table has the same columns.
      if (!(await database.schema.hasTable(tableNames.settings))) throw error
    }
  }

  async function make(): Promise<void> {
    await makeSettings()
    const row = (await settings().where({ name: versionName }).first()) as { value: string } | undefined
    const from = Number(row?.value ?? 0)
    for (const migrate of migrations.slice(from)) await migrate()
    if (from < migrations.length) await putSetting(database, versionName, String(migrations.length))
  }

  return {
    ready() {
      made ??= make().catch((error: unknown) => {
        made = null
        throw error
      })
      return made
    },
    async drop() {
      made = null
      await state.dropTable()
      await database.schema.dropTableIfExists(tableNames.settings)
    },
  }
}

/** Writes a row of the settings table. */
export async function putSetting(database: Knex, name: string, value: string): Promise<void> {
  const update = () => database(tableNames.settings).where({ name }).update({ value })
  if ((await update()) > 0) return
  await database(tableNames.settings)
    .insert({ name, value })
    // Another instance was as fast; the later one wins.
    .catch(update)
}

/**
 * Keeps Directus from looking into the tables: not through `/items`, GraphQL or the data model, where an administrator could turn one into a collection.
 * Source: Directus, `DB_EXCLUDE_TABLES`.
 */
export function hideTables(env: Record<string, unknown>): void {
  const present = env.DB_EXCLUDE_TABLES
  const excluded = Array.isArray(present) ? present.map(String) : typeof present === 'string' ? present.split(',') : []
  env.DB_EXCLUDE_TABLES = [...new Set([...excluded, ...Object.values(tableNames)])]
}

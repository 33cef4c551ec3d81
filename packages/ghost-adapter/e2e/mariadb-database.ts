import { afterAll } from 'vitest'
import type { GhostDatabase } from '../../../examples/ghost/app.mts'
import { type MariaDb, startMariaDb } from '../../../toolchain/stage/mariadb.ts'

/** A MariaDB for the tests of this file, started when it is first asked for; the same each time. */
export function mariaDbDatabase(): () => Promise<GhostDatabase> {
  let started: Promise<MariaDb> | undefined
  afterAll(async () => await (await started)?.stop())
  return async () => {
    started ??= startMariaDb()
    const { stop: _, ...connection } = await started
    return { client: 'mysql', connection }
  }
}

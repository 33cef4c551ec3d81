import { defineHook } from '@directus/extensions-sdk'
import type { DirectusContext } from '../directus.ts'
import { freshAssets } from '../fresh-assets.ts'
import { mountServerDoor } from '../mount.ts'
import { createRunning, runningOf } from '../running.ts'
import { hideTables } from '../tables.ts'
import { addUninstallCommand } from '../uninstall.ts'

/** The connector of this process, its server door, and what is done when Directus starts and stops. */
export default defineHook(({ init, action }, offered) => {
  const context = offered as unknown as DirectusContext
  hideTables(context.env)
  createRunning(context)

  init('app.before', ({ app }) => mountServerDoor(app, () => runningOf(context)))
  init('routes.before', ({ app }) => app.use('/assets', freshAssets))
  init('app.after', () => runningOf(context).start())
  init('cli.before', ({ program }) => addUninstallCommand(program, context))
  action('server.stop', () => runningOf(context).close())
  // The editors' tokens do not come back to life with the account (Directus 12.4: services/items).
  action('users.update', ({ payload, keys }) => {
    if (payload.status !== undefined && payload.status !== 'active') return endSessions(keys)
  })
  action('users.delete', ({ keys }) => endSessions(keys))

  async function endSessions(users: readonly string[]): Promise<void> {
    const { connector, host } = runningOf(context)
    for (const userId of users)
      await connector.revoke({ userId }).catch((cause: unknown) =>
        host.log({
          level: 'warn',
          code: 'sessions.not_ended',
          message: 'The sessions of a user who was blocked or deleted could not be ended.',
          cause,
        }),
      )
  }
})

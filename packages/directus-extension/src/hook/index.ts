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
})

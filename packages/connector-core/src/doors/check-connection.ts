import { type CheckReport, runCheck } from '../check/index.ts'
import type { Core } from '../core.ts'
import { previewSettings } from '../settings/index.ts'

/** Runs the connection check with the settings in force, or as they would be after saving `values`. Throws `settings_invalid`. */
export async function checkConnection(
  core: Core,
  values: Record<string, unknown> | undefined,
  signal: AbortSignal,
): Promise<CheckReport> {
  const { host, links, now } = core
  const settings = values === undefined ? await core.settings() : await previewSettings(host.settings, values)
  return await runCheck({ state: host.state, links, settings, mount: host.mount(), now, signal })
}

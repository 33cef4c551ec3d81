import { type CheckReport, runCheck } from '../check/index.ts'
import type { Core } from '../core.ts'
import { previewSettings, settingsTranslator } from '../settings/index.ts'

/** Runs the connection check with the settings in force, or as they would be after saving `values`. `locale` is the reader's. Throws `settings_invalid`. */
export async function checkConnection(
  core: Core,
  values: Record<string, unknown> | undefined,
  { locale, signal }: { locale?: string; signal: AbortSignal },
): Promise<CheckReport> {
  const { host, links, now } = core
  const translate = settingsTranslator(locale)
  const settings =
    values === undefined ? await core.settings() : await previewSettings(host.settings, values, { translate })
  return await runCheck({ state: host.state, links, settings, mount: host.mount(), locale, now, signal })
}

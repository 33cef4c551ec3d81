import { ConnectorError } from '../errors.ts'
import type { SettingsStore } from '../host.ts'
import { fingerprint, type LayeredSettings, layerSettings } from './layers.ts'
import type { Settings } from './settings.ts'

/**
 * The settings in force: environment over the CMS's configuration over stored over defaults. Throws `settings_invalid` when the environment or the
 * configuration holds a wrong value, with `detail.errors`; transient, so that Document Server keeps trying to hand over a document meanwhile.
 */
export async function readSettings(store: SettingsStore): Promise<Settings> {
  return settingsOrThrow(layerSettings(store, await store.load()))
}

/** Reads the settings of one store. */
export interface SettingsReader {
  (): Promise<Settings>
  /** The same; while they cannot be read, as they were last read here, or as environment and configuration have them. Never throws. */
  known(): Promise<Settings>
}

/** {@link readSettings} for one store that parses anew only when something changed; for use on each request. */
export function settingsReader(store: SettingsStore): SettingsReader {
  let known: { print: string; layered: LayeredSettings } | undefined
  const read = async (): Promise<Settings> => {
    const stored = await store.load()
    const print = fingerprint(store, stored)
    if (known?.print !== print) known = { print, layered: layerSettings(store, stored) }
    return settingsOrThrow(known.layered)
  }
  return Object.assign(read, {
    known: () => read().catch(() => (known?.layered ?? layerSettings(store, {})).settings),
  })
}

function settingsOrThrow({ settings, errors }: LayeredSettings): Settings {
  const [first] = errors
  if (first === undefined) return settings
  throw new ConnectorError('settings_invalid', first.message, { detail: { errors }, transient: true })
}

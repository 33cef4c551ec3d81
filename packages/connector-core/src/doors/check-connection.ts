import { type CheckReport, type ProbeDependencies, runCheck } from '../check/index.ts'
import { type Core, storageServerDoor } from '../core.ts'
import { previewSettings } from '../settings/index.ts'

export function checkDependencies(core: Core): Promise<ProbeDependencies> {
  throw new Error(`${core} ${storageServerDoor}`)
}

export async function checkConnection(
  core: Core,
  values: Record<string, unknown> | undefined,
  signal: AbortSignal,
): Promise<CheckReport> {
  const settings = values === undefined ? await core.settings() : await previewSettings(core.host.settings, values)
  throw new Error(`${settings} ${signal} ${runCheck}`)
}

import type { Host } from '@openwith/connector-core/host'
import { describe } from 'vitest'
import { describeAccess } from './describe-access.ts'
import { describeContent } from './describe-content.ts'
import { describeFolder } from './describe-folder.ts'
import { describeServerDoor } from './describe-server-door.ts'
import { describeSettings } from './describe-settings.ts'
import { describeState } from './describe-state.ts'
import { type HostSuite, trialOf } from './host-suite.ts'

/**
 * The conformance suite of a host: run it against the real CMS. Every test gets a fresh host, so nothing depends on order. What `features` leaves out is
 * printed by name and not covered.
 */
export function describeHost<H extends Host>(name: string, suite: HostSuite<H>): void {
  const { features = {} } = suite
  const lacking = [
    ...(features.without ?? []).map((method) => `documents.${method}`),
    ...(['replaceOutside', 'touchMetadata', 'revoke', 'visibleSettings', 'serverDoor'] as const).filter(
      (feature) => features[feature] === undefined,
    ),
    ...(['streams', 'emptyFiles', 'handClock'] as const).filter((feature) => features[feature] === false),
  ]
  if (lacking.length > 0) console.info(`describeHost ${name}: not covered: ${lacking.join(', ')}`)

  const trial = trialOf(suite)
  describe(`host ${name}`, () => {
    describeContent(trial, features)
    describeFolder(trial, features)
    describeAccess(trial, features)
    describeState(trial, features)
    describeSettings(trial, features)
    describeServerDoor(trial, features)
  })
}

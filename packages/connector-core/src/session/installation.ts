import { randomBytes } from 'node:crypto'
import type { StateStore } from '../host.ts'
import { updateState } from './update-state.ts'

/** What makes this installation of the connector different from every other one that uses the same Document Server. */
export interface Installation {
  /** Part of every document key, and `referenceData.instanceId`. */
  id: string
  /** Signs our own link tokens; neither the Document Server's secret nor the CMS's. */
  linkKey: string
}

/** Reads the installation's identity from the shared state; the first instance that starts makes it. */
export async function loadInstallation(state: StateStore): Promise<Installation> {
  const made: Installation = { id: randomBytes(6).toString('hex'), linkKey: randomBytes(32).toString('base64url') }
  const stored = await updateState<Installation>(state, 'installation', (current) =>
    current === null ? { value: made, ttlSeconds: null } : undefined,
  )
  return stored ?? made
}

import type { ServerContext } from '../../context.ts'
import type { ProofKeys } from '../proof-keys.ts'
import type { WopiClient } from '../wopi-client.ts'

/** What the parts of the WOPI client share. */
export interface WopiContext {
  server: ServerContext
  client: WopiClient
  proofKeys: ProofKeys
}

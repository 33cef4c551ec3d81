import type { Core } from '../core.ts'
import { ConnectorError } from '../errors.ts'
import type { WopiServer } from '../settings/index.ts'
import { wopiBases } from './addresses.ts'
import type { LoadedDiscovery } from './discovery.ts'
import { checkProof, type ProofInput, type ProofResult } from './proof.ts'

/**
 * Makes sure that a call comes from the client whose discovery is trusted. The signed address is built from the configured one and the request's own path
 * and query; `Host` and forwarded headers count for nothing. Throws `internal`: WOPI wants 500 for every proof that fails.
 */
export async function requireProof(
  core: Pick<Core, 'host' | 'wopiServers' | 'now'>,
  request: Request,
  { server, path, token }: { server: WopiServer | null; path: string; token: string },
): Promise<void> {
  if (server === null || server.proof === 'off') return
  const { headers } = request
  const { search } = new URL(request.url)
  const input: ProofInput = {
    urls: wopiBases(core, server).map((base) => `${base}/${path.replace(/^\/+/, '')}${search}`),
    accessToken: token,
    timestamp: headers.get('x-wopi-timestamp'),
    proof: headers.get('x-wopi-proof'),
    proofOld: headers.get('x-wopi-proofold'),
    now: core.now(),
  }
  const source = core.wopiServers.source(server)
  const check = (loaded: LoadedDiscovery): ProofResult | 'no_keys' =>
    loaded.keys === null ? 'no_keys' : checkProof(loaded.keys, input)

  let result = await source.current().then(check, (cause: unknown) => {
    if (server.proof === 'required') throw failed('The keys of the WOPI server could not be read.', cause)
    return 'no_keys' as const
  })
  if (result === 'valid') return
  if (result === 'stale') {
    // good, but the keys are about to change
    void source.refresh().catch(() => {})
    return
  }
  if (result === 'invalid' || (result === 'no_keys' && server.proof === 'required'))
    result = check(await source.refresh())
  if (result === 'valid' || result === 'stale') return
  if (result === 'no_keys' && server.proof === 'optional') return
  throw failed(`A WOPI request could not prove where it comes from (${result}).`)
}

function failed(message: string, cause?: unknown): ConnectorError {
  return new ConnectorError('internal', message, { cause })
}

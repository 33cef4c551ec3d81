import type { Core } from '../core.ts'
import { ConnectorError } from '../errors.ts'
import type { WopiServer } from '../settings/index.ts'
import { wopiBases } from './addresses.ts'
import type { LoadedDiscovery } from './discovery.ts'
import { checkProof, type ProofInput, type ProofResult, proofAge } from './proof.ts'

/**
 * Makes sure that a call comes from the client whose discovery is trusted. The signed address is built from the configured one and the request's own path
 * and query; `Host` and forwarded headers count for nothing. `unproven`: none is asked for. Throws `internal`: WOPI wants 500 for every proof that fails.
 */
export async function requireProof(
  core: Pick<Core, 'host' | 'wopiServers' | 'now'>,
  request: Request,
  { server, path, token }: { server: WopiServer | null; path: string; token: string },
): Promise<'proven' | 'unproven'> {
  if (server === null || server.proof === 'off') return 'unproven'
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
  if (result === 'valid') return 'proven'
  if (result === 'stale') {
    // good, but the keys are about to change
    void source.refresh().catch(() => {})
    return 'proven'
  }
  // new keys, or none any more
  if (result === 'invalid' || result === 'unsigned' || (result === 'no_keys' && server.proof === 'required'))
    result = check(await source.refresh())
  if (result === 'valid' || result === 'stale') return 'proven'
  if (result === 'no_keys' && server.proof === 'optional') return 'unproven'
  throw failed(sentences[result](input))
}

const sentences: Record<'invalid' | 'unsigned' | 'too_old' | 'no_keys', (input: ProofInput) => string> = {
  invalid: () =>
    'A WOPI request is signed for another address or with another key. The setting storageUrl must be the address that the WOPI server calls.',
  unsigned: () =>
    'A WOPI request is not signed, although the discovery of its server has keys. Restart that server if its keys were removed, or allow calls without proof in the settings.',
  too_old: (input) => {
    const seconds = Math.round((proofAge(input) ?? 0) / 1000)
    const by = `${Math.abs(seconds)} seconds ${seconds > 0 ? 'behind' : 'ahead of'}`
    return `A WOPI request bears a time that is ${by} this machine's clock; 20 minutes are allowed. Set the clocks of both machines right.`
  },
  no_keys: () => 'The discovery of the WOPI server has no keys, but the settings require its calls to be signed.',
}

function failed(message: string, cause?: unknown): ConnectorError {
  return new ConnectorError('internal', message, { cause })
}

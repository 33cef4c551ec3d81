import { randomBytes } from 'node:crypto'
import { ConnectorError, hasCode } from '../errors.ts'
import type { StateStore } from '../host.ts'
import type { LinkTokens } from '../jwt/index.ts'
import { type CarriedToken, carriedTokens } from './carried-tokens.ts'

export interface ProbeDependencies {
  state: StateStore
  links: LinkTokens
}

/** What the instance that Document Server reached saw of it. */
export interface ProbeVisits {
  count: number
  /** The first visit's. */
  tokens: CarriedToken[]
  /** The link's own token did not arrive as it was sent. */
  refused: boolean
}

/** Life of a check's marks and links; longer than any check. */
const ttlSeconds = 600
const unvisited: ProbeVisits = { count: 0, tokens: [], refused: false }

function stateKey(id: string): string {
  return `check:${id}`
}

/** Begins a check: only visits of a begun check are recorded, so strangers cannot fill the state. */
export async function beginProbe({ state, links }: ProbeDependencies): Promise<{ id: string; token: string }> {
  const id = randomBytes(18).toString('base64url')
  await state.swap(stateKey(id), null, JSON.stringify(unvisited), ttlSeconds)
  return { id, token: links.issue('check', { key: id }, ttlSeconds) }
}

export async function readVisits({ state }: ProbeDependencies, id: string): Promise<ProbeVisits> {
  return parse(await state.get(stateKey(id))) ?? unvisited
}

export async function endProbe({ state }: ProbeDependencies, id: string): Promise<void> {
  for (let tries = 0; tries < 5; tries += 1) {
    const value = await state.get(stateKey(id))
    if (value === null || (await state.swap(stateKey(id), value, null, null))) return
  }
}

/** The text that Document Server is asked to convert. */
export function probeText(id: string): string {
  return `Connection check ${id}\n`
}

/**
 * Answers `GET <server door>/check/<id>.txt?token=` and records in the shared state that Document Server came, and with which tokens: the check that
 * waits for it may run in another instance, with settings that are not stored yet. Errors are thrown as `ConnectorError` for the door to render:
 * `method_not_allowed`, `not_found`, `token_invalid`, `token_expired`.
 */
export async function serveProbe(request: Request, dependencies: ProbeDependencies): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    throw new ConnectorError('method_not_allowed', 'The probe file of the connection check can only be read.')
  const url = new URL(request.url)
  const id = /\/([\w-]{24})\.txt$/.exec(url.pathname)?.[1]
  if (id === undefined || (await dependencies.state.get(stateKey(id))) === null)
    throw new ConnectorError('not_found', 'There is no connection check of this name, or it is over.')
  let refusal: ConnectorError | null = null
  try {
    readCheckLink(dependencies.links, url, id)
  } catch (error) {
    if (!hasCode(error, 'token_invalid', 'token_expired')) throw error
    refusal = error
  }
  await record(dependencies.state, id, carriedTokens(request.headers), refusal !== null)
  if (refusal) throw refusal
  const text = probeText(id)
  return new Response(request.method === 'HEAD' ? null : text, {
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-length': String(Buffer.byteLength(text)),
      'cache-control': 'no-store',
    },
  })
}

/** Id of the check that the link's token is for. Throws `token_invalid`, `token_expired`. */
export function readCheckLink(links: LinkTokens, url: URL, id?: string): string {
  const claims = links.read('check', url.searchParams.get('token'))
  if (claims.key === undefined || (id !== undefined && claims.key !== id))
    throw new ConnectorError('token_invalid', 'This link belongs to another connection check. Start the check again.')
  return claims.key
}

async function record(state: StateStore, id: string, tokens: CarriedToken[], refused: boolean): Promise<void> {
  for (let tries = 0; tries < 5; tries += 1) {
    const value = await state.get(stateKey(id))
    const seen = parse(value)
    if (!seen) return
    const next = {
      count: Math.min(seen.count + 1, 999),
      tokens: seen.tokens.length > 0 ? seen.tokens : tokens,
      refused: seen.refused || refused,
    }
    if (await state.swap(stateKey(id), value, JSON.stringify(next), ttlSeconds)) return
  }
}

function parse(value: string | null): ProbeVisits | null {
  return value === null ? null : (JSON.parse(value) as ProbeVisits)
}

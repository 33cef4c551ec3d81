import { createHash } from 'node:crypto'
import { ConnectorError } from '../errors.ts'
import type { LinkTokens } from '../jwt/index.ts'
import { carriedTokens } from './carried-tokens.ts'
import { readCheckLink } from './probe.ts'

/** What arrived at the server door, as hashes: enough to compare, nothing to leak. */
export interface Echo {
  error: 0
  /** Bytes of the body. */
  size: number
  /** Hex SHA-256 of the body. */
  sha256: string
  tokens: { name: string; sha256: string }[]
}

const maxEchoBytes = 2 * 1024 * 1024

/**
 * Answers `POST <server door>/check?token=`: says what of a callback comes through the CMS's middleware. Keeps nothing. Errors are thrown as
 * `ConnectorError` for the door to render: `method_not_allowed`, `token_invalid`, `token_expired`, `too_large`.
 */
export async function receiveEcho(request: Request, { links }: { links: LinkTokens }): Promise<Response> {
  if (request.method !== 'POST')
    throw new ConnectorError('method_not_allowed', 'The echo of the connection check can only be posted to.')
  readCheckLink(links, new URL(request.url))
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.length
    if (size > maxEchoBytes)
      throw new ConnectorError('too_large', 'The body of the connection check is larger than it ever sends.')
    hash.update(chunk)
  }
  const tokens = carriedTokens(request.headers).map(({ name, value }) => ({ name, sha256: sha256(value) }))
  return Response.json({ error: 0, size, sha256: hash.digest('hex'), tokens } satisfies Echo)
}

/** Hex SHA-256 of a text's UTF-8 bytes. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

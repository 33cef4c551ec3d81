import { isDeepStrictEqual } from 'node:util'
import { ConnectorError } from '../errors.ts'
import { type Claims, isObject, type JwtSettings, tokenInHeader, verifyToken } from './verify.ts'

export interface IncomingMessage {
  /** The parsed JSON body. */
  body?: unknown
  /** Value of the header that `settings.jwtHeader` names. */
  header?: string | null
  settings: JwtSettings
  /** The key this callback address was issued for; a callback about another one is refused. */
  key?: string
  now?: Date
}

/** Fields that decide what is fetched, where it is stored and in whose name. */
const bindingFields = [
  'key',
  'status',
  'url',
  'changesurl',
  'filetype',
  'formsdataurl',
  'forcesavetype',
  'notmodified',
  'users',
  'actions',
  'userdata',
  'mailMerge',
] as const

/**
 * The event of a callback, taken from verified claims only: those of the body's `token`, else those of the header's token. With JWT switched off, the
 * plain body. A plain body beside the token may lack fields (Document Server truncates long ones) but must not contradict it.
 * Throws `token_invalid`, `token_expired`, `not_configured`, `bad_request`.
 * Source: ONLYOFFICE docs, "Callback handler" and "Token > Request".
 */
export function readIncoming(message: IncomingMessage): Claims {
  const plain = message.body ?? {}
  if (!isObject(plain))
    throw new ConnectorError('bad_request', 'The callback is not a JSON object. Check what stands between the servers.')
  const event = message.settings.jwtDisabled ? plain : verifiedEvent(plain, message)
  // The same secret signs editor configs and commands: only a number and a key make it a callback.
  if (!Number.isInteger(event.status) || typeof event.key !== 'string' || event.key === '')
    throw new ConnectorError('token_invalid', 'The token is not one of a callback.')
  if (message.key !== undefined && event.key !== message.key)
    throw new ConnectorError('token_invalid', 'The callback is about another document than its address.')
  return event
}

function verifiedEvent(plain: Claims, message: IncomingMessage): Claims {
  const now = message.now ?? new Date()
  const inBody = typeof plain.token === 'string' && plain.token !== '' ? plain.token : null
  const token = inBody ?? tokenInHeader(message.header, message.settings)
  if (token === null) {
    // Without a secret nobody can have signed; say that first.
    if (message.settings.secret === '') verifyToken('', message.settings, now)
    throw new ConnectorError(
      'token_invalid',
      'The callback carries no token. Check that JWT is on in Document Server and that both use the same header.',
    )
  }
  const claims = verifyToken(token, message.settings, now)
  const event = isObject(claims.payload) && typeof claims.status !== 'number' ? claims.payload : claims
  for (const field of bindingFields) {
    const said = plain[field] ?? null
    if (said === null || isDeepStrictEqual(said, event[field] ?? null)) continue
    throw new ConnectorError('token_invalid', `The callback's field ${field} differs from what its token says.`)
  }
  return event
}

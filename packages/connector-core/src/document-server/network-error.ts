import { ConnectorError } from '../errors.ts'

/** Why an exchange failed on the way, as `detail.reason` says it. */
export type NetworkReason =
  | 'dns'
  | 'refused'
  | 'unroutable'
  | 'reset'
  | 'connect_timeout'
  | 'answer_timeout'
  | 'tls_untrusted'
  | 'tls_expired'
  | 'tls_host'
  | 'tls_protocol'
  | 'not_http'
  | 'other'

const reasonOfCode: Readonly<Record<string, NetworkReason>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  ENODATA: 'dns',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unroutable',
  ENETUNREACH: 'unroutable',
  EHOSTDOWN: 'unroutable',
  EADDRNOTAVAIL: 'unroutable',
  EACCES: 'unroutable',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  ETIMEDOUT: 'connect_timeout',
  UND_ERR_CONNECT_TIMEOUT: 'connect_timeout',
  UND_ERR_HEADERS_TIMEOUT: 'answer_timeout',
  UND_ERR_BODY_TIMEOUT: 'answer_timeout',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls_untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls_untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'tls_untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls_untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls_untrusted',
  CERT_UNTRUSTED: 'tls_untrusted',
  CERT_SIGNATURE_FAILURE: 'tls_untrusted',
  INVALID_CA: 'tls_untrusted',
  CERT_HAS_EXPIRED: 'tls_expired',
  CERT_NOT_YET_VALID: 'tls_expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls_host',
  HOSTNAME_MISMATCH: 'tls_host',
  EPROTO: 'tls_protocol',
}

/** The reason behind an error of undici, `node:net` or `node:tls`. */
export function networkReason(error: unknown): NetworkReason {
  const code = codeOf(error)
  const known = reasonOfCode[code]
  if (known) return known
  if (/^(ERR_SSL_|ERR_TLS_|ERR_OSSL_)/.test(code)) return 'tls_protocol'
  if (/^(CERT_|CRL_|UNABLE_TO_)/.test(code)) return 'tls_untrusted'
  if (code.startsWith('HPE_')) return 'not_http'
  return 'other'
}

function codeOf(error: unknown): string {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth += 1)
    if ('code' in at && typeof at.code === 'string') return at.code
  return ''
}

/**
 * What a failed exchange with Document Server is called and what to change. `setting` is the one that holds the address. `detail` has `address`
 * (scheme, host, port), `setting` and `reason`. Codes: `document_server_unreachable`, `document_server_timeout`, `document_server_tls`,
 * `document_server_answer`.
 */
export function toNetworkError(error: unknown, address: string, setting: string): ConnectorError {
  if (error instanceof ConnectorError) return error
  const reason = networkReason(error)
  const host = address.replace(/^https?:\/\//, '')
  const fail = (
    code: 'document_server_unreachable' | 'document_server_timeout' | 'document_server_tls' | 'document_server_answer',
    message: string,
    toChange = setting,
  ) => new ConnectorError(code, message, { cause: error, detail: { address, setting: toChange, reason } })

  switch (reason) {
    case 'dns':
      return fail(
        'document_server_unreachable',
        `This server does not know the host name in Document Server's address ${host}: correct ${setting}, or the name service.`,
      )
    case 'refused':
      return fail(
        'document_server_unreachable',
        `Nothing listens at Document Server's address ${host}: start Document Server, or correct ${setting}.`,
      )
    case 'unroutable':
      return fail(
        'document_server_unreachable',
        `There is no route from this server to Document Server's address ${host}: check network and firewall, or correct ${setting}.`,
      )
    case 'connect_timeout':
      return fail(
        'document_server_timeout',
        `Document Server's address ${host} does not accept a connection in time: check the firewall between both servers, or correct ${setting}.`,
      )
    case 'answer_timeout':
      return fail(
        'document_server_timeout',
        `Document Server at ${host} did not answer in time: check its load, or raise the timeout in the connector settings.`,
      )
    case 'tls_untrusted':
      return fail(
        'document_server_tls',
        `The certificate of Document Server at ${host} comes from an authority that this server does not trust: add that authority's certificate to caBundle.`,
        'caBundle',
      )
    case 'tls_expired':
      return fail(
        'document_server_tls',
        `The certificate of Document Server at ${host} has expired or is not valid yet: renew it, or correct the clock of this server.`,
      )
    case 'tls_host':
      return fail(
        'document_server_tls',
        `The certificate of Document Server at ${host} is for another host name: use a name that the certificate holds in ${setting}, or renew the certificate.`,
      )
    case 'tls_protocol':
      return fail(
        'document_server_tls',
        `No TLS connection to Document Server's address ${host} can be made: check in ${setting} whether port and https belong together.`,
      )
    case 'not_http':
      return fail(
        'document_server_answer',
        `What answers at Document Server's address ${host} does not speak HTTP: check in ${setting} whether port and http or https belong together.`,
      )
    case 'reset':
    case 'other':
      return fail(
        'document_server_unreachable',
        `The connection to Document Server at ${host} broke: check that it runs and that ${setting} has the right protocol and port.`,
      )
  }
}

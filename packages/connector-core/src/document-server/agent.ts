import { X509Certificate } from 'node:crypto'
import { createSecureContext, getCACertificates, rootCertificates } from 'node:tls'
import { Agent } from 'undici'
import { ConnectorError } from '../errors.ts'
import type { Settings } from '../settings/settings.ts'

/**
 * A connection pool with the connector's own timeouts and trust: the system's authorities plus `caBundle`. Nothing process-wide is changed. The caller
 * closes it. Throws `settings_invalid` when `caBundle` is not PEM.
 */
export function createAgent(settings: Pick<Settings, 'caBundle' | 'tlsVerify' | 'connectTimeoutSeconds'>): Agent {
  return new Agent({
    connect: {
      timeout: settings.connectTimeoutSeconds * 1000,
      rejectUnauthorized: settings.tlsVerify,
      ...(settings.caBundle === '' ? {} : { secureContext: trust(settings.caBundle) }),
    },
    // Each request brings its own deadline, which covers the whole exchange.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
}

/** One context for all connections: reading some 150 authorities for each of them would cost milliseconds. */
function trust(caBundle: string) {
  // Absent before Node 22.15.
  const system: readonly string[] = typeof getCACertificates === 'function' ? getCACertificates() : rootCertificates
  const own = caBundle.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)
  try {
    if (!own) throw new Error('no certificate in the bundle')
    // Node skips in silence what it cannot read.
    for (const certificate of own) new X509Certificate(certificate)
    return createSecureContext({ ca: [...system, ...own] })
  } catch (cause) {
    throw new ConnectorError(
      'settings_invalid',
      'The private certificates in caBundle cannot be read: paste each as PEM text, from BEGIN CERTIFICATE to END CERTIFICATE.',
      { cause, detail: { setting: 'caBundle' } },
    )
  }
}

import type { DocumentServerClient } from '../document-server/index.ts'
import { ConnectorError } from '../errors.ts'
import { documentServerAddress } from '../settings/index.ts'
import { documentServerSetting, hostOf, isLoopback } from './check-addresses.ts'
import { type Finding, fail, pass, warn } from './check-report.ts'
import { clientSentence } from './client-fault.ts'
import { say } from './sentence.ts'

/** Step 2: our server to Document Server, by the internal address. Source: ONLYOFFICE docs, "Health check". */
export async function checkHealth(client: DocumentServerClient, signal?: AbortSignal): Promise<Finding> {
  const { settings } = client
  const host = hostOf(documentServerAddress(settings))
  const setting = documentServerSetting(settings)
  const answer = await ask(() => client.get('/healthcheck', { signal }))
  if (answer instanceof ConnectorError) return failWith(answer)
  const { status, text } = answer
  if (status === 200 && text.trim() === 'true') return pass(say('healthy', { host }))
  if (status === 200 && text.trim() === 'false') return fail(say('unhealthy', { host }))
  if (status === 403) return fail(say('healthRefused', { host }))
  if (status >= 500) return fail(say('behindProxy', { host, status }))
  return fail(say('noHealthCheck', { host, status, setting: { setting } }), setting)
}

/**
 * Step 3: browsers to Document Server, by the public address. `pageUrl` is the page that will hold the editor. Null: step 2 has found the same address
 * at fault already.
 */
export async function checkPublic(
  client: DocumentServerClient,
  pageUrl: string,
  { healthy, signal }: { healthy: boolean; signal?: AbortSignal },
): Promise<Finding | null> {
  const { documentServerUrl, documentServerInternalUrl } = client.settings
  const separate = documentServerInternalUrl !== '' && documentServerInternalUrl !== documentServerUrl
  const host = hostOf(documentServerUrl)
  // Browsers count loopback as secure.
  if (/^https:/i.test(pageUrl) && /^http:/i.test(documentServerUrl) && !isLoopback(documentServerUrl))
    return fail(say('mixedContent', { host }), 'documentServerUrl')
  if (!separate && !healthy) return null
  const script = '/web-apps/apps/api/documents/api.js'
  const answer = await ask(() => client.get(script, { address: 'public', maxBytes: 8 * 1024 * 1024, signal }))
  if (answer instanceof ConnectorError) {
    if (!separate) return failWith(answer)
    return warn(say('publicNotSeen', { host, address: documentServerUrl + script }), 'documentServerUrl')
  }
  if (answer.status === 200 && answer.text.includes('DocsAPI') && !/^\s*</.test(answer.text))
    return pass(say('scriptFound', { host }))
  return fail(say('scriptMissing', { host, status: answer.status }), 'documentServerUrl')
}

/** The sentence and the setting of a client's error. */
export function failWith(error: ConnectorError): Finding {
  const setting = error.detail?.setting
  return fail(clientSentence(error), isSetting(setting) ? setting : undefined)
}

const named = ['documentServerUrl', 'documentServerInternalUrl', 'caBundle', 'secret', 'maxDocumentBytes'] as const

function isSetting(name: unknown): name is (typeof named)[number] {
  return (named as readonly unknown[]).includes(name)
}

/** An answer, or the error that a step turns into a sentence. Anything else, such as an aborted check, is thrown. */
export async function ask<Answer>(run: () => Promise<Answer>): Promise<Answer | ConnectorError> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof ConnectorError) return error
    throw error
  }
}

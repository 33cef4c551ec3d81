import type { DocumentServerClient } from '../document-server/index.ts'
import { ConnectorError } from '../errors.ts'
import { documentServerAddress } from '../settings/index.ts'
import { documentServerSetting, hostOf, isLoopback } from './check-addresses.ts'
import { type Finding, fail, pass, warn } from './check-report.ts'

/** Step 2: our server to Document Server, by the internal address. Source: ONLYOFFICE docs, "Health check". */
export async function checkHealth(client: DocumentServerClient, signal?: AbortSignal): Promise<Finding> {
  const { settings } = client
  const host = hostOf(documentServerAddress(settings))
  const setting = documentServerSetting(settings)
  const answer = await ask(() => client.get('/healthcheck', { signal }))
  if (answer instanceof ConnectorError) return failWith(answer)
  const { status, text } = answer
  if (status === 200 && text.trim() === 'true') return pass(`Document Server at ${host} answers that it is healthy.`)
  if (status === 200 && text.trim() === 'false')
    return fail(
      `Document Server at ${host} runs but says that it is not healthy: its database, queue, storage or cache does not work, and its log says which.`,
    )
  if (status === 403)
    return fail(
      `Document Server at ${host} refuses this server (403): allow this server's address in its ipfilter, or in the proxy before it.`,
    )
  if (status >= 500)
    return fail(
      `The proxy at ${host} answers, but Document Server behind it does not (${status}): wait until it has started, or look at its log.`,
    )
  return fail(
    `What answers at ${host} is not Document Server (no health check there, status ${status}): correct host, port and path in ${setting}.`,
    setting,
  )
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
    return fail(
      `Browsers show this CMS by https and block Document Server at ${host}, which is set with http: give Document Server a certificate and set documentServerUrl to its https address.`,
      'documentServerUrl',
    )
  if (!separate && !healthy) return null
  const script = '/web-apps/apps/api/documents/api.js'
  const answer = await ask(() => client.get(script, { address: 'public', maxBytes: 8 * 1024 * 1024, signal }))
  if (answer instanceof ConnectorError) {
    if (!separate) return failWith(answer)
    return warn(
      `This server cannot reach ${host}, where browsers look for the editor, which is fine only if browsers can: open ${documentServerUrl}${script} in one, and correct documentServerUrl if it shows no script.`,
      'documentServerUrl',
    )
  }
  if (answer.status === 200 && answer.text.includes('DocsAPI') && !/^\s*</.test(answer.text))
    return pass(`The editor's script is at the public address, ${host}.`)
  return fail(
    `The editor's script is not at ${host} (status ${answer.status}): correct host, port and path in documentServerUrl.`,
    'documentServerUrl',
  )
}

/** The sentence and the setting of a client's error. */
export function failWith(error: ConnectorError): Finding {
  const setting = error.detail?.setting
  return fail(error.message, isSetting(setting) ? setting : undefined)
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

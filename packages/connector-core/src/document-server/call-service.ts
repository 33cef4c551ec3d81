import { ConnectorError } from '../errors.ts'
import type { DocumentServerClient, PostOptions } from './client.ts'

/**
 * Posts to the first of `paths` that Document Server has: older releases know a service by another path. Its services answer 200 whatever happens, so
 * any other status is an error here. The answer is a JSON object, or the text of an XML one. Throws `document_server_*`.
 */
export async function callService(
  client: DocumentServerClient,
  paths: readonly string[],
  params: object,
  options?: PostOptions,
): Promise<Record<string, unknown> | string> {
  let status = 404
  for (const path of paths) {
    const answer = await client.post(path, params, options)
    status = answer.status
    if (status === 404) continue
    if (status !== 200) break
    const { body } = answer
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>
    if (typeof body === 'string' && body.trimStart().startsWith('<?xml')) return body
    status = 0
    break
  }
  throw wrongAnswer(client, status)
}

function wrongAnswer({ settings }: DocumentServerClient, status: number): ConnectorError {
  const setting = settings.documentServerInternalUrl === '' ? 'documentServerUrl' : 'documentServerInternalUrl'
  const address = new URL(settings[setting]).origin
  const fail = (message: string, transient: boolean) =>
    new ConnectorError('document_server_answer', message, { detail: { address, setting, status }, transient })
  if (status === 0)
    return fail(
      `What answers at ${address} is not Document Server: correct ${setting}, or the proxy before Document Server.`,
      false,
    )
  if (status === 404)
    return fail(`Document Server's services are not found at ${address}: check the path in ${setting}.`, false)
  if (status === 403)
    return fail(
      `Document Server at ${address} refuses requests from this server: allow its address in Document Server's ipfilter or in the proxy before it.`,
      false,
    )
  if (status >= 500 || status === 429)
    return fail(
      `Document Server at ${address} answered with status ${status}: it may be starting or overloaded; its log has the reason.`,
      true,
    )
  return fail(
    `Document Server at ${address} answered with status ${status}: check that ${setting} leads to Document Server itself.`,
    false,
  )
}

import { type Finding, fail } from './check-report.ts'

/** Why a request for the server door was answered before it reached the connector. `what` names the request in the middle of a sentence. */
export function refusedByCms(status: number, host: string, what: string): Finding {
  if (status === 401 || status === 403)
    return fail(
      `The CMS at ${host} refuses ${what} itself (${status}): exempt the path of the connector's server door from its login, CSRF and access rules.`,
    )
  if (status === 404 || status === 405 || status === 200)
    return fail(
      `The connector's server door is not at ${host}${status === 200 ? '' : ` (${status})`}: correct host, port and path in storageUrl, or the public address of the CMS.`,
      'storageUrl',
    )
  if (status === 413)
    return fail(`The CMS at ${host} refuses ${what} as too large (413): raise its limit for JSON bodies to 2 MB.`)
  return fail(
    `The CMS at ${host} answers ${what} with status ${status} before the connector sees them: look at the log of the CMS and of the proxy before it.`,
  )
}

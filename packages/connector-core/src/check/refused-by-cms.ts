import { type Finding, fail } from './check-report.ts'
import { type Sentence, say } from './sentence.ts'

/** Why a request for the server door was answered before it reached the connector. `what` names such requests in the middle of a sentence. */
export function refusedByCms(status: number, host: string, what: Sentence): Finding {
  if (status === 401 || status === 403) return fail(say('cmsRefuses', { host, what, status }))
  if (status === 404 || status === 405 || status === 200)
    return fail(say('doorElsewhere', { host, status: status === 200 ? '' : ` (${status})` }), 'storageUrl')
  if (status === 413) return fail(say('cmsTooLarge', { host, what }))
  return fail(say('cmsAnswers', { host, what, status }))
}

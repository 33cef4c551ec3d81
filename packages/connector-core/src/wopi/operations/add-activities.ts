import { ConnectorError } from '../../errors.ts'
import { answerJson } from '../answer.ts'
import type { FileCall } from '../call.ts'
import { readText } from '../read-text.ts'

const maxBodyBytes = 1 << 20
const maxActivities = 100
const stored = { Status: 0, Message: '' }
const failed = { Status: 2, Message: 'The activity could not be stored.' }
const unsupported = { Status: 3, Message: 'This type of activity is not supported.' }

/** AddActivities: comments and mentions go to the host, one answer for each, in their order, with its id as it came. */
export async function addActivities({ core, request, document, user }: FileCall): Promise<Response> {
  const add = core.host.documents.addActivity
  if (add === undefined) throw new ConnectorError('not_supported', 'This CMS takes no activities.')
  const responses = []
  for (const activity of readActivities(await readText(request, maxBodyBytes))) {
    const { type, id, data } = activity
    let outcome: typeof stored = unsupported
    if (type.toLowerCase() === 'comment') {
      outcome = await add.call(core.host.documents, document.id, { type: 'comment', id, data }, { by: user }).then(
        () => stored,
        (cause: unknown) => {
          core.host.log({
            level: 'warn',
            code: 'wopi.activity',
            message: 'An activity of the editor could not be stored.',
            documentId: document.id,
            cause,
          })
          return failed
        },
      )
    }
    responses.push({ Id: id, ...outcome })
  }
  return answerJson({ ActivityResponses: responses })
}

interface Activity {
  type: string
  id: string
  data: Record<string, unknown>
}

function readActivities(text: string): Activity[] {
  const list = asObject(parse(text)).Activities
  if (!Array.isArray(list) || list.length > maxActivities)
    throw new ConnectorError('bad_request', `Activities must be a list of at most ${maxActivities}.`)
  return list.map((item) => {
    const { Type: type, Id: id, Data: data } = asObject(item)
    if (typeof type !== 'string' || typeof id !== 'string' || id.length > 128)
      throw new ConnectorError('bad_request', 'Every activity needs a type and an id.')
    return { type, id, data: asObject(data) }
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ConnectorError('bad_request', 'The body must be JSON.', { cause })
  }
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

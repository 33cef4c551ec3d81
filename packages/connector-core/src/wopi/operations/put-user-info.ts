import type { Core } from '../../core.ts'
import { ConnectorError } from '../../errors.ts'
import { hashId, updateState } from '../../session/index.ts'
import { done } from '../answer.ts'
import type { FileCall } from '../call.ts'
import { readText } from '../read-text.ts'

const maxLength = 1024
const entryOf = (userId: string): string => `wopi/user-info/${hashId(userId)}`

/** PutUserInfo: up to 1024 ASCII characters, kept for the user, not for the file. */
export async function putUserInfo({ core, request, user }: FileCall): Promise<Response> {
  const text = await readText(request, maxLength)
  if (!/^[\x20-\x7e\t\r\n]*$/.test(text)) throw new ConnectorError('bad_request', 'User info must be ASCII text.')
  await updateState<string>(core.host.state, entryOf(user.id), () => ({ value: text, ttlSeconds: null }))
  return done()
}

/** What was put last, or nothing. */
export async function readUserInfo({ host }: Pick<Core, 'host'>, userId: string): Promise<string> {
  const stored = await host.state.get(entryOf(userId))
  return stored === null ? '' : (JSON.parse(stored) as string)
}

import { forcesave } from '../command/index.ts'
import type { Core } from '../core.ts'
import { ConnectorError } from '../errors.ts'
import type { User } from '../host.ts'
import { findDocument } from './find-document.ts'

/** Asks Document Server to store the running session now. The bytes arrive by callback. */
export async function saveNow(core: Core, id: string, user: User): Promise<{ saved: 'started' | 'unchanged' }> {
  const { document, permissions } = await findDocument(core, id, user)
  if (!permissions.edit) throw new ConnectorError('forbidden', `You may not change ${document.name}.`)
  const session = await core.sessions.current(id)
  if (session === null) return { saved: 'unchanged' }
  const answer = await forcesave(await core.client(), session.key)
  return { saved: answer === 'started' ? 'started' : 'unchanged' }
}

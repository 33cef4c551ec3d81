import { forcesave } from '../command/index.ts'
import type { Core } from '../core.ts'
import { ConnectorError, hasCode } from '../errors.ts'
import type { User } from '../host.ts'
import { findDocument } from './find-document.ts'

/** Asks Document Server to store the running session now. The bytes arrive by callback. */
export async function saveNow(core: Core, id: string, user: User): Promise<{ saved: 'started' | 'unchanged' }> {
  const { document, permissions } = await findDocument(core, id, user)
  if (!permissions.edit) throw new ConnectorError('forbidden', `You may not change ${document.name}.`)
  const session = await core.sessions.current(id)
  if (session === null) return { saved: 'unchanged' }
  try {
    await forcesave(await core.client(), session.key, 'openwith')
    return { saved: 'started' }
  } catch (error) {
    // 1: nobody has it open; 4: nothing to store
    if (hasCode(error, 'command_failed') && (error.detail?.commandError === 1 || error.detail?.commandError === 4))
      return { saved: 'unchanged' }
    throw error
  }
}

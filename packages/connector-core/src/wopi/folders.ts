import { ConnectorError } from '../errors.ts'
import type { FolderStore } from '../host.ts'
import type { WopiCall } from './call.ts'

/** The host's folders. Throws `not_supported` where it has none, or they are switched off. */
export function foldersOf({ core }: Pick<WopiCall, 'core'>): FolderStore {
  const folders = core.wopiFeatures.containers ? core.host.folders : undefined
  if (folders === undefined) throw new ConnectorError('not_supported', 'There are no folders here.')
  return folders
}

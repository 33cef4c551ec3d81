import { hasCode } from '../../errors.ts'
import { conflict, done } from '../answer.ts'
import { type FolderCall, requireWrite } from '../call.ts'
import { foldersOf } from '../folders.ts'

/** DeleteContainer: an empty folder only. */
export async function deleteContainer(call: FolderCall): Promise<Response> {
  const { core, folder, user } = call
  const folders = foldersOf(call)
  const isRoot = (await folders.root()).id === folder.id
  requireWrite(call, !isRoot && (await core.host.access.mayCreate(user, { beside: null, folder: folder.id })))
  try {
    await folders.delete(folder.id, { by: user })
    return done()
  } catch (error) {
    if (!hasCode(error, 'version_conflict')) throw error
    return conflict('', 'The folder is not empty.')
  }
}

import { hasCode } from '../../errors.ts'
import { answerJson, headerText } from '../answer.ts'
import { type FolderCall, header, requireWrite } from '../call.ts'
import { foldersOf } from '../folders.ts'
import { exactName } from '../requested-name.ts'

/** RenameContainer: the address of the folder stays. */
export async function renameContainer(call: FolderCall): Promise<Response> {
  const { core, folder, user } = call
  const folders = foldersOf(call)
  requireWrite(call, await core.host.access.mayCreate(user, { beside: null, folder: folder.id }))
  try {
    const name = exactName(header(call, 'x-wopi-requestedname') ?? '')
    const renamed = name === folder.name ? folder : await folders.rename(folder.id, name, { by: user })
    return answerJson({ Name: renamed.name })
  } catch (error) {
    if (!hasCode(error, 'name_invalid', 'name_taken', 'forbidden')) throw error
    return new Response(null, {
      status: 400,
      headers: { 'x-wopi-invalidcontainernameerror': headerText(error.message), 'cache-control': 'no-store' },
    })
  }
}

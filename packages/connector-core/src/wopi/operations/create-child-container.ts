import { numberedName } from '../../create/index.ts'
import { ConnectorError, hasCode } from '../../errors.ts'
import type { StoredFolder } from '../../host.ts'
import { answerJson, conflict } from '../answer.ts'
import { type FolderCall, requireWrite } from '../call.ts'
import { folderAddress } from '../file-links.ts'
import { foldersOf } from '../folders.ts'
import { exactName, suggestedName } from '../requested-name.ts'
import { containerInfo } from './check-container-info.ts'
import { readTarget } from './put-relative-file.ts'

const attempts = 50

/** CreateChildContainer: a folder in this folder, under a free name when it is only suggested. */
export async function createChildContainer(call: FolderCall): Promise<Response> {
  const { core, folder, user } = call
  const asked = readTarget(call)
  requireWrite(call, await core.host.access.mayCreate(user, { beside: null, folder: folder.id }))
  const name = 'exact' in asked ? exactName(asked.exact) : suggestedName(asked.suggested, 'Folder')
  const made = await create(call, name, 'exact' in asked ? 1 : attempts)
  if (made === null) return conflict('', 'The name is taken.')
  return answerJson({
    ContainerPointer: { Name: made.name, Url: await folderAddress(call, made.id) },
    ContainerInfo: await containerInfo({ ...call, folder: made }),
  })
}

async function create(call: FolderCall, name: string, times: number): Promise<StoredFolder | null> {
  for (let number = 1; number <= times; number += 1) {
    try {
      return await foldersOf(call).create(call.folder.id, numberedName(name, number), { by: call.user })
    } catch (error) {
      if (!hasCode(error, 'name_taken')) throw error
    }
  }
  if (times === 1) return null
  throw new ConnectorError('name_taken', `The name ${name} and ${times} numbered ones are taken.`)
}

import { answerJson } from '../answer.ts'
import type { FolderCall } from '../call.ts'
import { foldersOf } from '../folders.ts'

/** CheckContainerInfo. */
export async function checkContainerInfo(call: FolderCall): Promise<Response> {
  return answerJson(await containerInfo(call))
}

/** What a client may know of a folder. The root can be neither renamed nor deleted. */
export async function containerInfo(call: FolderCall): Promise<Record<string, unknown>> {
  const { core, folder, user, claims } = call
  const { access, pages, documents } = core.host
  const mayChange = claims.right === 'edit' && (await access.mayCreate(user, { beside: null, folder: folder.id }))
  const isRoot = (await foldersOf(call).root()).id === folder.id
  const page = pages?.folder?.(folder)
  return {
    Name: folder.name,
    UserCanCreateChildContainer: mayChange,
    UserCanCreateChildFile: mayChange && documents.create !== undefined,
    UserCanDelete: mayChange && !isRoot,
    UserCanRename: mayChange,
    IsAnonymousUser: false,
    IsEduUser: false,
    LicenseCheckForEditIsEnabled: false,
    ...(page === undefined
      ? {}
      : { HostUrl: page, SharingUrl: page, SupportedShareUrlTypes: ['ReadOnly', 'ReadWrite'] }),
  }
}

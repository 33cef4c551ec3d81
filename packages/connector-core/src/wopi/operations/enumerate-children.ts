import { extensionOf } from '../../formats/index.ts'
import { answerJson } from '../answer.ts'
import { type FolderCall, header } from '../call.ts'
import { fileAddress, folderAddress } from '../file-links.ts'
import { foldersOf } from '../folders.ts'

/** EnumerateChildren, filtered by extensions on demand. */
export async function enumerateChildren(call: FolderCall): Promise<Response> {
  const { core, folder, user } = call
  const { folders, documents } = await foldersOf(call).children(folder.id, { user })
  const filter = header(call, 'x-wopi-fileextensionfilterlist')
  const wanted = filter?.split(',').map((extension) => extension.trim().toLowerCase().replace(/^\./, ''))
  const shown = documents.filter(({ name }) => wanted === undefined || wanted.includes(extensionOf(name)))
  return answerJson({
    ChildContainers: await Promise.all(
      folders.map(async ({ id, name }) => ({ Name: name, Url: await folderAddress(call, id) })),
    ),
    ChildFiles: await Promise.all(
      shown.map(async (document) => {
        const { version, lastModified } = await core.itemVersions.peek(document)
        return {
          Name: document.name,
          Url: await fileAddress(call, document.id),
          Size: document.size,
          Version: version,
          LastModifiedTime: lastModified,
        }
      }),
    ),
  })
}

import type { StoredFolder } from '../../host.ts'
import { answerJson } from '../answer.ts'
import type { FileCall, FolderCall, WopiCall } from '../call.ts'
import { folderAddress } from '../file-links.ts'
import { foldersOf } from '../folders.ts'

/** EnumerateAncestors of a document: its folder comes last. */
export async function enumerateFileAncestors(call: FileCall): Promise<Response> {
  const folders = foldersOf(call)
  const parent = await folders.of(call.document.id)
  return await answerAncestors(call, [...(await folders.ancestors(parent.id)), parent])
}

/** EnumerateAncestors of a folder; the root has none. */
export async function enumerateFolderAncestors(call: FolderCall): Promise<Response> {
  return await answerAncestors(call, await foldersOf(call).ancestors(call.folder.id))
}

async function answerAncestors(call: WopiCall, ancestors: readonly StoredFolder[]): Promise<Response> {
  return answerJson({
    AncestorsWithRootFirst: await Promise.all(
      ancestors.map(async ({ id, name }) => ({ Name: name, Url: await folderAddress(call, id) })),
    ),
  })
}

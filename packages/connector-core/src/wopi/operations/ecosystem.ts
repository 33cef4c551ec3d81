import { answerJson } from '../answer.ts'
import type { WopiCall } from '../call.ts'
import { ecosystemAddress, folderAddress } from '../file-links.ts'
import { foldersOf } from '../folders.ts'

/** GetEcosystem, of a file or a folder. */
export async function getEcosystem(call: WopiCall): Promise<Response> {
  foldersOf(call)
  return answerJson({ Url: await ecosystemAddress(call) })
}

/** CheckEcosystem. */
export async function checkEcosystem(call: WopiCall): Promise<Response> {
  foldersOf(call)
  return answerJson({ SupportsContainers: true })
}

/** GetRootContainer. */
export async function getRootContainer(call: WopiCall): Promise<Response> {
  const root = await foldersOf(call).root()
  return answerJson({ ContainerPointer: { Name: root.name, Url: await folderAddress(call, root.id) } })
}

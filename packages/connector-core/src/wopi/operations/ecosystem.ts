import { addressWithToken } from '../addresses.ts'
import { answerJson } from '../answer.ts'
import type { WopiCall } from '../call.ts'
import { folderAddress } from '../file-links.ts'
import { foldersOf } from '../folders.ts'

/** GetEcosystem, of a file or a folder. */
export async function getEcosystem(call: WopiCall): Promise<Response> {
  const { core, claims, server } = call
  foldersOf(call)
  const opens = { kind: 'ecosystem', id: '', userId: claims.userId, right: claims.right } as const
  return answerJson({ Url: await addressWithToken(core, server, opens) })
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

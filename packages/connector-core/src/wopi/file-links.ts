import type { StoredDocument } from '../host.ts'
import { addressWithToken, wopiBases, wopiId } from './addresses.ts'
import type { WopiCall } from './call.ts'

/** WOPISrc of a document with a token for the caller. */
export function fileAddress(call: WopiCall, id: string): Promise<string> {
  const { claims, core, server } = call
  return addressWithToken(core, server, { kind: 'file', id, userId: claims.userId, right: claims.right })
}

/** WOPISrc of a folder with a token for the caller. */
export function folderAddress(call: WopiCall, id: string): Promise<string> {
  const { claims, core, server } = call
  return addressWithToken(core, server, { kind: 'container', id, userId: claims.userId, right: claims.right })
}

/** An address of the bytes that needs neither a proof nor a further token: `FileUrl` and `DownloadUrl` are fetched as they are. */
export async function directAddress(call: WopiCall, document: StoredDocument): Promise<string> {
  const { core, claims, server } = call
  const { accessToken } = core.accessTokens.issue({ ...claims, kind: 'direct', right: 'view', id: document.id })
  return `${wopiBases(core, server)[0]}/direct/${await wopiId(core, 'file', document.id)}?access_token=${accessToken}`
}

/** The pages of the CMS for a document, where it has some. */
export function hostPages(call: WopiCall, document: StoredDocument): { HostViewUrl?: string; HostEditUrl?: string } {
  const page = call.core.host.pages?.document
  if (page === undefined) return {}
  return { HostViewUrl: page(document, 'view'), HostEditUrl: page(document, 'edit') }
}

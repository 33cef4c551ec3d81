import type { StoredDocument } from '../host.ts'
import { addressWithToken, wopiBase, wopiId } from './addresses.ts'
import type { WopiCall } from './call.ts'

/** WOPISrc of a document with a token for the caller. */
export function fileAddress({ core, server, token }: WopiCall, id: string): Promise<string> {
  return addressWithToken(core, server, token, { kind: 'file', id })
}

/** WOPISrc of a folder with a token for the caller. */
export function folderAddress({ core, server, token }: WopiCall, id: string): Promise<string> {
  return addressWithToken(core, server, token, { kind: 'container', id })
}

/** Address of the ecosystem with a token for the caller. */
export function ecosystemAddress({ core, server, token }: WopiCall): Promise<string> {
  return addressWithToken(core, server, token, { kind: 'ecosystem', id: '' })
}

/** An address of the bytes that needs neither a proof nor a further token: `FileUrl` and `DownloadUrl` are fetched as they are. */
export async function directAddress({ core, claims, server, token }: WopiCall): Promise<string> {
  const direct = core.accessTokens.issueDirect(token)
  return `${wopiBase(core, server)}/direct/${wopiId(core, 'file', claims.id)}?access_token=${direct}`
}

/** The pages of the CMS for a document, where it has some. */
export function hostPages(call: WopiCall, document: StoredDocument): { HostViewUrl?: string; HostEditUrl?: string } {
  const page = call.core.host.pages?.document
  if (page === undefined) return {}
  return { HostViewUrl: page(document, 'view'), HostEditUrl: page(document, 'edit') }
}

import { createHash } from 'node:crypto'
import type { Core } from '../core.ts'
import { ConnectorError } from '../errors.ts'
import type { Mount, StoredDocument, User } from '../host.ts'
import type { WopiServer } from '../settings/index.ts'
import type { AccessKind, AccessRight, AccessToken } from './access-token.ts'

type Addressed = Pick<Core, 'host' | 'installation'>

/**
 * Longest id that goes into an address as it is. ONLYOFFICE takes the id for its document key and lock id, and cuts it at 240 characters (ONLYOFFICE docs,
 * "Using WOPI").
 */
const longestPlainId = 200

/** Path of WOPI below the public address. */
export function wopiPath(mount: Mount): string {
  return mount.wopiPath ?? `${mount.serverPath}/wopi`
}

const joinPath = (base: string, path: string): string => `${base.replace(/\/+$/, '')}${path}`

/** The address under which a WOPI client is told to call. */
export function wopiBase({ host }: Pick<Core, 'host'>, server: Pick<WopiServer, 'storageUrl'> | null): string {
  const mount = host.mount()
  return joinPath(server?.storageUrl || mount.publicUrl, wopiPath(mount))
}

/** The addresses under which a WOPI client may have called, {@link wopiBase} first. */
export function wopiBases({ host }: Pick<Core, 'host'>, server: Pick<WopiServer, 'storageUrl'> | null): string[] {
  const mount = host.mount()
  const paths = [...new Set([wopiPath(mount), `${mount.serverPath}/wopi`])]
  const origins = [...new Set([server?.storageUrl || mount.publicUrl, mount.publicUrl])]
  return origins.flatMap((origin) => paths.map((path) => joinPath(origin, path)))
}

/**
 * The id of a document or folder in WOPI addresses: the same for all users, unique among all installations of one editor server, and no character that
 * anybody encodes (WOPI, "File ID"). Ids that are too long are hashed: which one is meant stands in the access token.
 */
export function wopiId({ installation }: Pick<Core, 'installation'>, kind: AccessKind, id: string): string {
  const mark = kind === 'container' ? 'c' : 'f'
  const plain = `${installation.id}.${mark}.${Buffer.from(id).toString('base64url')}`
  if (plain.length <= longestPlainId) return plain
  return `${installation.id}.${mark}h.${createHash('sha256').update(id).digest('base64url')}`
}

/** The WOPISrc of a document for one WOPI server: absolute, without token or query, only characters that need no encoding. */
export async function wopiSource(core: Addressed, server: WopiServer | null, documentId: string): Promise<string> {
  return `${wopiBase(core, server)}/files/${wopiId(core, 'file', documentId)}`
}

/** An address of a file, folder or the ecosystem with a token that opens it for the holder of `token`, no longer than that one. */
export async function addressWithToken(
  core: Addressed & Pick<Core, 'accessTokens'>,
  server: WopiServer | null,
  token: string,
  opens: { kind: AccessKind; id: string },
): Promise<string> {
  const { accessToken } = core.accessTokens.derive(token, opens)
  const path =
    opens.kind === 'ecosystem'
      ? '/ecosystem'
      : `/${opens.kind === 'container' ? 'containers' : 'files'}/${wopiId(core, opens.kind, opens.id)}`
  return `${wopiBase(core, server)}${path}?access_token=${accessToken}`
}

/**
 * A token with which `user` opens the document in an editor of `server`. `edit` is cut down to `view` when the user may not change it in any way.
 * Throws `forbidden` when the user may not see it.
 */
export async function issueAccessToken(
  core: Pick<Core, 'host' | 'accessTokens'>,
  server: Pick<WopiServer, 'id'> | null,
  options: { document: StoredDocument; user: User; right: AccessRight },
): Promise<AccessToken & { right: AccessRight }> {
  const { document, user } = options
  const may = await core.host.access.permissions(user, document)
  if (!may.view) throw new ConnectorError('forbidden', `You may not see ${document.name}.`)
  const right = options.right === 'edit' && (may.edit || may.review || may.comment) ? 'edit' : 'view'
  return {
    ...core.accessTokens.issue({ kind: 'file', id: document.id, userId: user.id, right, server: server?.id ?? '' }),
    right,
  }
}

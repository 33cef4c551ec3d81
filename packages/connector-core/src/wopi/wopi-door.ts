import type { Core } from '../core.ts'
import { serveContent } from '../doors/content.ts'
import { ConnectorError } from '../errors.ts'
import type { User } from '../host.ts'
import { type AccessClaims, tokenEnded } from './access-token.ts'
import { wopiId } from './addresses.ts'
import { answerWopiError } from './answer.ts'
import { mayWrite, requireWrite, type WopiCall } from './call.ts'
import { foldersOf } from './folders.ts'
import {
  type Capability,
  ecosystemOperations,
  fileOperations,
  findOperation,
  folderOperations,
  putOperation,
} from './operations.ts'
import { requireProof } from './require-proof.ts'
import { provesItself } from './servers.ts'
import { serveTemplate } from './template.ts'

/**
 * Answers WOPI clients; `path` is the part below the mount, such as `files/abc/contents`. The order: token, address, proof, revocation, document and rights,
 * lock. Nothing is read or written for a request whose token or proof is not good. PutFile gets so far from memory alone, and takes its bytes before it asks
 * state, settings and user base for the rest: clients send them once. Never throws.
 */
export async function wopiDoor(
  core: Core,
  request: Request,
  { url, path }: { url: URL; path: string },
): Promise<Response> {
  let documentId: string | undefined
  try {
    const [root = '', ...rest] = path.replace(/^\/+/, '').split('/')
    if (root === 'template' && isRead(request)) return await serveTemplate(core, request)
    const target =
      root === 'ecosystem' ? { id: '', path: rest.join('/') } : { id: rest[0] ?? '', path: rest.slice(1).join('/') }
    const kind = kindOf(root)
    const token = tokenOf(request, url) ?? ''
    const claims = core.accessTokens.claimsOf(token)
    if (claims.kind !== kind || !isAddressOf(core, claims, target.id)) throw notBound()
    documentId = claims.id
    const asked = { method: request.method, path: target.path, override: request.headers.get('x-wopi-override') }
    const saves = kind === 'file' && findOperation([putOperation], asked) !== undefined
    const { wopiServers } = core
    const server = claims.server === '' ? null : await wopiServers[saves ? 'lastKnown' : 'recent'](claims.server)
    // what `FileUrl` names is fetched without a proof
    const isProven = kind !== 'direct' && (await requireProof(core, request, { server, path, token })) === 'proven'
    const refusal = (): Promise<ConnectorError | null> => refusalOf(core, claims, token)
    const common = { core, request, claims, token, server, isProven, refusal }
    if (saves) return await putOperation.run({ ...common, user: { id: claims.userId, name: claims.userId } })
    const refused = await refusal()
    if (refused !== null) throw refused
    const call: WopiCall = { ...common, user: await userOf(core, claims) }
    switch (kind) {
      case 'file':
        return await runOnFile(call, asked)
      case 'container':
        return await runOnFolder(call, asked)
      case 'ecosystem':
        return await supported(findOperation(ecosystemOperations, asked)).run(call)
      default:
        return await serveDirect(call)
    }
  } catch (error) {
    return answerWopiError(error, core.host, documentId)
  } finally {
    // a body that nobody wanted, as Collabora's renames bring one
    if (request.body !== null && !request.bodyUsed) await request.body.cancel().catch(() => {})
  }
}

type Asked = { method: string; path: string; override: string | null }

async function runOnFile(call: WopiCall, asked: Asked): Promise<Response> {
  const { core, claims, user } = call
  const document = await core.host.documents.find(claims.id, call.request.signal)
  if (document === null) throw new ConnectorError('not_found', 'There is no such document.')
  const permissions = await core.host.access.permissions(user, document)
  if (!permissions.view) throw new ConnectorError('not_found', 'There is no such document.')
  const operation = supported(findOperation(fileOperations, asked))
  requireCapability(core, operation.needs)
  if (operation.right === 'write') requireWrite(call, mayWrite(permissions))
  return await operation.run({ ...call, document, permissions })
}

async function runOnFolder(call: WopiCall, asked: Asked): Promise<Response> {
  const { core, claims } = call
  const folder = await foldersOf(call).find(claims.id)
  if (folder === null) throw new ConnectorError('not_found', 'There is no such folder.')
  const operation = supported(findOperation(folderOperations, asked))
  requireCapability(core, operation.needs)
  return await operation.run({ ...call, folder })
}

/** The bytes behind `FileUrl` and `DownloadUrl`. */
async function serveDirect({ core, claims, request, server, user }: WopiCall): Promise<Response> {
  if (!isRead(request)) throw new ConnectorError('not_supported', 'This address is for reading only.')
  const document = await core.host.documents.find(claims.id, request.signal)
  const may = document === null ? null : await core.host.access.permissions(user, document)
  // no proof comes with these: only a server that proves the call which gave it the address keeps the address to itself
  const isKept = server !== null && provesItself(server, await core.wopiServers.known(server))
  const forDownload = !isKept || new URL(request.url).searchParams.has('download')
  const wanted = may?.view === true && (may.download || !forDownload)
  if (document === null || wanted !== true) throw new ConnectorError('not_found', 'There is no such document.')
  const { version } = await core.itemVersions.of(document)
  return await serveContent(request, {
    name: document.name,
    size: document.size,
    version,
    read: (range) => core.host.documents.read(document.id, { range, signal: request.signal }),
  })
}

function kindOf(root: string): AccessClaims['kind'] {
  if (root === 'files') return 'file'
  if (root === 'containers') return 'container'
  if (root === 'ecosystem' || root === 'direct') return root
  throw new ConnectorError('not_supported', 'This WOPI address is not supported here.')
}

const isRead = (request: Request): boolean => request.method === 'GET' || request.method === 'HEAD'

/** Every client sends the query parameter; the header is for those that cannot. */
function tokenOf(request: Request, { searchParams }: URL): string | null {
  const inQuery = searchParams.get('access_token')
  if (inQuery !== null && inQuery !== '') return inQuery
  return /^Bearer +([^\s,]+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? null
}

async function userOf(core: Core, { userId }: AccessClaims): Promise<User> {
  const user = await core.host.access.user(userId)
  if (user === null) throw new ConnectorError('unauthenticated', 'This account may no longer log in.')
  return user
}

/** The id in the address is that of what the token was made for. */
function isAddressOf(core: Core, { kind, id }: AccessClaims, text: string): boolean {
  return kind === 'ecosystem' ? id === '' : wopiId(core, kind === 'direct' ? 'file' : kind, id) === text
}

/** Taken back, or made for a server that is no longer set up. */
async function refusalOf(core: Core, { server }: AccessClaims, token: string): Promise<ConnectorError | null> {
  if (await core.accessTokens.isRevoked(token)) return tokenEnded()
  return server !== '' && (await core.wopiServers.recent(server)) === null ? serverGone() : null
}

function supported<Operation>(operation: Operation | undefined): Operation {
  if (operation === undefined) throw new ConnectorError('not_supported', 'This WOPI operation is not supported here.')
  return operation
}

function requireCapability({ host, wopiFeatures }: Core, needs: Capability | undefined): void {
  const has: Record<Capability, boolean> = {
    create: host.documents.create !== undefined,
    relative: host.documents.create !== undefined && wopiFeatures.relative,
    rename: host.documents.rename !== undefined,
    delete: host.documents.delete !== undefined,
    activity: host.documents.addActivity !== undefined,
    pages: host.pages !== undefined,
    folders: host.folders !== undefined && wopiFeatures.containers,
  }
  if (needs !== undefined && !has[needs])
    throw new ConnectorError('not_supported', 'This WOPI operation is not supported here.')
}

/** Whoever sends it: without the server's settings there are no keys to prove a call with. */
const serverGone = (): ConnectorError =>
  new ConnectorError(
    'unauthenticated',
    'The WOPI server that this document was opened with was removed from the settings. Open the document again.',
  )

const notBound = (): ConnectorError =>
  new ConnectorError('unauthenticated', 'The access token is for something else. Open the document again.')

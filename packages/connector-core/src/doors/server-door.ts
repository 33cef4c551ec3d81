import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { receiveCallback } from '../callback/receive.ts'
import { receiveEcho, serveProbe } from '../check/index.ts'
import type { Core } from '../core.ts'
import { pageScript } from '../editor/index.ts'
import { ConnectorError } from '../errors.ts'
import { extensionOf, mimeOf, pictureMediaType } from '../formats/index.ts'
import type { ByteRange } from '../host.ts'
import { readDownloadHeader } from '../jwt/index.ts'
import { spooledFile } from '../save/spool.ts'
import { contentDisposition, requireMethod, serveContent } from './content.ts'
import { answerError } from './json.ts'
import { pageRoute } from './page-route.ts'

type Route = (core: Core, request: Request, segments: readonly string[]) => Promise<Response>

/** The first segment below the mount decides. */
const routes: Readonly<Record<string, Route>> = {
  download,
  callback,
  spool,
  result,
  picture,
  page: pageRoute,
  assets,
  check,
}

/** Answers Document Server, and the pages and links that carry a token of ours; `path` is the part below the door's mount. */
export async function serverDoor(core: Core, request: Request, path: string): Promise<Response> {
  try {
    const [first = '', ...rest] = path.replace(/^\/+/, '').split('/')
    const route = Object.hasOwn(routes, first) ? routes[first] : undefined
    if (route === undefined) throw new ConnectorError('not_found', 'There is nothing at this address.')
    return await route(core, request, rest)
  } catch (error) {
    return answerError(error, core.host)
  }
}

const tokenOf = (request: Request): string | null => new URL(request.url).searchParams.get('token')

async function requireDocumentServer(core: Core, request: Request): Promise<void> {
  const settings = await core.settings()
  readDownloadHeader({ header: request.headers.get(settings.jwtHeader), url: request.url, settings, now: core.now() })
}

async function download(core: Core, request: Request): Promise<Response> {
  requireMethod(request, 'GET', 'HEAD')
  const { document: id = '', user: userId = '' } = core.links.read('download', tokenOf(request))
  await requireDocumentServer(core, request)
  const [document, user] = await Promise.all([core.host.documents.find(id), core.host.access.user(userId)])
  if (document === null) throw new ConnectorError('not_found', 'The document is gone.')
  if (user === null || !(await core.host.access.permissions(user, document)).view) {
    throw new ConnectorError('forbidden', 'Who opened this document may not see it any more.')
  }
  return await serveContent(request, {
    name: document.name,
    size: document.size,
    version: document.version,
    read: (range) => core.host.documents.read(document.id, { range, signal: request.signal }),
  })
}

async function callback(core: Core, request: Request): Promise<Response> {
  requireMethod(request, 'POST')
  const link = readCallbackLink(core, request)
  if (link instanceof Response) return link
  return await receiveCallback(request, link, {
    host: core.host,
    settings: await core.settings(),
    sessions: core.sessions,
    saver: core.saver,
    wopiLocks: core.wopiLocks,
    now: core.now,
  })
}

function readCallbackLink(core: Core, request: Request) {
  try {
    return core.links.read('callback', tokenOf(request))
  } catch {
    return Response.json({ error: 1, message: 'invalid token' }, { status: 403 })
  }
}

async function spool(core: Core, request: Request, segments: readonly string[]): Promise<Response> {
  requireMethod(request, 'GET', 'HEAD')
  const claims = core.links.read('spool', tokenOf(request))
  if (claims.recovery !== undefined) {
    const { entry, file } = await core.recovery.open(claims.recovery)
    return await serveContent(request, {
      name: entry.name,
      size: file.size,
      version: file.sha256,
      read: async () => ({ size: file.size, body: file.stream() }),
    })
  }
  await requireDocumentServer(core, request)
  const { file: name = '', extension = '' } = claims
  const path = join(core.folders.spool, name)
  const found = /^[0-9a-f]{24}\.bin$/.test(name) ? await stat(path).catch(() => null) : null
  if (found === null) throw new ConnectorError('not_found', 'The file is gone.')
  const file = spooledFile(path, found.size, name)
  return await serveContent(request, {
    name: segments[0] ?? `file.${extension}`,
    size: file.size,
    version: name,
    read: async () => ({ size: file.size, body: file.stream() }),
  })
}

async function result(core: Core, request: Request): Promise<Response> {
  requireMethod(request, 'GET')
  const {
    url = '',
    name = 'document',
    user: userId = '',
    document: id = '',
  } = core.links.read('result', tokenOf(request))
  const [document, user] = await Promise.all([core.host.documents.find(id), core.host.access.user(userId)])
  if (document === null || user === null || !(await core.host.access.permissions(user, document)).download) {
    throw new ConnectorError('forbidden', 'You may not download this document any more.')
  }
  const settings = await core.settings()
  const client = await core.client()
  const answer = await client.open(url, {
    maxBytes: settings.maxDocumentBytes,
    timeoutSeconds: settings.downloadTimeoutSeconds,
    signal: request.signal,
  })
  const headers = new Headers({
    'content-type': mimeOf(extensionOf(name)),
    'content-disposition': contentDisposition(name),
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
  })
  if (answer.size !== null) headers.set('content-length', String(answer.size))
  return new Response(Readable.toWeb(Readable.from(answer.body)) as ReadableStream<Uint8Array>, { headers })
}

/** A picture that somebody may pick, for their own browser and for the server of a WOPI editor, which has no token of Document Server. */
async function picture(core: Core, request: Request): Promise<Response> {
  requireMethod(request, 'GET', 'HEAD')
  const { document: id = '', user: userId = '' } = core.links.read('picture', tokenOf(request))
  const [document, user] = await Promise.all([core.host.documents.find(id), core.host.access.user(userId)])
  const mediaType = document === null ? null : pictureMediaType(extensionOf(document.name))
  if (document === null || mediaType === null) throw new ConnectorError('not_found', 'The picture is gone.')
  const permissions = user === null ? null : await core.host.access.permissions(user, document)
  if (permissions === null || !permissions.view || !permissions.download)
    throw new ConnectorError('forbidden', 'You may not see this picture any more.')
  const read = (range: ByteRange | undefined) =>
    core.host.documents.read(document.id, { range, signal: request.signal })
  const { name, size, version } = document
  return await serveContent(request, { name, size, version, read }, { 'content-type': mediaType })
}

async function assets(_core: Core, request: Request, segments: readonly string[]): Promise<Response> {
  requireMethod(request, 'GET', 'HEAD')
  if (segments.join('/') !== 'editor.js') throw new ConnectorError('not_found', 'There is nothing at this address.')
  return new Response(request.method === 'HEAD' ? null : pageScript, {
    // the page names the script's version in its address
    headers: {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    },
  })
}

async function check(core: Core, request: Request): Promise<Response> {
  const dependencies = { state: core.host.state, links: core.links }
  return request.method === 'POST' ? await receiveEcho(request, dependencies) : await serveProbe(request, dependencies)
}

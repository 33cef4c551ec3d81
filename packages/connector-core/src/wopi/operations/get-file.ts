import { serveContent } from '../../doors/content.ts'
import { ConnectorError } from '../../errors.ts'
import type { FileCall } from '../call.ts'
import { header } from '../call.ts'

const defaultMaxExpectedSize = 2 ** 31 - 1

/** GetFile and HEAD of it, with Range. No lock is asked for. Who may not download gets it only by a server that proves to be one. */
export async function getFile(call: FileCall): Promise<Response> {
  const { core, document, permissions, request, isProven } = call
  if (!permissions.download && !isProven)
    throw new ConnectorError('forbidden', 'Who may not download this document is not shown it by this editor.')
  const expected = header(call, 'x-wopi-maxexpectedsize')
  const max = expected !== null && /^\d{1,15}$/.test(expected.trim()) ? Number(expected) : defaultMaxExpectedSize
  if (document.size > max) return new Response(null, { status: 412, headers: { 'cache-control': 'no-store' } })
  const { version } = await core.itemVersions.of(document)
  return await serveContent(
    request,
    {
      name: document.name,
      size: document.size,
      version,
      read: (range) => core.host.documents.read(document.id, { range, signal: request.signal }),
    },
    { 'x-wopi-itemversion': version },
  )
}

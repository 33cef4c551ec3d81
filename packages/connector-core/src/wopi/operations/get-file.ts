import { serveContent } from '../../doors/content.ts'
import type { FileCall } from '../call.ts'
import { header } from '../call.ts'

const defaultMaxExpectedSize = 2 ** 31 - 1

/** GetFile and HEAD of it, with Range. No lock is asked for. */
export async function getFile(call: FileCall): Promise<Response> {
  const { core, document, request } = call
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

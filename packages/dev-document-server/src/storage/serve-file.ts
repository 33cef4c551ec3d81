import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { contentTypeOf } from '../http/content-type.ts'
import type { Misbehaviour } from '../misbehaviour.ts'

/** Answers a checked result address: whole, or one range; with the faults that were asked for. 404 when there is no file. */
export async function serveFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: string,
  faults: Readonly<Misbehaviour>,
): Promise<void> {
  let handle: FileHandle
  try {
    handle = await open(file, 'r')
  } catch {
    response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not found')
    return
  }
  try {
    const { size, mtime } = await handle.stat()
    const range = parseRange(request.headers.range, size)
    const start = range?.start ?? 0
    const end = range?.end ?? size - 1
    response.writeHead(range === null ? 200 : 206, {
      'Accept-Ranges': 'bytes',
      'Cache-Control': 'public, max-age=0',
      'Content-Disposition': 'attachment',
      'Content-Type': contentTypeOf(file),
      'Content-Length': Math.max(0, end - start + 1),
      ETag: `W/"${size.toString(16)}-${Math.floor(mtime.getTime()).toString(16)}"`,
      'Last-Modified': mtime.toUTCString(),
      ...(range === null ? {} : { 'Content-Range': `bytes ${start}-${end}/${size}` }),
    })
    if (request.method === 'HEAD' || size === 0) {
      response.end()
    } else if (faults.truncateDownload) {
      const half = Buffer.alloc(Math.floor((end - start + 1) / 2))
      await handle.read(half, 0, half.length, start)
      response.write(half, () => response.destroy())
    } else if (faults.corruptDownload) {
      const bytes = Buffer.alloc(end - start + 1)
      await handle.read(bytes, 0, bytes.length, start)
      response.end(bytes.map((byte) => byte ^ 0x5a))
    } else {
      await pipeline(createReadStream(file, { start, end }), response)
    }
  } catch {
    response.destroy()
  } finally {
    await handle.close()
  }
}

function parseRange(header: string | undefined, size: number): { start: number; end: number } | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (match === null || size === 0) return null
  const [, first = '', last = ''] = match
  if (first === '' && last === '') return null
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  return start <= end ? { start, end } : null
}

import type { IncomingMessage } from 'node:http'

const limit = 1_048_576

/** The fields of a host page's form, url-encoded or multipart; `{}` for a GET. `null` when they cannot be read. */
export async function readForm(request: IncomingMessage): Promise<Record<string, string> | null> {
  if (request.method !== 'POST') return {}
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= limit) chunks.push(chunk)
  }
  if (size > limit) return null
  const type = request.headers['content-type'] ?? ''
  if (size === 0) return {}
  try {
    const form = await new Response(Buffer.concat(chunks), { headers: { 'Content-Type': type } }).formData()
    return Object.fromEntries([...form].filter((pair): pair is [string, string] => typeof pair[1] === 'string'))
  } catch {
    return null
  }
}

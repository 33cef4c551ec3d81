import { once } from 'node:events'
import { createServer } from 'node:http'
import * as http2 from 'node:http2'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { nodeDoor } from './node.ts'
import { plainUnlessWhole, WholeResponse } from './whole-response.ts'

const text = '{"text":"\u00e4 \u20ac \ud83d\ude00"}'
const bytes = new Uint8Array(Buffer.from(text))
const whole = (headers: Record<string, string> = {}) =>
  new WholeResponse(bytes, {
    status: 201,
    headers: { 'content-type': 'application/json', 'content-length': String(bytes.length), ...headers },
  })

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function serve(handler: (request: Request) => Promise<Response | null>): Promise<string> {
  const publicUrl = 'https://cms.example.com'
  const server = createServer(nodeDoor(handler, { publicUrl })).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('a response whose bytes are at hand', () => {
  it('can be read in every way that a response can', async () => {
    expect(await whole().text()).toBe(text)
    expect(await whole().json()).toEqual(JSON.parse(text))
    expect(new Uint8Array(await whole().arrayBuffer())).toEqual(bytes)
    expect(await (await whole().blob()).text()).toBe(text)
    expect(await new Response(whole().body).text()).toBe(text)
    const form = new WholeResponse(new Uint8Array(Buffer.from('a=1')), { status: 200, headers: {} })
    expect(form).toBeInstanceOf(Response)
    await expect(form.formData()).rejects.toThrow()
  })

  it('is read once, unless it is cloned before', async () => {
    const response = whole()
    const copy = response.clone()
    expect([copy.status, copy.headers.get('content-type')]).toEqual([201, 'application/json'])
    expect(response.bodyUsed).toBe(false)
    expect([await response.text(), await copy.text()]).toEqual([text, text])
    expect([response.bodyUsed, response.unread]).toEqual([true, null])
    await expect(response.text()).rejects.toThrow()
  })

  it('leaves only through one of our bindings: other runtimes look behind its body', async () => {
    const plain = plainUnlessWhole(new Request('https://cms.example.com/'), whole())
    expect(plain).not.toBeInstanceOf(WholeResponse)
    expect([plain.status, plain.headers.get('content-type'), await plain.text()]).toEqual([
      201,
      'application/json',
      text,
    ])
    let seen: Response | undefined
    const url = await serve(async (request) => {
      seen = plainUnlessWhole(request, whole())
      return seen
    })
    await fetch(url)
    expect(seen).toBeInstanceOf(WholeResponse)
  })

  it.each([
    ['as it is', (response: Response) => response],
    ['wrapped by the application', (response: Response) => new Response(response.body, response)],
    ['cloned by the application', (response: Response) => response.clone()],
    [
      'with a header of the application',
      (response: Response) => {
        response.headers.set('x-one', '1')
        return response
      },
    ],
  ])('arrives byte for byte: %s', async (_, change) => {
    const url = await serve(async () => change(whole({ 'x-one': '1' })))
    const answer = await fetch(url)
    expect([answer.status, answer.headers.get('x-one')]).toEqual([201, '1'])
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(Buffer.from(bytes))
    const head = await fetch(url, { method: 'HEAD' })
    expect([head.headers.get('content-length'), await head.text()]).toEqual([String(bytes.length), ''])
  })

  it('arrives whatever its bytes are, small or large', async () => {
    for (const size of [0, 1, 256, 16 * 1024, 16 * 1024 + 1, 1_000_000]) {
      const all = Uint8Array.from({ length: size }, (_, n) => n & 0xff)
      const headers = { 'content-length': String(size) }
      const url = await serve(async () => new WholeResponse(all, { status: 200, headers }))
      const received = Buffer.from(await (await fetch(url)).arrayBuffer())
      expect(received.equals(Buffer.from(all))).toBe(true)
    }
  })

  it('arrives over HTTP/2, too', async () => {
    const server = http2.createServer(nodeDoor(async () => whole(), { publicUrl: 'https://cms.example.com' }))
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const client = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    closing.push(async () => {
      client.close()
      await new Promise((resolve) => server.close(resolve))
    })
    const stream = client.request({ ':path': '/' })
    const [head] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders]
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(chunk as Buffer)
    expect([head[':status'], head['content-type'], Buffer.concat(chunks).toString()]).toEqual([
      201,
      'application/json',
      text,
    ])
  })

  it('breaks the connection when it has not as many bytes as announced', async () => {
    const url = await serve(async () => whole({ 'content-length': '3' }))
    await expect(fetch(url).then((answer) => answer.text())).rejects.toThrow()
  })
})

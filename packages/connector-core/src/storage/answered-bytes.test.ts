import { describe, expect, it } from 'vitest'
import type { ByteRange } from '../host.ts'
import { answeredBytes } from './answered-bytes.ts'

const open = (answer: Response | null | Promise<Response>, range?: ByteRange, signal?: AbortSignal) =>
  answeredBytes({ name: 'a.docx', storage: 'the bucket', ask: async () => await answer, range, signal })

async function textOf(body: AsyncGenerator<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of body) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

describe('the answer of an object storage', () => {
  it('gives the bytes, their size and the range that was asked for', async () => {
    let asked: Record<string, string> = {}
    const { size, body } = await answeredBytes({
      name: 'a.docx',
      storage: 'the bucket',
      range: { start: 2, end: 4 },
      async ask({ headers }) {
        asked = headers
        return new Response('234', { status: 206, headers: { 'content-length': '3' } })
      },
    })
    expect(asked).toEqual({ 'accept-encoding': 'identity', range: 'bytes=2-4' })
    expect([size, await textOf(body)]).toEqual([null, '234'])
    const whole = await open(new Response('0123456789', { headers: { 'content-length': '10' } }))
    expect([whole.size, await textOf(whole.body)]).toEqual([10, '0123456789'])
    const empty = await open(new Response(null, { headers: { 'content-length': '0' } }))
    expect([empty.size, await textOf(empty.body)]).toEqual([0, ''])
  })

  it('is cut where the storage knows no ranges', async () => {
    expect(await textOf((await open(new Response('0123456789'), { start: 3, end: 5 })).body)).toBe('345')
  })

  it('is an error when it is short, a refusal or none', async () => {
    const short = await open(new Response('012', { headers: { 'content-length': '10' } }))
    await expect(textOf(short.body)).rejects.toMatchObject({ code: 'unavailable' })
    const half = await open(new Response('01', { status: 206 }), { start: 0, end: 9 })
    await expect(textOf(half.body)).rejects.toMatchObject({ code: 'unavailable' })
    await expect(open(null)).rejects.toMatchObject({
      code: 'not_found',
      message: 'a.docx is listed, but the bucket has no such file.',
    })
    await expect(open(new Response('', { status: 404 }))).rejects.toMatchObject({ code: 'not_found' })
    await expect(open(new Response('<Error/>', { status: 403 }))).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('The bucket did not deliver a.docx'),
    })
    await expect(open(Promise.reject(new Error('ECONNREFUSED')))).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('ends when its reader is called off, although the storage has fallen silent', async () => {
    const abort = new AbortController()
    const silent = new Response(new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array([1])) }))
    const { body } = await open(silent, undefined, abort.signal)
    expect((await body.next()).value).toEqual(new Uint8Array([1]))
    setTimeout(() => abort.abort(new Error('closed')), 20)
    await expect(body.next()).rejects.toThrow('closed')
  })
})

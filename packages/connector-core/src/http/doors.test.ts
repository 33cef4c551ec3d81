import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http'
import * as http2 from 'node:http2'
import { type AddressInfo, connect } from 'node:net'
import express, { type Express } from 'express'
// @ts-expect-error: these packages have no types of their own; those of the newer versions serve
import express4 from 'express-4'
import Koa from 'koa'
// @ts-expect-error: as above
import Koa2 from 'koa-2'
import { koaBody } from 'koa-body'
import { afterEach, describe, expect, it } from 'vitest'
import { expressDoor } from './express.ts'
import { koaDoor } from './koa.ts'
import { nodeDoor } from './node.ts'

type Handler = (request: Request) => Promise<Response | null>

const publicUrl = 'https://cms.example.com/site'
const servers: (Server | http2.Http2Server)[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

async function listen<Kind extends Server | http2.Http2Server>(server: Kind): Promise<string> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

// `parsed`: with the framework's usual body parser before the door
const bindings: [name: string, start: (handler: Handler, parsed?: boolean) => Promise<string>][] = [
  ['node:http', (handler) => listen(createServer(nodeDoor(handler, { publicUrl })))],
  ...(
    [
      ['Express 5', express],
      ['Express 4', express4 as unknown as typeof express],
    ] as const
  ).map(([name, make]): [string, (handler: Handler, parsed?: boolean) => Promise<string>] => [
    name,
    (handler, parsed) => {
      const app: Express = make()
      if (parsed) app.use(make.json(), make.urlencoded({ extended: true }), make.text())
      app.use('/door', expressDoor(handler, { publicUrl }))
      app.use(((error: Error & { status?: number }, _req, res, _next) => {
        res.status(error.status ?? 500).send('failed')
      }) as express.ErrorRequestHandler)
      return listen(createServer(app))
    },
  ]),
  ...(
    [
      ['Koa 3', Koa],
      ['Koa 2', Koa2 as unknown as typeof Koa],
    ] as const
  ).map(([name, Make]): [string, (handler: Handler, parsed?: boolean) => Promise<string>] => [
    name,
    (handler, parsed) => {
      const app = new Make()
      app.silent = true
      if (parsed) app.use(koaBody({ text: true }))
      app.use(koaDoor(handler, { publicUrl, path: '/door' }))
      return listen(createServer(app.callback()))
    },
  ]),
]

const mebi = 1024 * 1024

/** `size` random-looking bytes, made as they are pulled. */
function source(size: number, hash = createHash('sha256')) {
  const block = randomBytes(64 * 1024)
  const made = { bytes: 0, cancelled: false, hash }
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (made.bytes >= size) return controller.close()
        const chunk = Buffer.from(block.subarray(0, Math.min(block.length, size - made.bytes)))
        chunk.writeUInt32LE(made.bytes >>> 0, 0)
        made.bytes += chunk.length
        hash.update(chunk)
        controller.enqueue(chunk)
      },
      cancel() {
        made.cancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  return { stream, made }
}

async function hashOf(stream: AsyncIterable<Uint8Array> | null): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of stream ?? []) hash.update(chunk)
  return hash.digest('hex')
}

/** Waits until `read` gives the same number for a while. */
async function settledValue(read: () => number): Promise<number> {
  for (let before = -1, same = 0; ; ) {
    const now = read()
    same = now === before ? same + 1 : 0
    if (same >= 10 && now > 0) return now
    before = now
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

describe.each(bindings)('a door in %s', (name, start) => {
  const framework = name !== 'node:http'

  it('gives the handler the method, the public address and all headers', async () => {
    const seen: Request[] = []
    const url = await start(async (request) => {
      seen.push(request)
      return Response.json({ ok: true }, { status: 201, headers: { 'x-a': 'b' } })
    })
    const answer = await fetch(`${url}/door/x%20y?q=1`, {
      method: 'DELETE',
      headers: { 'x-one': '1', host: 'evil.example' },
    })
    expect(answer.status).toBe(201)
    expect(answer.headers.get('x-a')).toBe('b')
    expect(await answer.json()).toEqual({ ok: true })
    expect(seen[0]?.method).toBe('DELETE')
    expect(seen[0]?.url).toBe('https://cms.example.com/door/x%20y?q=1')
    expect(seen[0]?.headers.get('x-one')).toBe('1')
    expect(seen[0]?.body).toBeNull()
  })

  it('carries 64 MiB both ways byte for byte', { timeout: 120_000 }, async () => {
    const url = await start(async (request) => new Response(request.body))
    const sent = source(64 * mebi)
    const answer = await fetch(`${url}/door`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: sent.stream,
      duplex: 'half',
    } as RequestInit)
    const received = await hashOf(answer.body)
    expect(sent.made.bytes).toBe(64 * mebi)
    expect(received).toBe(sent.made.hash.digest('hex'))
  })

  it('makes a body no faster than the client reads it, and cancels it when the client leaves', async () => {
    const { stream, made } = source(512 * mebi)
    const url = await start(async () => new Response(stream))
    const call = httpRequest(`${url}/door`).end()
    const [answer] = (await once(call, 'response')) as [IncomingMessage]
    answer.once('error', () => {})
    answer.pause()
    expect(await settledValue(() => made.bytes)).toBeLessThan(64 * mebi)
    call.destroy()
    await until(() => made.cancelled)
  })

  it('takes a body no faster than the handler reads it', async () => {
    let go = (): void => {}
    const going = new Promise<void>((resolve) => {
      go = resolve
    })
    const url = await start(async (request) => {
      await going
      return new Response(await hashOf(request.body))
    })
    const sent = source(96 * mebi)
    const answer = fetch(`${url}/door`, { method: 'PUT', body: sent.stream, duplex: 'half' } as RequestInit)
    expect(await settledValue(() => sent.made.bytes)).toBeLessThan(48 * mebi)
    go()
    expect(await (await answer).text()).toBe(sent.made.hash.digest('hex'))
  })

  it('aborts the request’s signal when the client leaves, and not after an answer', async () => {
    const signals: AbortSignal[] = []
    const url = await start(async (request) => {
      signals.push(request.signal)
      if (request.url.endsWith('/wait'))
        await new Promise((resolve) => request.signal.addEventListener('abort', resolve, { once: true }))
      return new Response('done')
    })
    await (await fetch(`${url}/door/quick`)).text()
    const leaving = new AbortController()
    const call = fetch(`${url}/door/wait`, { signal: leaving.signal }).catch(() => {})
    await until(() => signals.length === 2)
    leaving.abort()
    await call
    await until(() => signals[1]?.aborted === true)
    expect(signals[0]?.aborted).toBe(false)
  })

  it('fails the handler’s reading when the client leaves in the middle of a body', async () => {
    let failure: unknown
    const url = await start(async (request) => {
      failure = await hashOf(request.body).catch((error: unknown) => error)
      return new Response('late')
    })
    const { port } = new URL(url)
    const socket = connect(Number(port), '127.0.0.1')
    socket.write('POST /door HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nonly this')
    await new Promise((resolve) => setTimeout(resolve, 50))
    socket.destroy()
    await until(() => failure !== undefined)
    expect(failure).toBeInstanceOf(Error)
  })

  it('breaks the connection when a body fails midway, so that no part passes for the whole', async () => {
    for (const headers of [{ 'content-length': String(mebi) }, {}]) {
      const url = await start(async () => {
        let sent = 0
        const body = new ReadableStream<Uint8Array>({
          pull(controller) {
            if (sent++ < 4) controller.enqueue(new Uint8Array(1024))
            else controller.error(new Error('the disk broke'))
          },
        })
        return new Response(body, { headers: headers as Record<string, string> })
      })
      await expect(fetch(`${url}/door`).then((answer) => answer.arrayBuffer())).rejects.toThrow()
    }
  })

  it('breaks the connection when a body has fewer or more bytes than announced', async () => {
    for (const announced of ['1000', '10']) {
      const url = await start(async () => {
        const body = new ReadableStream<Uint8Array>({
          start(controller) {
            for (let n = 0; n < 5; n++) controller.enqueue(new Uint8Array(8))
            controller.close()
          },
        })
        return new Response(body, { headers: { 'content-length': announced } })
      })
      await expect(fetch(`${url}/door`).then((answer) => answer.arrayBuffer())).rejects.toThrow()
    }
  })

  it('answers with an error when a body fails before its first byte', async () => {
    const url = await start(
      async () =>
        new Response(
          new ReadableStream({
            pull() {
              throw new Error('no such disk')
            },
          }),
        ),
    )
    expect((await fetch(`${url}/door`)).status).toBe(500)
  })

  it('keeps the connection usable when the handler does not read the body', async () => {
    const url = await start(async (request) => {
      await request.body?.cancel()
      return new Response('no, thanks', { status: 413 })
    })
    for (let n = 0; n < 2; n++) {
      const answer = await fetch(`${url}/door`, { method: 'POST', body: new Uint8Array(4 * mebi) })
      expect([answer.status, await answer.text()]).toEqual([413, 'no, thanks'])
    }
  })

  it('sends no body with HEAD, 204 and 304 but keeps the headers', async () => {
    const cancelled: string[] = []
    const url = await start(async (request) => {
      const { pathname } = new URL(request.url)
      if (pathname.endsWith('/204')) return new Response(null, { status: 204 })
      if (pathname.endsWith('/304')) return new Response(null, { status: 304, headers: { etag: '"a"' } })
      const body = new ReadableStream({ cancel: () => void cancelled.push(pathname) })
      return new Response(body, { headers: { 'content-length': '12345' } })
    })
    const head = await fetch(`${url}/door/head`, { method: 'HEAD' })
    expect(head.headers.get('content-length')).toBe('12345')
    expect(await head.text()).toBe('')
    expect((await fetch(`${url}/door/204`)).status).toBe(204)
    expect((await fetch(`${url}/door/304`)).headers.get('etag')).toBe('"a"')
    expect(cancelled).toEqual(['/door/head'])
  })

  it('keeps several Set-Cookie headers apart', async () => {
    const url = await start(async () => {
      const headers = new Headers()
      headers.append('set-cookie', 'a=1; Path=/')
      headers.append('set-cookie', 'b=2; Expires=Wed, 21 Oct 2037 07:28:00 GMT')
      return new Response('x', { headers })
    })
    const { headers } = await fetch(`${url}/door`)
    expect(headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2; Expires=Wed, 21 Oct 2037 07:28:00 GMT'])
  })

  it('joins repeated headers and split cookies', async () => {
    const url = await start(async ({ headers }) => Response.json([headers.get('x-many'), headers.get('cookie')]))
    const call = httpRequest(`${url}/door`, { headers: { 'x-many': ['1', '2'], cookie: ['a=1', 'b=2'] } }).end()
    const [answer] = (await once(call, 'response')) as [IncomingMessage]
    expect(JSON.parse(Buffer.concat(await answer.toArray()).toString())).toEqual(['1, 2', 'a=1; b=2'])
  })

  it('streams a chunked body and an empty one', async () => {
    const url = await start(async (request) => Response.json([request.body !== null, await request.text()]))
    const answers = [new Uint8Array(0), new Blob(['abc']).stream()].map(async (body) =>
      (await fetch(`${url}/door`, { method: 'POST', body, duplex: 'half' } as RequestInit)).json(),
    )
    expect(await Promise.all(answers)).toEqual([
      [false, ''],
      [true, 'abc'],
    ])
  })

  it('refuses TRACE', async () => {
    const url = await start(async () => new Response('x'))
    const call = httpRequest(`${url}/door`, { method: 'TRACE' }).end()
    const [answer] = (await once(call, 'response')) as [IncomingMessage]
    answer.resume()
    expect(answer.statusCode).toBe(405)
  })

  if (!framework) return

  it('passes on what is not for it', async () => {
    const url = await start(async () => null)
    expect((await fetch(`${url}/door/x`)).status).toBe(404)
    expect((await fetch(`${url}/elsewhere`)).status).toBe(404)
  })

  it('reports a failing handler once', async () => {
    const url = await start(async () => {
      throw Object.assign(new Error('no'), { status: 503, expose: false })
    })
    expect((await fetch(`${url}/door`)).status).toBe(503)
  })

  it('reads JSON and forms that a body parser has read before', async () => {
    const url = await start(
      async (request) => Response.json([request.headers.get('content-type'), await request.text()]),
      true,
    )
    const post = async (type: string, body: string) =>
      (await fetch(`${url}/door`, { method: 'POST', headers: { 'content-type': type }, body })).json()
    expect(await post('application/json', '{ "status": 2,  "users": ["é"] }')).toEqual([
      'application/json',
      '{"status":2,"users":["é"]}',
    ])
    expect(await post('application/x-www-form-urlencoded', 'a=1&b=x+y')).toEqual([
      'application/x-www-form-urlencoded',
      'a=1&b=x+y',
    ])
    expect(await post('text/plain', 'plain ü')).toEqual(['text/plain; charset=utf-8', 'plain ü'])
  })

  it('streams what a body parser left alone', async () => {
    const url = await start(async (request) => new Response(await hashOf(request.body)), true)
    const { stream, made } = source(4 * mebi)
    const type = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
    const init = { method: 'PUT', headers: { 'content-type': type }, body: stream, duplex: 'half' } as RequestInit
    expect(await (await fetch(`${url}/door`, init)).text()).toBe(made.hash.digest('hex'))
  })

  it('answers 415 when a body parser has spoilt binary bytes', async () => {
    const url = await start(async (request) => new Response(await request.text()), true)
    const body = Buffer.from([0x50, 0x4b, 3, 4, 0xff, 0xfe])
    const answer = await fetch(`${url}/door`, { method: 'PUT', headers: { 'content-type': 'text/plain' }, body })
    expect(answer.status).toBe(415)
  })
})

describe('nodeDoor over HTTP/2', () => {
  async function session(handler: Handler): Promise<http2.ClientHttp2Session> {
    const url = await listen(http2.createServer(nodeDoor(handler, { publicUrl })))
    return http2.connect(url)
  }

  it('carries a body both ways, headers and status', async () => {
    const seen: Request[] = []
    const client = await session(async (request) => {
      seen.push(request)
      return new Response(request.body, { status: 201, headers: { connection: 'close', 'x-a': 'b' } })
    })
    const sent = randomBytes(8 * mebi)
    const stream = client.request({ ':method': 'PUT', ':path': '/door?x=1', cookie: ['a=1', 'b=2'] })
    stream.end(sent)
    const [headers] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders & http2.IncomingHttpStatusHeader]
    const received = Buffer.concat(await stream.toArray())
    client.close()
    expect(headers[':status']).toBe(201)
    expect(headers['x-a']).toBe('b')
    expect(received.equals(sent)).toBe(true)
    expect(seen[0]?.url).toBe('https://cms.example.com/door?x=1')
    expect(seen[0]?.headers.get('cookie')).toBe('a=1; b=2')
  })

  it('ends the stream with an error when the body fails midway', async () => {
    const client = await session(async () => {
      let sent = 0
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (sent++ < 2) controller.enqueue(new Uint8Array(100))
          else controller.error(new Error('broken'))
        },
      })
      return new Response(body)
    })
    const stream = client.request({ ':path': '/' })
    await expect(stream.toArray()).rejects.toThrow()
    client.destroy()
  })

  it('aborts the signal and cancels the body when the client resets the stream', async () => {
    const { stream: body, made } = source(512 * mebi)
    const signals: AbortSignal[] = []
    const client = await session(async (request) => {
      signals.push(request.signal)
      return new Response(body)
    })
    const stream = client.request({ ':path': '/' })
    await once(stream, 'response')
    expect(await settledValue(() => made.bytes)).toBeLessThan(64 * mebi)
    stream.close(http2.constants.NGHTTP2_CANCEL)
    await until(() => made.cancelled && signals[0]?.aborted === true)
    client.destroy()
  })
})

describe('a door with a public address that is none', () => {
  it('lets the requests of the rest of the server pass', async () => {
    const app = express()
    app.use(
      expressDoor(async () => new Response('ours'), { publicUrl: 'https://cms.example.com:99999', path: '/door' }),
    )
    app.use((_req, res) => {
      res.send('theirs')
    })
    app.use(((_error, _req, res, _next) => {
      res.status(500).send('failed')
    }) as express.ErrorRequestHandler)
    const url = await listen(createServer(app))
    expect(await (await fetch(`${url}/items`)).text()).toBe('theirs')
    expect((await fetch(`${url}/door/callback`)).status).toBe(500)
  })
})

import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { type LocalServer, startLocalServer } from '../../test/local-server.ts'
import { testSettings } from '../../test/test-settings.ts'
import type { ConnectorError } from '../errors.ts'
import type { Settings } from '../settings/settings.ts'
import { createDocumentServerClient, type DocumentServerClient } from './client.ts'

const running: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of running.splice(0).reverse()) await each.close()
})

async function serve(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<LocalServer> {
  const server = await startLocalServer(handle)
  running.push(server)
  return server
}

function connect(documentServerUrl: string, values: Partial<Settings> = {}): DocumentServerClient {
  const client = createDocumentServerClient(testSettings({ documentServerUrl, ...values }))
  running.push(client)
  return client
}

async function read(client: DocumentServerClient, url: string, maxBytes = 1024 * 1024): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of (await client.open(url, { maxBytes })).body) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function failure(promise: Promise<unknown>): Promise<ConnectorError> {
  const error = await promise.then(
    () => expect.unreachable('it was expected to fail'),
    (reason: unknown) => reason,
  )
  expect(error).toMatchObject({ name: 'ConnectorError' })
  return error as ConnectorError
}

/** A promise that the test opens by hand. */
function gate(): { open: () => void; opened: Promise<void> } {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

describe('a download from Document Server', () => {
  it('gives the bytes, their number and type, and asks with path and query unchanged', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/zip', 'content-length': 5 }).end('bytes')
    })
    const client = connect('https://docs.invalid/office', { documentServerInternalUrl: server.url })
    const url = 'https://docs.invalid/office/cache/Nice%20name.pdf?md5=-a_%2B&expires=1&filename=Nice%20name.pdf'
    const download = await client.open(url, { maxBytes: 5 })
    expect(download).toMatchObject({ status: 200, size: 5, contentType: 'application/zip' })
    const chunks: Uint8Array[] = []
    for await (const chunk of download.body) chunks.push(chunk)
    expect(Buffer.concat(chunks).toString()).toBe('bytes')
    expect(server.requests).toEqual(['GET /cache/Nice%20name.pdf?md5=-a_%2B&expires=1&filename=Nice%20name.pdf'])
  })

  it('takes an empty file for a file', async () => {
    const server = await serve((_, response) => void response.writeHead(200, { 'content-length': 0 }).end())
    expect(await read(connect(server.url), `${server.url}/empty`)).toHaveLength(0)
  })

  it('makes no request for a foreign address', async () => {
    const [server, foreign] = [await serve((_, r) => void r.end()), await serve((_, r) => void r.end('stolen'))]
    expect(await failure(read(connect(server.url), `${foreign.url}/x`))).toMatchObject({
      code: 'download_origin',
      status: 403,
    })
    expect([...server.requests, ...foreign.requests]).toEqual([])
  })

  it('follows redirects within Document Server, a public target by the internal address', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/ds/a') return void response.writeHead(302, { location: 'b?q=1' }).end()
      if (request.url === '/ds/b?q=1')
        return void response.writeHead(307, { location: 'https://docs.invalid/office/c' }).end('x')
      response.end('there')
    })
    const client = connect('https://docs.invalid/office', { documentServerInternalUrl: `${server.url}/ds` })
    expect((await read(client, `${server.url}/ds/a`)).toString()).toBe('there')
    expect(server.requests).toEqual(['GET /ds/a', 'GET /ds/b?q=1', 'GET /ds/c'])
  })

  it('does not follow a redirect to another host or out of the path prefix', async () => {
    const foreign = await serve((_, response) => void response.end('stolen'))
    for (const location of [
      `${foreign.url}/ds/x`,
      '/admin',
      '../admin',
      'file:///etc/passwd',
      '//foreign.invalid/ds',
    ]) {
      const server = await serve((_, response) => void response.writeHead(302, { location }).end())
      const client = connect(`${server.url}/ds`)
      expect(await failure(read(client, `${server.url}/ds/a`))).toMatchObject({ code: 'download_origin' })
      expect(server.requests).toHaveLength(1)
    }
    expect(foreign.requests).toEqual([])
  })

  it('gives up after three redirects', async () => {
    const server = await serve((_, response) => void response.writeHead(302, { location: '/again' }).end())
    expect(await failure(read(connect(server.url), `${server.url}/x`))).toMatchObject({
      code: 'document_server_answer',
      transient: false,
    })
    expect(server.requests).toHaveLength(4)
  })

  it('refuses a file that is announced as too large, and one that grows too large', async () => {
    const announced = await serve((_, response) => void response.writeHead(200, { 'content-length': 11 }).write('x'))
    const growing = await serve((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65536)));
        response.once('drain', more)
      }
      more()
    })
    for (const server of [announced, growing]) {
      const error = await failure(read(connect(server.url), `${server.url}/x`, 10))
      expect(error).toMatchObject({ code: 'too_large', transient: false, detail: { maxBytes: 10 } })
      expect(error.message).toContain('maxDocumentBytes')
    }
  })

  it('notices that bytes are missing, with and without a length', async () => {
    const short = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 100 })
      response.write('short', () => response.destroy())
    })
    const chunked = await serve((_, response) => void response.write('short', () => response.destroy()))
    for (const server of [short, chunked])
      expect(await failure(read(connect(server.url), `${server.url}/x`))).toMatchObject({
        code: 'download_incomplete',
        transient: true,
        detail: { received: 5 },
      })
  })

  it.each([
    [403, 'download_incomplete', false],
    [404, 'download_incomplete', false],
    [410, 'download_incomplete', false],
    [401, 'document_server_answer', false],
    [204, 'document_server_answer', false],
    [206, 'document_server_answer', false],
    [304, 'document_server_answer', false],
    [429, 'document_server_answer', true],
    [500, 'document_server_answer', true],
    [503, 'document_server_answer', true],
  ] as const)('answers status %i with %s', async (status, code, transient) => {
    const server = await serve((_, response) => void response.writeHead(status).end())
    const error = await failure(read(connect(server.url), `${server.url}/secret-path?md5=secret`))
    expect(error).toMatchObject({ code, transient, detail: { status } })
    expect(JSON.stringify([error.message, error.detail])).not.toContain('secret-path')
  })

  it('refuses an encoded body, whose length says nothing', async () => {
    const server = await serve((request, response) => {
      response
        .writeHead(200, { 'content-encoding': 'gzip', 'x-asked': String(request.headers['accept-encoding']) })
        .end('x')
    })
    expect(await failure(read(connect(server.url), `${server.url}/x`))).toMatchObject({
      code: 'document_server_answer',
    })
  })

  it('limits the whole download in time, also while the body stalls', async () => {
    const server = await serve((_, response) => void response.write('first'))
    const client = connect(server.url, { downloadTimeoutSeconds: 0.1 })
    expect(await failure(read(client, `${server.url}/x`))).toMatchObject({
      code: 'document_server_timeout',
      detail: { setting: 'downloadTimeoutSeconds' },
    })
  })

  it('gives a reader that aborts midway its own reason and ends the transfer', async () => {
    const caller = new AbortController()
    const reason = new Error('stopping')
    const closed = gate()
    const server = await serve((_, response) => {
      response.on('close', closed.open)
      response.write('first')
    })
    const { body } = await connect(server.url).open(`${server.url}/x`, { maxBytes: 99, signal: caller.signal })
    const reading = (async () => {
      for await (const _ of body) caller.abort(reason)
    })()
    await expect(reading).rejects.toBe(reason)
    await closed.opened
  })

  it('ends the transfer when the reader leaves early', async () => {
    const closed = gate()
    const server = await serve((_, response) => {
      response.on('close', closed.open)
      response.write('first')
    })
    for await (const _ of (await connect(server.url).open(`${server.url}/x`, { maxBytes: 99 })).body) break
    await closed.opened
  })

  it('makes the sender wait while nobody reads', async () => {
    const total = 64 * 1024 * 1024
    let sent = 0
    const stalled = gate()
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-length': total })
      const chunk = Buffer.alloc(256 * 1024)
      const more = () => {
        while (sent < total) {
          sent += chunk.length
          if (!response.write(chunk)) {
            response.once('drain', more)
            setTimeout(stalled.open, 300)
            return
          }
        }
        response.end()
      }
      more()
    })
    const { body } = await connect(server.url).open(`${server.url}/x`, { maxBytes: total })
    await stalled.opened
    expect(sent).toBeLessThan(total / 2)
    let received = 0
    for await (const chunk of body) received += chunk.length
    expect(received).toBe(total)
  })

  it('does not end the process when nobody ever reads a failing body', async () => {
    const server = await serve((_, response) => void response.write('first', () => response.destroy()))
    const client = connect(server.url, { downloadTimeoutSeconds: 0.1 })
    await client.open(`${server.url}/x`, { maxBytes: 99 })
    await new Promise((resolve) => setTimeout(resolve, 200))
  })
})

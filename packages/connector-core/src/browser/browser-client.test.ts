import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type BrowserClient, browserClient } from './browser-client.ts'

describe('browserClient', () => {
  let server: Server
  let client: BrowserClient
  let requests: { line: string; body: string; headers: IncomingMessage['headers'] }[]
  let answers: ((response: ServerResponse) => void)[]

  beforeEach(async () => {
    requests = []
    answers = []
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const body = Buffer.concat(chunks).toString()
      requests.push({ line: `${request.method} ${request.url}`, body, headers: request.headers })
      const answer = answers.shift()
      if (answer === undefined) request.socket.destroy()
      else answer(response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    client = browserClient(`http://127.0.0.1:${port}/cms/onlyoffice/`, {
      headers: () => ({ Authorization: 'Bearer t' }),
    })
  })
  afterEach(async () => {
    await new Promise((resolve) => {
      server.close(resolve)
      server.closeAllConnections()
    })
  })

  const json = (status: number, value: unknown) => (response: ServerResponse) => {
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value))
  }

  it('sends a person’s headers and an encoded id, and unwraps the document', async () => {
    answers.push(json(200, { document: { id: 'a/b?c' } }))
    expect(await client.rename('a/b?c', 'New.docx')).toEqual({ id: 'a/b?c' })
    expect(requests).toMatchObject([
      {
        line: 'POST /cms/onlyoffice/documents/a%2Fb%3Fc/rename',
        body: '{"name":"New.docx"}',
        headers: { authorization: 'Bearer t', 'content-type': 'application/json' },
      },
    ])
  })

  it('leaves out of a query what is not asked for', async () => {
    answers.push(json(200, { documents: [] }), json(200, { documents: [] }))
    await client.documents({ search: 'a&b', folder: undefined })
    await client.documents()
    expect(requests.map(({ line }) => line)).toEqual([
      'GET /cms/onlyoffice/documents?search=a%26b',
      'GET /cms/onlyoffice/documents',
    ])
  })

  it('repeats a pending conversion, tells its progress, and answers the document', async () => {
    answers.push(
      json(202, { pending: true, percent: 40.4 }),
      json(202, { pending: true }),
      json(201, { document: { id: '2' } }),
    )
    const percents: number[] = []
    const onProgress = (percent: number) => percents.push(percent)
    expect(await client.convert('1', { to: 'docx' }, { onProgress })).toEqual({ id: '2' })
    expect(percents).toEqual([40])
    expect(requests.map(({ body }) => body)).toEqual(['{"to":"docx"}', '{"to":"docx"}', '{"to":"docx"}'])
  })

  it('stops waiting when the caller aborts, with the caller’s reason', async () => {
    const abort = new AbortController()
    answers.push((response) => {
      json(202, { pending: true })(response)
      setImmediate(() => abort.abort(new Error('left the page')))
    })
    await expect(client.downloadAs('1', { to: 'pdf' }, { signal: abort.signal })).rejects.toThrow('left the page')
  })

  it('gives up a pending answer after the longest wait', async () => {
    answers.push(json(202, { pending: true }))
    await expect(client.convert('1', {}, { timeoutSeconds: 0 })).rejects.toMatchObject({
      code: 'document_server_timeout',
    })
  })

  it.each([
    [422, '{"error":{"code":"settings_invalid","message":"No.","detail":{"errors":[]}}}', 'settings_invalid', 'No.'],
    [401, '<html>Log in</html>', 'unauthenticated', undefined],
    [502, '', 'unavailable', undefined],
    [418, '{"error":{"name":"UnauthorizedError"}}', 'answer_invalid', undefined],
    [200, '<html>A proxy’s page</html>', 'answer_invalid', undefined],
  ])('throws for an answer %i %s the code %s', async (status, body, code, message) => {
    answers.push((response) => response.writeHead(status).end(body))
    const expected = { name: 'RequestError', status, code, ...(message === undefined ? {} : { message }) }
    await expect(client.saveSettings({})).rejects.toMatchObject(expected)
  })

  it('tells a site that does not answer from one that refuses', async () => {
    await expect(client.formats()).rejects.toMatchObject({ code: 'offline', status: 0 })
  })

  it('reads an answer without a body', async () => {
    answers.push((response) => response.writeHead(204).end())
    expect(await client.discardRecovery('r/1')).toBeUndefined()
    expect(requests[0]?.line).toBe('DELETE /cms/onlyoffice/recovery/r%2F1')
  })
})

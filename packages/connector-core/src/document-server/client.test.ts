import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import {
  answerJson,
  closedAddress,
  type LocalServer,
  readBody,
  startLocalServer,
  testCertificate,
} from '../../test/local-server.ts'
import { testSettings } from '../../test/test-settings.ts'
import type { ConnectorError } from '../errors.ts'
import { verifyToken } from '../jwt/index.ts'
import type { Settings } from '../settings/settings.ts'
import { callService } from './call-service.ts'
import { createDocumentServerClient, type DocumentServerClient } from './client.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

async function serve(...args: Parameters<typeof startLocalServer>): Promise<LocalServer> {
  const server = await startLocalServer(...args)
  open.push(server)
  return server
}

function connect(documentServerUrl: string, values: Partial<Settings> = {}): DocumentServerClient {
  const client = createDocumentServerClient(testSettings({ documentServerUrl, ...values }))
  open.push(client)
  return client
}

async function failure(promise: Promise<unknown>): Promise<ConnectorError> {
  const error = await promise.then(
    () => expect.unreachable('it was expected to fail'),
    (reason: unknown) => reason,
  )
  expect(error).toMatchObject({ name: 'ConnectorError' })
  return error as ConnectorError
}

describe('the client of Document Server, posting', () => {
  it('signs in body and header, sends the plain parameters beside, asks for JSON, and names the shard', async () => {
    let seen: { url?: string; headers: Record<string, unknown>; body: string } | undefined
    const server = await serve(async (request, response) => {
      seen = { url: request.url, headers: request.headers, body: await readBody(request) }
      answerJson(response, { error: 0 })
    })
    const client = connect(server.url, { jwtHeader: 'AuthorizationJwt' })
    const params = { c: 'info', key: 'a=b' }

    expect(await client.post('/command', params, { key: 'a=b' })).toEqual({ status: 200, body: { error: 0 } })

    const body = JSON.parse(seen?.body ?? '{}')
    expect(seen?.url).toBe('/command?shardkey=a%3Db')
    expect(seen?.headers).toMatchObject({ accept: 'application/json', 'content-type': 'application/json' })
    expect(body).toMatchObject(params)
    const { settings } = client
    expect(verifyToken(body.token, settings, new Date())).toMatchObject(params)
    const inHeader = String(seen?.headers.authorizationjwt).replace('Bearer ', '')
    expect(verifyToken(inHeader, settings, new Date())).toMatchObject({ payload: params })
  })

  it('sends no token at all when JWT is switched off', async () => {
    const server = await serve(async (request, response) => {
      answerJson(response, { authorization: request.headers.authorization ?? null, body: await readBody(request) })
    })
    const { body } = await connect(server.url, { jwtDisabled: true, secret: '' }).post('/command', { c: 'version' })
    expect(body).toEqual({ authorization: null, body: '{"c":"version"}' })
  })

  it('reaches a sub-path by the internal address', async () => {
    const server = await serve((_, response) => answerJson(response, {}))
    const client = connect('https://docs.invalid/office', { documentServerInternalUrl: `${server.url}/ds` })
    await client.post('/command', {})
    expect(await client.get('/healthcheck')).toMatchObject({ status: 200 })
    expect(server.requests).toEqual(['POST /ds/command', 'GET /ds/healthcheck'])
  })

  it('refuses an endless answer', async () => {
    const server = await serve((_, response) => {
      const chunk = Buffer.alloc(65536, 32)
      const more = () => {
        while (!response.destroyed && response.write(chunk));
        response.once('drain', more)
      }
      more()
    })
    expect(await failure(connect(server.url).post('/command', {}))).toMatchObject({ code: 'document_server_answer' })
  })

  it('does not follow a redirect of a service but names where it leads', async () => {
    const server = await serve(
      (_, response) => void response.writeHead(301, { location: 'https://docs.invalid/x' }).end(),
    )
    const error = await failure(connect(server.url).post('/command', {}))
    expect(error).toMatchObject({ code: 'document_server_answer', detail: { redirect: 'https://docs.invalid' } })
    expect(error.message).toContain('set documentServerUrl to the address at https://docs.invalid')
  })

  it('falls back to the old path of a service on 404 and explains every other wrong answer', async () => {
    let status = 200
    const server = await serve((request, response) => {
      if (request.url === '/new') return answerJson(response, {}, 404)
      if (status === 200) return answerJson(response, { error: 0 })
      response.writeHead(status === 1 ? 200 : status, { 'content-type': 'text/html' }).end('<html>login</html>')
    })
    const client = connect(server.url)
    const call = () => callService(client, ['/new', '/old'], {})
    expect(await call()).toEqual({ error: 0 })
    expect(server.requests).toEqual(['POST /new', 'POST /old'])
    for (const [answer, transient, text] of [
      [1, false, 'is not Document Server'],
      [403, false, 'ipfilter'],
      [404, false, 'check the path in documentServerUrl'],
      [401, false, 'status 401'],
      [503, true, 'status 503'],
    ] as const) {
      status = answer
      const error = await failure(call())
      expect(error).toMatchObject({ code: 'document_server_answer', transient })
      expect(error.message).toContain(text)
    }
  })
})

describe('the client of Document Server, when the network fails', () => {
  it('says that nothing listens, where, and which setting to change, without path and query', async () => {
    const address = await closedAddress()
    const client = connect('https://docs.invalid', { documentServerInternalUrl: `${address}/ds` })
    const error = await failure(client.open(`${address}/ds/cache/secret-path?md5=secret`, { maxBytes: 9 }))
    expect(error).toMatchObject({
      code: 'document_server_unreachable',
      transient: true,
      detail: { address, setting: 'documentServerInternalUrl', reason: 'refused' },
    })
    expect(error.message).toContain(address.slice('http://'.length))
    expect(error.message).toContain('documentServerInternalUrl')
    expect(JSON.stringify([error.message, error.detail])).not.toContain('secret')
  })

  it('says that the host name is unknown', async () => {
    const error = await failure(connect('http://documentserver.invalid').get('/healthcheck'))
    expect(error).toMatchObject({ code: 'document_server_unreachable', detail: { reason: 'dns' } })
    expect(error.message).toContain('documentserver.invalid')
  })

  it('says that the answer takes too long', async () => {
    const server = await serve(() => undefined)
    const error = await failure(connect(server.url, { requestTimeoutSeconds: 0.05 }).post('/command', {}))
    expect(error).toMatchObject({ code: 'document_server_timeout', detail: { reason: 'answer_timeout' } })
  })

  it('says that the connection broke', async () => {
    const server = await serve((request) => void request.destroy())
    expect(await failure(connect(server.url).get('/'))).toMatchObject({
      code: 'document_server_unreachable',
      detail: { reason: 'reset' },
    })
  })

  it('gives an aborting caller its own reason', async () => {
    const reason = new Error('the person left')
    const caller = new AbortController()
    const server = await serve(() => caller.abort(reason))
    await expect(connect(server.url).post('/command', {}, { signal: caller.signal })).rejects.toBe(reason)
    await expect(connect(server.url).open(`${server.url}/x`, { maxBytes: 1, signal: caller.signal })).rejects.toBe(
      reason,
    )
  })
})

describe('the client of Document Server over TLS', () => {
  const health = (_: unknown, response: ServerResponse) => void response.end('true')

  it('accepts a certificate of a private authority in caBundle, with text around it', async () => {
    const server = await serve(health, 'server')
    const client = connect(server.url, { caBundle: `Our authority\n${testCertificate('ca.pem')}\n` })
    expect(await client.get('/healthcheck')).toMatchObject({ status: 200, text: 'true' })
  })

  it.each([
    ['server', '', 'tls_untrusted', 'caBundle'],
    ['self-signed', testCertificate('ca.pem'), 'tls_untrusted', 'caBundle'],
    ['expired', testCertificate('ca.pem'), 'tls_expired', 'documentServerUrl'],
    ['other-host', testCertificate('ca.pem'), 'tls_host', 'documentServerUrl'],
  ] as const)('refuses the certificate "%s" and says what to do', async (certificate, caBundle, reason, setting) => {
    const server = await serve(health, certificate)
    const error = await failure(connect(server.url, { caBundle }).get('/healthcheck'))
    expect(error).toMatchObject({ code: 'document_server_tls', detail: { reason, setting } })
    expect(error.message).toContain(setting === 'caBundle' ? 'caBundle' : 'certificate')
    expect(server.requests).toEqual([])
  })

  it('trusts a self-signed certificate that is itself in caBundle', async () => {
    const server = await serve(health, 'self-signed')
    expect(await connect(server.url, { caBundle: testCertificate('self-signed.pem') }).get('/')).toMatchObject({
      text: 'true',
    })
  })

  it('accepts any certificate when the check is switched off, and only for this client', async () => {
    const server = await serve(health, 'self-signed')
    expect(await connect(server.url, { tlsVerify: false }).get('/')).toMatchObject({ text: 'true' })
    expect(await failure(connect(server.url).get('/'))).toMatchObject({ code: 'document_server_tls' })
  })

  it('names the mix-up of http and https', async () => {
    const plain = await serve(health)
    const tls = connect(plain.url.replace('http:', 'https:'))
    expect(await failure(tls.get('/'))).toMatchObject({
      code: 'document_server_tls',
      detail: { reason: 'tls_protocol', setting: 'documentServerUrl' },
    })
  })

  it('names the setting when caBundle is no PEM', async () => {
    for (const caBundle of ['not PEM', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'])
      expect(await failure(connect('https://127.0.0.1:1', { caBundle }).get('/'))).toMatchObject({
        code: 'settings_invalid',
        detail: { setting: 'caBundle' },
      })
  })
})

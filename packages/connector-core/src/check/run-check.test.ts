import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { answerJson, closedAddress, startLocalServer, testCertificate } from '../../test/local-server.ts'
import { type ProtocolServerOptions, startProtocolServer } from '../../test/protocol-server.ts'
import { testSettings } from '../../test/test-settings.ts'
import { ConnectorError } from '../errors.ts'
import { linkTokens } from '../jwt/index.ts'
import type { Settings } from '../settings/settings.ts'
import { memoryState } from '../state/memory.ts'
import type { CheckReport, CheckStepId } from './check-report.ts'
import { receiveEcho, runCheck, serveProbe } from './index.ts'

const { secret } = testSettings()
const links = linkTokens('a key for links of at least 32 characters', () => new Date())
const running: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of running.splice(0).reverse()) await each.close()
})

async function body(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** A CMS with the two routes of the check below `/door`. `middleware` may answer a request first, and says true then. */
async function startCms(
  state = memoryState(),
  middleware: (request: IncomingMessage, response: ServerResponse, body: Buffer) => boolean | Buffer = () => false,
): Promise<string> {
  const server = await startLocalServer(async (request, response) => {
    const received = await body(request)
    const done = middleware(request, response, received)
    if (done === true) return
    const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const init = { method: request.method, headers, body: request.method === 'POST' ? done || received : undefined }
    const door = new Request(`http://cms${request.url}`, init as RequestInit)
    const route = new URL(door.url).pathname
    try {
      if (!/^\/door\/check(\/|$)/.test(route)) return answerJson(response, {}, 404)
      const answer = await (route === '/door/check' ? receiveEcho(door, { links }) : serveProbe(door, { state, links }))
      response.writeHead(answer.status, [...answer.headers].flat()).end(await answer.text())
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error
      answerJson(response, { error: { code: error.code } }, error.status)
    }
  })
  running.push(server)
  return server.url
}

interface Trial {
  documentServer?: Partial<ProtocolServerOptions>
  settings?: Partial<Settings> | ((documentServer: string) => Partial<Settings>)
  state?: ReturnType<typeof memoryState>
  /** Default: a CMS of {@link startCms}. */
  publicUrl?: string
  browserUrl?: string
  locale?: string
}

async function check(trial: Trial = {}): Promise<CheckReport> {
  const documentServer = await startProtocolServer({ secret, ...trial.documentServer })
  running.push(documentServer)
  const state = trial.state ?? memoryState()
  const values = typeof trial.settings === 'function' ? trial.settings(documentServer.url) : trial.settings
  const report = await runCheck({
    settings: testSettings({ documentServerUrl: documentServer.url, ...values }),
    mount: { publicUrl: trial.publicUrl ?? (await startCms(state)), serverPath: '/door', browserPath: '/admin' },
    state,
    links,
    browserUrl: trial.browserUrl,
    locale: trial.locale,
  })
  expect(JSON.stringify(report)).not.toContain(secret)
  expect(JSON.stringify(report)).not.toMatch(/eyJ|token=/)
  expect(report.ok).toBe(report.steps.every(({ ok }) => ok !== false))
  expect(await state.list('check:', { limit: 10 })).toEqual([])
  return report
}

function step(report: CheckReport, id: CheckStepId) {
  const found = report.steps.find((one) => one.id === id) ?? expect.unreachable(`no step ${id}`)
  expect(found.message, 'one sentence').toMatch(/^(?!.*[.:] [A-Z])[A-Z][^\n]*\.$/)
  return found
}

function outcomes(report: CheckReport): string {
  return report.steps.map(({ ok }) => ({ true: '+', false: '-', warning: '!', skipped: '.' })[String(ok)]).join('')
}

describe('the connection check', () => {
  it('passes every step, in order, and says the release', async () => {
    const report = await check()
    expect(report.steps.map(({ id }) => id).join(' ')).toBe(
      'addresses health public version conversion download callback',
    )
    expect(report).toMatchObject({ ok: true, version: '9.3.1.10' })
    expect(outcomes(report), JSON.stringify(report.steps)).toBe('+++++++')
  })

  it('passes with a private authority, a separate internal address and another header', async () => {
    const report = await check({
      documentServer: { certificate: 'server', header: 'AuthorizationJwt' },
      settings: (url) => ({
        documentServerUrl: url.replace('127.0.0.1', 'localhost'),
        documentServerInternalUrl: url,
        caBundle: testCertificate('ca.pem'),
        jwtHeader: 'AuthorizationJwt',
      }),
    })
    expect(outcomes(report), JSON.stringify(report.steps)).toBe('+++++++')
  })

  it('warns and passes when JWT is off on both sides by choice', async () => {
    const report = await check({ documentServer: { secret: null }, settings: { jwtDisabled: true, secret: '' } })
    expect(outcomes(report), JSON.stringify(report.steps)).toBe('!++++++')
    expect(step(report, 'addresses').setting).toBe('jwtDisabled')
  })
})

describe('the language of the report', () => {
  it.each([
    ['de', 'Dieser Server erreicht den Document Server', /Unter 127.* korrigieren Sie „Adresse des Document Servers/],
    ['fr-CA,fr;q=0.9', 'Ce serveur atteint Document Server', /sur 127.* corrigez «\u202fAdresse de Document Server/],
    ['es', 'Este servidor llega a Document Server', /En 127.* corrija «Dirección de Document Server/],
    [
      'xx',
      'This server reaches Document Server',
      /at Document Server's address 127.* correct “Document Server address for this server”/,
    ],
  ])('is that of the reader, such as %s', async (locale, title, message) => {
    const report = await check({ locale, settings: { documentServerInternalUrl: await closedAddress() } })
    const english = await check({ settings: { documentServerInternalUrl: await closedAddress() } })
    expect(outcomes(report)).toBe(outcomes(english))
    expect(report.steps.map(({ id, setting }) => [id, setting])).toEqual(
      english.steps.map(({ id, setting }) => [id, setting]),
    )
    const health = report.steps.find(({ id }) => id === 'health')
    expect(health).toMatchObject({ title, message: expect.stringMatching(message) })
    expect(report.steps.find(({ id }) => id === 'version')?.message).toContain(title)
    expect(JSON.stringify(report)).not.toMatch(/\{\w+\}/)
  })
})

describe('the step "addresses"', () => {
  it.each([
    [{ documentServerUrl: '' }, 'documentServerUrl', 'not set'],
    [{ documentServerUrl: 'docs.example.com' }, 'documentServerUrl', 'http'],
    [{ documentServerInternalUrl: 'ftp://ds' }, 'documentServerInternalUrl', 'http'],
    [{ documentServerInternalUrl: 'http://user:pass@ds' }, 'documentServerInternalUrl', 'user name'],
    [{ storageUrl: 'http://cms/?x=1' }, 'storageUrl', 'query'],
    [{ secret: '' }, 'secret', 'secret'],
    [{ caBundle: 'no PEM' }, 'caBundle', 'PEM'],
  ] as const)('fails on %j and skips the rest', async (settings, setting, text) => {
    const report = await check({ settings })
    expect(outcomes(report)).toBe('-......')
    expect(step(report, 'addresses')).toMatchObject({ setting, message: expect.stringContaining(text) })
    expect(step(report, 'callback').message).toContain('Addresses and secret are complete')
  })

  it('fails when the CMS does not know its own address', async () => {
    const report = await check({ publicUrl: '' })
    expect(step(report, 'addresses')).toMatchObject({ ok: false, setting: 'storageUrl' })
  })

  it('warns when Document Server is sent to its own machine, or its certificate is not checked', async () => {
    const elsewhere = { documentServerUrl: 'https://docs.invalid' }
    expect(step(await check({ settings: elsewhere }), 'addresses')).toMatchObject({
      ok: 'warning',
      setting: 'storageUrl',
    })
    expect(step(await check({ settings: { ...elsewhere, tlsVerify: false } }), 'addresses')).toMatchObject({
      ok: 'warning',
      setting: 'tlsVerify',
    })
  })
})

describe('the step "health"', () => {
  it('names an unknown host, a closed port and an untrusted certificate with the setting to change', async () => {
    const closed = await closedAddress()
    const dns = await check({ settings: { documentServerInternalUrl: 'http://documentserver.invalid' } })
    const refused = await check({ settings: { documentServerInternalUrl: closed } })
    const tls = await check({ documentServer: { certificate: 'self-signed' } })
    expect(step(dns, 'health')).toMatchObject({
      ok: false,
      setting: 'documentServerInternalUrl',
      message: expect.stringContaining('documentserver.invalid'),
    })
    expect(step(refused, 'health')).toMatchObject({
      ok: false,
      setting: 'documentServerInternalUrl',
      message: expect.stringContaining(`Nothing listens at Document Server's address ${closed.slice(7)}`),
    })
    expect(step(tls, 'health')).toMatchObject({ ok: false, setting: 'caBundle' })
    expect([outcomes(dns), outcomes(refused), outcomes(tls)]).toEqual(['!-+...+', '+-+...+', '+-....+'])
  })

  it('names a server that does not answer in time', async () => {
    const hang = { intercept: (request: IncomingMessage) => request.url === '/healthcheck' }
    const report = await check({ documentServer: hang, settings: { requestTimeoutSeconds: 0.1 } })
    expect(step(report, 'health')).toMatchObject({ ok: false, message: expect.stringContaining('in time') })
  })

  it.each([
    ['false', 200, 'not healthy'],
    ['<html>a shop</html>', 200, 'is not Document Server'],
    ['', 404, 'is not Document Server'],
    ['', 403, 'ipfilter'],
    ['', 502, 'behind it does not'],
  ])('explains the answer "%s" with status %i', async (text, status, expected) => {
    const intercept = (request: IncomingMessage, response: ServerResponse) => {
      if (request.url !== '/healthcheck') return false
      response.writeHead(status).end(text)
      return true
    }
    const report = await check({ documentServer: { intercept } })
    expect(step(report, 'health')).toMatchObject({ ok: false, message: expect.stringContaining(expected) })
    expect(outcomes(report)).toBe('+-....+')
  })
})

describe('the step "public"', () => {
  it('fails for an https page with an http Document Server, but not on loopback', async () => {
    const settings = (url: string) => ({ documentServerUrl: 'http://docs.invalid', documentServerInternalUrl: url })
    const browserUrl = 'https://cms.example.com/admin'
    expect(step(await check({ settings, browserUrl }), 'public')).toMatchObject({
      ok: false,
      setting: 'documentServerUrl',
      message: expect.stringContaining('https'),
    })
    expect(step(await check({ browserUrl }), 'public').ok).toBe(true)
  })

  it('warns when this server cannot see the public address, and fails when no editor is there', async () => {
    const other = await startLocalServer((_, response) => void response.end('<html>DocsAPI is not here</html>'))
    running.push(other)
    const at = (documentServerUrl: string) =>
      check({ settings: (url) => ({ documentServerUrl, documentServerInternalUrl: url }) })
    expect(step(await at('https://docs.invalid'), 'public')).toMatchObject({
      ok: 'warning',
      setting: 'documentServerUrl',
    })
    expect(step(await at(other.url), 'public')).toMatchObject({ ok: false, setting: 'documentServerUrl' })
  })
})

describe('the step "version"', () => {
  it('names a wrong secret and tries no conversion', async () => {
    const report = await check({ documentServer: { secret: 'another-secret-of-the-document-server' } })
    expect(step(report, 'version')).toMatchObject({ ok: false, setting: 'secret' })
    expect(step(report, 'version').message).toContain('secret is wrong')
    expect(outcomes(report)).toBe('+++-..+')
  })

  it('tells a wrong header name from a wrong secret', async () => {
    const report = await check({ documentServer: { header: 'AuthorizationJwt' } })
    expect(step(report, 'version')).toMatchObject({
      ok: 'warning',
      setting: 'jwtHeader',
      message: expect.stringContaining('from the header Authorization'),
    })
    expect(step(report, 'conversion')).toMatchObject({
      ok: 'warning',
      setting: 'jwtHeader',
      message: expect.stringContaining('set “JWT header” to authorizationjwt'),
    })
  })

  it('names JWT that is on there and off here, and off there and on here', async () => {
    const offHere = await check({ settings: { jwtDisabled: true, secret: '' } })
    expect(step(offHere, 'version')).toMatchObject({ ok: false, setting: 'jwtDisabled' })
    const offThere = await check({ documentServer: { secret: null } })
    expect(step(offThere, 'version')).toMatchObject({ ok: 'warning', setting: 'secret' })
    expect(step(offThere, 'conversion')).toMatchObject({
      ok: 'warning',
      message: expect.stringContaining('without a token'),
    })
  })

  it.each([
    ['7.1.1.76', false],
    ['7.2.0.204', 'warning'],
    ['8.1.3.4', 'warning'],
    ['8.2.0.143', true],
    ['10.0.0.1', true],
  ] as const)('judges release %s', async (version, ok) => {
    const report = await check({ documentServer: { version } })
    expect(step(report, 'version').ok).toBe(ok)
    expect(report.version).toBe(version)
    expect(step(report, 'conversion').ok).toBe(true)
  })
})

describe('the step "conversion"', () => {
  it('says that nothing arrived here when Document Server cannot reach the CMS', async () => {
    const storageUrl = await closedAddress()
    const report = await check({ settings: { storageUrl } })
    expect(step(report, 'conversion')).toMatchObject({ ok: false, setting: 'storageUrl' })
    expect(step(report, 'conversion').message).toContain(storageUrl.slice(7))
    expect(step(report, 'conversion').message).toContain('its own machine or container')
    expect(step(report, 'download')).toMatchObject({ ok: 'skipped' })
  })

  it('says that Document Server arrived when only the file got lost', async () => {
    const report = await check({ documentServer: { loseBody: true } })
    expect(step(report, 'conversion')).toMatchObject({
      ok: false,
      setting: 'storageUrl',
      message: expect.stringContaining('reached this CMS'),
    })
  })

  it.each([
    [401, undefined, 'exempt'],
    [404, 'storageUrl', 'is not at'],
  ] as const)('says that the CMS itself refuses the file with %i', async (status, setting, text) => {
    const state = memoryState()
    const publicUrl = await startCms(state, (request, response) => {
      if (request.method === 'GET') response.writeHead(status).end()
      return request.method === 'GET'
    })
    const found = step(await check({ publicUrl, state }), 'conversion')
    expect(found).toMatchObject({ ok: false, message: expect.stringContaining(text) })
    expect(found.setting).toBe(setting)
  })

  it('says that the link lost its token on the way', async () => {
    const report = await check({ documentServer: { rewrite: (url) => url.replace(/\?.*/, '') } })
    expect(step(report, 'conversion')).toMatchObject({
      ok: false,
      setting: 'storageUrl',
      message: expect.stringContaining('lost its token'),
    })
  })

  it('says that the file was fetched from another installation', async () => {
    const other = await startLocalServer((_, response) => void response.end('another CMS'))
    running.push(other)
    const report = await check({ settings: { storageUrl: other.url } })
    expect(step(report, 'conversion')).toMatchObject({ ok: 'warning', setting: 'storageUrl' })
  })

  it('fails when Document Server signs its own requests with another secret', async () => {
    const report = await check({ documentServer: { outboxSecret: 'another-secret-of-the-outbox-of-it' } })
    expect(step(report, 'conversion')).toMatchObject({
      ok: false,
      setting: 'secret',
      message: expect.stringContaining('outbox'),
    })
    expect(step(report, 'download').ok).toBe(true)
  })

  it('warns when Document Server signs nothing', async () => {
    const report = await check({ documentServer: { outboxSecret: null } })
    expect(step(report, 'conversion')).toMatchObject({
      ok: 'warning',
      setting: 'jwtHeader',
      message: expect.stringContaining('token.enable.request.outbox'),
    })
  })

  it('names another prefix in the right header', async () => {
    const report = await check({ documentServer: { prefix: 'JWT ' } })
    expect(step(report, 'conversion')).toMatchObject({ ok: false, setting: 'jwtPrefix' })
  })

  it.each([
    [{ error: -8 }, 'secret', 'same secret'],
    [{ error: -3 }, undefined, 'error -3'],
    [{ error: -4 }, 'storageUrl', 'nothing arrived'],
    [{ percent: 0, endConvert: false }, 'storageUrl', 'firewall'],
  ] as const)('explains the answer %j', async (conversion, setting, text) => {
    const publicUrl = (await startCms()).replace('127.0.0.1', 'cms.invalid')
    const report = await check({ documentServer: { conversion }, publicUrl })
    expect(step(report, 'conversion')).toMatchObject({ ok: false, message: expect.stringContaining(text) })
    expect(step(report, 'conversion').setting).toBe(setting)
  })
})

describe('the step "download"', () => {
  it('names the address by which Document Server names its files', async () => {
    const report = await check({ documentServer: { resultOrigin: 'http://localhost' } })
    expect(step(report, 'download')).toMatchObject({
      ok: false,
      setting: 'documentServerInternalUrl',
      message: expect.stringContaining('http://localhost,'),
    })
  })

  it('explains a refused link and a wrong file', async () => {
    expect(step(await check({ documentServer: { resultStatus: 403 } }), 'download')).toMatchObject({
      ok: false,
      message: expect.stringContaining('refuses its own download link'),
    })
    expect(step(await check({ documentServer: { result: '<html>login</html>' } }), 'download')).toMatchObject({
      ok: false,
      setting: 'documentServerUrl',
    })
  })
})

describe('the step "callback"', () => {
  type Middleware = Parameters<typeof startCms>[1]
  async function withMiddleware(middleware: Middleware, settings: Partial<Settings> = {}) {
    const state = memoryState()
    const publicUrl = await startCms(state, middleware)
    return step(await check({ publicUrl, state, settings }), 'callback')
  }
  const answer =
    (status: number, headers = {}): Middleware =>
    (request, response) => {
      if (request.method !== 'POST') return false
      response.writeHead(status, headers).end()
      return true
    }

  it.each([
    [401, {}, 'login', undefined],
    [403, {}, 'CSRF', undefined],
    [404, {}, 'not at', 'storageUrl'],
    [200, {}, 'not at', 'storageUrl'],
    [413, {}, 'JSON bodies', undefined],
    [500, {}, 'status 500', undefined],
    [301, { location: 'https://cms.invalid/' }, 'https://cms.invalid', 'storageUrl'],
  ] as const)('explains a CMS that answers %i itself', async (status, headers, text, setting) => {
    const found = await withMiddleware(answer(status, headers))
    expect(found).toMatchObject({ ok: false, message: expect.stringContaining(text) })
    expect(found.setting).toBe(setting)
  })

  it('explains a CMS that never answers', async () => {
    const hang: Middleware = (request) => request.method === 'POST'
    expect(await withMiddleware(hang, { requestTimeoutSeconds: 0.2 })).toMatchObject({
      ok: false,
      message: expect.stringContaining('body parser'),
    })
  })

  it('notices a changed body', async () => {
    const rewrite: Middleware = (request, _, received) =>
      request.method === 'POST' ? Buffer.from(received.toString('latin1'), 'utf8') : false
    expect(await withMiddleware(rewrite)).toMatchObject({ ok: false, message: expect.stringContaining('changed') })
  })

  it('notices a header that is taken away', async () => {
    const strip: Middleware = (request) => {
      if (request.method === 'POST') delete request.headers.authorization
      return false
    }
    expect(await withMiddleware(strip)).toMatchObject({ ok: 'warning', setting: 'jwtHeader' })
  })

  it('warns when only short callbacks come through', async () => {
    const small: Middleware = (request, response, received) =>
      received.length > 100_000 && answer(413)?.(request, response, received) === true
    expect(await withMiddleware(small)).toMatchObject({ ok: 'warning', message: expect.stringContaining('2 MB') })
  })

  it('is skipped when this server cannot reach itself, and uses the public address when only that works', async () => {
    const nowhere = await closedAddress()
    expect(step(await check({ publicUrl: nowhere }), 'callback').ok).toBe('skipped')
    expect(step(await check({ settings: { storageUrl: nowhere } }), 'callback').ok).toBe(true)
  })
})

describe('aborting the check', () => {
  it('ends it with the reason and leaves no mark', async () => {
    const caller = new AbortController()
    const reason = new Error('the page was closed')
    const documentServer = await startProtocolServer({
      secret,
      intercept: (request) => {
        if (request.url?.startsWith('/converter')) caller.abort(reason)
        return request.url?.startsWith('/converter') ?? false
      },
    })
    const state = memoryState()
    running.push(documentServer)
    const settings = testSettings({ documentServerUrl: documentServer.url })
    const mount = { publicUrl: await startCms(state), serverPath: '/door', browserPath: '/admin' }
    await expect(runCheck({ settings, mount, state, links, signal: caller.signal })).rejects.toBe(reason)
    expect(await state.list('check:', { limit: 10 })).toEqual([])
  })
})

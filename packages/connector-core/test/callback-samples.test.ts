import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type MemoryHost, memoryHost } from '../../connector-testkit/src/index.ts'
import { createConnector } from '../src/connector.ts'
import { linkTokens } from '../src/jwt/index.ts'
import { type RecordingServer, recordingServer } from './document-server.ts'

interface Sample {
  name: string
  signedRequest?: SampleRequest
  request?: SampleRequest
  jwt: { secret: string; verifyAtUnixTime: number; headerName?: string }
  storedExtension?: string
  expectedHost: { response: { status: number; body: object }; reject?: boolean }
}

interface SampleRequest {
  headers: Record<string, string>
  body: { key?: string; status?: number; url?: string; filetype?: string }
}

const folder = join(import.meta.dirname, '..', 'testdata', 'onlyoffice-samples')
const samples = readdirSync(folder)
  .filter((name) => name.startsWith('callback-') && name !== 'callback-replies.json')
  .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Sample)

const linkKey = 'the-key-of-our-own-links-0123456789abcdef'
const key = 'f42-v7-9c1e5b'
const original = zipSync({ 'original.xml': new Uint8Array([1]) })
const edited = zipSync({ 'edited.xml': new Uint8Array([2]) })
const form = new TextEncoder().encode('%PDF-1.7 filled')

let server: RecordingServer
let host: MemoryHost

beforeEach(async () => {
  server = await recordingServer((request, response) => {
    if (request.url?.startsWith('/converter')) {
      response.setHeader('content-type', 'application/json')
      response.end(
        JSON.stringify({
          fileUrl: `${server.url}/cache/converted.odt`,
          fileType: 'odt',
          percent: 100,
          endConvert: true,
        }),
      )
      return
    }
    const bytes = request.url?.includes('.pdf') ? form : request.url?.includes('converted') ? original : edited
    response.setHeader('content-length', bytes.byteLength)
    response.end(bytes)
  })
})

afterEach(async () => {
  host.cleanUp()
  await server.close()
})

async function answer(sample: Sample): Promise<Response> {
  const at = new Date(sample.jwt.verifyAtUnixTime * 1000)
  const extension = sample.storedExtension ?? (sample.name.includes('form') ? 'pdf' : 'docx')
  host = memoryHost({
    now: () => at,
    documents: [{ id: 'f42', name: `Report.${extension}`, bytes: extension === 'pdf' ? form : original }],
    users: ['u-101', 'u-202', 'u-303'].map((id) => ({ id, name: id })),
    settings: {
      documentServerUrl: 'https://docs.example.com',
      documentServerInternalUrl: server.url,
      secret: sample.jwt.secret,
      ...(sample.jwt.headerName === undefined ? {} : { jwtHeader: sample.jwt.headerName }),
    },
  })
  const { state } = host
  await state.swap('installation', null, JSON.stringify({ id: 'f42-v7', linkKey }), null)
  const version = (await host.documents.find('f42'))?.version
  await state.swap(`key/${key}`, null, JSON.stringify({ documentId: 'f42', version, state: 'open', issuedAt: 0 }), null)
  const token = linkTokens(linkKey, () => at).issue('callback', { document: 'f42', key, user: 'u-101' }, null)
  const { publicUrl, serverPath } = host.mount()
  const { headers, body } = sample.signedRequest ?? sample.request ?? { headers: {}, body: {} }
  const { 'content-length': _, host: __, ...rest } = headers
  return await createConnector(host).fetch(
    new Request(`${publicUrl}${serverPath}/callback?token=${token}`, {
      method: 'POST',
      headers: rest,
      body: JSON.stringify(body),
    }),
  )
}

const bytesOf = (id: string): string => Buffer.from(host.bytesOf(id) ?? []).toString('hex')
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

describe('the callback route', () => {
  for (const sample of samples) {
    const { status, body } = sample.expectedHost.response
    it(`answers ${status} to ${sample.name}`, async () => {
      const response = await answer(sample)
      expect(response.status).toBe(status)
      expect(response.headers.get('content-type')).toContain('application/json')
      expect(await response.json()).toMatchObject(body)
      if (sample.expectedHost.reject) {
        expect(server.requests, 'a refused callback fetches nothing').toEqual([])
        expect(host.writes).toEqual([])
        expect(bytesOf('f42')).toBe(hex(original))
      }
    })
  }

  const named = (name: string): Sample => {
    const sample = samples.find((known) => known.name === name)
    if (sample === undefined) throw new Error(`no sample ${name}`)
    return sample
  }

  for (const name of [
    'callback-2-save',
    'callback-2-from-forgotten',
    'callback-2-large-history-token-only',
    'callback-header-only',
    'callback-2-save-null-notmodified',
  ]) {
    it(`stores the bytes of ${name} and burns the key`, async () => {
      await answer(named(name))
      expect(bytesOf('f42')).toBe(hex(edited))
      expect(host.writes).toMatchObject([{ id: 'f42', by: 'u-202', reason: 'save' }])
      expect(JSON.parse((await host.state.get(`key/${key}`)) ?? '{}')).toMatchObject({ state: 'saved' })
      expect(server.requests[0]).toContain('md5=')
    })
  }

  it('keeps the history that only the body token holds', async () => {
    await answer(named('callback-2-large-history-token-only'))
    const place = join(host.dataDirectory, 'history')
    const [document = ''] = readdirSync(place)
    const [record = ''] = readdirSync(join(place, document))
    const { history } = JSON.parse(readFileSync(join(place, document, record), 'utf8')) as {
      history: { changes: unknown[] }
    }
    expect(history.changes.length).toBeGreaterThan(5)
  })

  for (const name of ['callback-6-button', 'callback-6-command', 'callback-6-timer', 'callback-6-from-cache']) {
    it(`stores ${name} and keeps the key`, async () => {
      await answer(named(name))
      expect(bytesOf('f42')).toBe(hex(edited))
      expect(host.writes).toMatchObject([{ reason: 'forcesave' }])
      expect(JSON.parse((await host.state.get(`key/${key}`)) ?? '{}')).toMatchObject({ state: 'open' })
    })
  }

  it('stores a submitted form as a document of its own', async () => {
    await answer(named('callback-6-form-submit'))
    expect(bytesOf('f42')).toBe(hex(form))
    expect(host.writes).toEqual([])
    expect(host.documentIds()).toHaveLength(2)
  })

  it('converts back what came in another format than the stored one', async () => {
    await answer(named('callback-2-format-fallback'))
    expect(server.requests.some((path) => path.startsWith('/converter'))).toBe(true)
    expect(bytesOf('f42')).not.toBe(hex(edited))
  })

  it('keeps a damaged assembly aside and does not touch the document', async () => {
    await answer(named('callback-3-with-url'))
    expect(bytesOf('f42')).toBe(hex(original))
    expect(readdirSync(join(host.dataDirectory, 'recovery')).filter((name) => name.endsWith('.bin'))).toHaveLength(1)
  })
})

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import {
  discoveryOf,
  makeSigningKeys,
  type ProofMutation,
  type SigningKeys,
  signProof,
} from '../../connector-testkit/src/index.ts'
import { createConnector } from '../src/connector.ts'
import { type WopiClient, type WopiOffice, wopiOffice } from './wopi-office.ts'

const begin = Date.parse('2026-02-03T04:05:06Z')
let time = begin
const now = (): Date => new Date(time)
const keys = makeSigningKeys()
const newKeys = makeSigningKeys()

let office: WopiOffice
let server: Server
let served: { xml: string; status: number; asked: number }
afterEach(async () => {
  time = begin
  await office.close()
  server.close()
})

async function start(settings: Record<string, unknown>, mount = {}): Promise<WopiClient> {
  served = { xml: discoveryOf(keys, 'https://office.example.com/x?'), status: 200, asked: 0 }
  server = createServer((_, response) => {
    served.asked += 1
    response.writeHead(served.status).end(served.xml)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  office = await wopiOffice({
    documents: [{ id: 'd', name: 'a.wopitest', bytes: 'PK' }],
    settings: { 'wopi.discoveryUrl': `http://127.0.0.1:${port}`, ...settings },
    mount,
    now,
  })
  return await office.open('d')
}

async function call(
  client: WopiClient,
  options: { by?: SigningKeys; mutation?: ProofMutation; signedUrl?: string; at?: string } = {},
): Promise<number> {
  const url = `${client.wopiSrc}?access_token=${client.accessToken}`
  const proof =
    options.by === undefined
      ? {}
      : signProof(
          options.by,
          { url: options.signedUrl ?? url, accessToken: client.accessToken },
          { timestamp: now(), ...options.mutation },
        )
  const request = new Request(options.at ?? url, { headers: { ...proof, host: 'evil.example.com' } })
  return (await office.connector.fetch(request)).status
}

describe('the proof of a WOPI client', () => {
  it('is demanded when it is required', async () => {
    const client = await start({ 'wopi.proof': 'required' })
    expect(await call(client, { by: keys })).toBe(200)
    expect(await call(client)).toBe(500)
    expect(await call(client, { by: keys, mutation: { mutateCurrent: true } })).toBe(500)
    expect(await call(client, { by: keys, mutation: { mutateOld: true } })).toBe(200)
    expect(await call(client, { by: keys, mutation: { timestamp: new Date(time - 21 * 60_000) } })).toBe(500)
    expect(await call(client, { by: keys, signedUrl: 'https://evil.example.com/wopi/files/x' })).toBe(500)
  })

  it('is checked where the client publishes keys when it is optional, and not at all when it is off', async () => {
    const optional = await start({ 'wopi.proof': 'optional' })
    expect(await call(optional, { by: keys })).toBe(200)
    expect([await call(optional, { by: newKeys }), await call(optional)]).toEqual([500, 500])
    await office.close()
    server.close()
    const off = await start({ 'wopi.proof': 'off' })
    expect([await call(off, { by: newKeys }), await call(off)]).toEqual([200, 200])
  })

  it('is not asked of a client without keys, unless it is required', async () => {
    for (const [proof, status] of [
      ['optional', 200],
      ['required', 500],
    ] as const) {
      const client = await start({ 'wopi.proof': proof })
      served.xml = served.xml.replace(/<proof-key[^>]*>/, '')
      await office.close()
      office = await wopiOffice({
        documents: [{ id: 'd', name: 'a.wopitest', bytes: 'PK' }],
        settings: {
          'wopi.discoveryUrl': `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
          'wopi.proof': proof,
        },
        now,
      })
      expect(client.wopiSrc).not.toBe('')
      expect(await call(await office.open('d'))).toBe(status)
      if (proof === 'optional') {
        await office.close()
        server.close()
      }
    }
  })

  it('makes discovery be read once more when it fails, and then holds with the new keys', async () => {
    const client = await start({ 'wopi.proof': 'required' })
    expect([await call(client, { by: keys }), served.asked]).toEqual([200, 1])
    served.xml = discoveryOf(newKeys, 'https://office.example.com/x?')
    expect([await call(client, { by: newKeys }), served.asked]).toEqual([200, 2])
    // the last good copy stays when the server is away
    served.status = 500
    expect(await call(client, { by: newKeys })).toBe(200)
    expect(await call(client, { by: keys })).toBe(500)
  })

  it('is not missed any more as soon as the client has no keys, or other ones', async () => {
    const client = await start({ 'wopi.proof': 'optional' })
    expect([await call(client, { by: keys }), served.asked]).toEqual([200, 1])
    expect([await call(client), served.asked]).toEqual([500, 2])
    // a client that calls unsigned is answered from memory for some seconds
    expect([await call(client), served.asked]).toEqual([500, 2])
    time += 6_000
    served.xml = discoveryOf(keys, 'https://office.example.com/x?').replace(/<proof-key[^>]*>/, '')
    expect([await call(client), served.asked]).toEqual([200, 3])
    expect(await call(client, { by: newKeys })).toBe(200)
  })

  it('that is too old makes the difference of the clocks be logged, and nothing be fetched', async () => {
    const client = await start({ 'wopi.proof': 'required' })
    expect(await call(client, { by: keys })).toBe(200)
    for (const [minutes, said] of [
      [-25, '1500 seconds behind'],
      [25, '1500 seconds ahead of'],
    ] as const) {
      const timestamp = new Date(time + minutes * 60_000)
      expect(await call(client, { by: keys, mutation: { timestamp } })).toBe(500)
      expect(office.host.entries.at(-1)).toMatchObject({ level: 'error', message: expect.stringContaining(said) })
    }
    expect(served.asked).toBe(1)
  })

  it('needs nothing of a discovery document but the keys', async () => {
    const client = await start({ 'wopi.proof': 'required' })
    served.xml = discoveryOf(newKeys, 'https://office.example.com/x?').replace(/<net-zone.*<.net-zone>/s, '')
    expect(served.xml).not.toContain('app')
    expect(await call(client, { by: newKeys })).toBe(200)
    await expect(office.open('d')).rejects.toMatchObject({
      code: 'format_unsupported',
      message: expect.stringContaining('lists no applications'),
    })
  })

  it('cannot be got rid of by removing the server from the settings', async () => {
    const client = await start({ 'wopi.proof': 'required' })
    const withoutServer = createConnector(office.host, { reconcileEverySeconds: 0 })
    await office.host.settings.save({ 'wopi2.discoveryUrl': 'https://other.example.com', 'wopi2.proof': 'off' })
    try {
      const url = `${client.wopiSrc}?access_token=${client.accessToken}`
      for (const proof of [{}, signProof(keys, { url, accessToken: client.accessToken }, { timestamp: now() })]) {
        expect((await withoutServer.fetch(new Request(url, { headers: proof }))).status).toBe(401)
        const put = new Request(url.replace('?', '/contents?'), {
          method: 'POST',
          headers: { 'x-wopi-override': 'PUT', 'x-wopi-lock': 'a', ...proof },
          body: 'PK what was typed',
        })
        expect((await withoutServer.fetch(put)).status).toBe(401)
      }
      expect(office.host.writes).toEqual([])
      // the text of whoever edits there at that moment is not lost
      expect(await office.recovery()).toMatchObject([{ documentId: 'd', user: { id: 'ann' } }])
    } finally {
      await withoutServer.close()
    }
  })

  it('covers the public address, behind whatever proxies', async () => {
    const client = await start(
      { 'wopi.proof': 'required', 'wopi.storageUrl': 'http://cms.internal:8080/site' },
      { publicUrl: 'https://cms.example.com/site', serverPath: '/api/office', wopiPath: '/wopi' },
    )
    expect(client.wopiSrc.startsWith('http://cms.internal:8080/site/wopi/files/')).toBe(true)
    const tail = `${client.wopiSrc.slice('http://cms.internal:8080'.length)}?access_token=${client.accessToken}`
    const viaPublic = `https://cms.example.com${tail}`
    // the proxy strips the base path, and the framework builds the address from the public one
    const stripped = `https://cms.example.com${tail.slice('/site'.length)}`
    for (const at of [viaPublic, stripped]) expect(await call(client, { by: keys, at })).toBe(200)
    expect(await call(client, { by: keys, at: viaPublic, signedUrl: viaPublic })).toBe(200)
    expect(await call(client, { by: keys, at: stripped, signedUrl: 'https://evil.example.com/' })).toBe(500)
  })
})

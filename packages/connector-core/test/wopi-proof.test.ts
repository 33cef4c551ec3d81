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
import { type WopiClient, type WopiOffice, wopiOffice } from './wopi-office.ts'

const now = new Date('2026-02-03T04:05:06Z')
const keys = makeSigningKeys()
const newKeys = makeSigningKeys()

let office: WopiOffice
let server: Server
let served: { xml: string; status: number; asked: number }
afterEach(async () => {
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
    now: () => now,
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
          { timestamp: now, ...options.mutation },
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
    expect(await call(client, { by: keys, mutation: { timestamp: new Date(now.getTime() - 21 * 60_000) } })).toBe(500)
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
        now: () => now,
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

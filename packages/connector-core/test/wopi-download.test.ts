import { afterEach, describe, expect, it } from 'vitest'
import { discoveryOf, makeSigningKeys, signProof } from '../../connector-testkit/src/index.ts'
import type { DocumentAnswer } from '../src/actions/describe-document.ts'
import { type WopiOffice, wopiOffice } from './wopi-office.ts'
import { startWopiServer, type WopiServerDouble } from './wopi-server.ts'

const keys = makeSigningKeys()
const ann = { id: 'ann', name: 'Ann' }

let office: WopiOffice
let server: WopiServerDouble
afterEach(async () => {
  await office.close()
  await server.close()
})

async function start(proof: 'required' | 'optional' | 'off', hasKeys: boolean, others = {}): Promise<void> {
  const proofKey = /<proof-key[^>]*>/.exec(discoveryOf(keys, 'http://127.0.0.1'))?.[0] ?? ''
  server = await startWopiServer('libreoffice-online', {
    productName: 'Office of the Moon',
    change: (xml) => xml.replace(/<proof-key[^>]*>/, hasKeys ? proofKey : ''),
  })
  office = await wopiOffice({
    documents: [
      { id: 'd', name: 'Secret.docx', bytes: 'PK secret', folder: 'reports' },
      { id: 'free', name: 'Free.docx', bytes: 'PK free', folder: 'reports' },
    ],
    users: [{ ...ann, permissions: { download: false } }],
    settings: { 'wopi.discoveryUrl': server.url, 'wopi.proof': proof, ...others },
  })
}

async function describe_(): Promise<DocumentAnswer> {
  const { publicUrl, browserPath } = office.host.mount()
  const answer = await office.connector.browser(new Request(`${publicUrl}${browserPath}/documents/d`), ann)
  return ((await answer.json()) as { document: DocumentAnswer }).document
}

describe('a document that one may see but not download', () => {
  it('is not opened by a WOPI server that does not prove its calls, for its token would fetch the file', async () => {
    for (const [proof, hasKeys] of [
      ['off', true],
      ['optional', false],
    ] as const) {
      await start(proof, hasKeys)
      await expect(office.connector.openOverWopi({ documentId: 'd', user: ann })).rejects.toMatchObject({
        code: 'forbidden',
        message: expect.stringContaining('Office of the Moon'),
      })
      expect((await describe_()).actions).toMatchObject({ view: false, editors: { view: [], edit: [] } })
      await office.close()
      await server.close()
    }
    await start('off', true, { documentServerUrl: 'https://docs.example.com', secret: 's'.repeat(32) })
    // Document Server asks for the file itself, with a token of its own
    expect((await describe_()).actions.editors).toEqual({ view: ['onlyoffice'], edit: ['onlyoffice'] })
    const { publicUrl, browserPath } = office.host.mount()
    const opened = await office.connector.browser(
      new Request(`${publicUrl}${browserPath}/documents/d/open`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      }),
      ann,
    )
    expect(opened.status).toBe(200)
    expect(await opened.json()).toHaveProperty('config')
  })

  it('is opened by one that does, and handed to nobody else', async () => {
    for (const proof of ['optional', 'required'] as const) {
      await start(proof, true)
      expect((await describe_()).actions.editors.view).toEqual(['wopi'])
      const { wopiSrc, accessToken } = await office.connector.openOverWopi({ documentId: 'd', user: ann })
      const url = `${wopiSrc}/contents?access_token=${accessToken}`
      expect((await office.connector.fetch(new Request(url))).status).toBe(500)
      const timestamp = office.host.now?.() ?? new Date()
      const headers = signProof(keys, { url, accessToken }, { timestamp })
      expect(await (await office.connector.fetch(new Request(url, { headers }))).text()).toBe('PK secret')
      if (proof === 'optional') {
        await office.close()
        await server.close()
      }
    }
  })

  it('is not reached through the token of a document that one may download, either', async () => {
    await start('off', true)
    office.host.permit('ann', { download: true })
    const client = await office.open('free')
    const other = office.client((await office.open('d')).wopiSrc, (await office.open('d')).accessToken)
    const { FileUrl } = await other.info()
    const direct = async () => (await office.connector.fetch(new Request(String(FileUrl)))).status
    expect([(await other.get('/contents')).status, await direct()]).toEqual([200, 200])
    office.host.permit('ann', { download: false })
    for (const one of [client, other]) {
      expect((await one.get('/contents')).status).toBe(404)
      expect((await one.get()).status).toBe(200)
    }
    expect(await direct()).toBe(404)
  })
})

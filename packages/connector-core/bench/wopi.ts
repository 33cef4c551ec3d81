/**
 * Requests per second of CheckFileInfo and Lock through the Express binding, against a bare Express route that verifies one HS256 token and answers the
 * same bytes. Run: `node packages/connector-core/bench/wopi.ts`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import jwt from 'jsonwebtoken'
import { createConnector } from '../src/connector.ts'
import { folderHost, settingsFile } from '../src/folder/index.ts'
import { expressDoor } from '../src/http/express.ts'
import { sqliteState } from '../src/state/sqlite.ts'

const directory = mkdtempSync(join(tmpdir(), 'openwith-wopi-bench-'))
writeFileSync(join(directory, 'a.wopitest'), 'PK')
const discovery = createServer((_, response) =>
  response.end(
    '<wopi-discovery><net-zone name="z"><app name="WopiTest"><action name="edit" ext="wopitest" urlsrc="http://127.0.0.1/x?"/></app></net-zone></wopi-discovery>',
  ),
)
const portOf = async (server: ReturnType<typeof createServer>): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
const discoveryPort = await portOf(discovery)
const app = express().disable('x-powered-by')
const server = createServer(app)
const port = await portOf(server)
const publicUrl = `http://127.0.0.1:${port}`
const state = sqliteState({ path: join(directory, '.openwith', 'state.sqlite') })
const host = folderHost({
  directory,
  state,
  settings: settingsFile({
    path: join(directory, '.openwith', 'settings.json'),
    environment: { WOPI_DISCOVERY_URL: `http://127.0.0.1:${discoveryPort}` },
  }),
  mount: { publicUrl, serverPath: '/onlyoffice', browserPath: '/browser', wopiPath: '/wopi' },
})
const connector = createConnector(host, { reconcileEverySeconds: 0 })
app.use(expressDoor((asked) => connector.fetch(asked), { publicUrl, path: '/wopi' }))

const { wopiSrc, accessToken } = await connector.openOverWopi({
  documentId: 'a.wopitest',
  user: { id: 'ann', name: 'Ann' },
  editor: 'wopi',
})
const secret = 'a secret for the bare route, long enough'
const bareToken = jwt.sign({ sub: 'ann', file: 'a.wopitest' }, secret, { expiresIn: 3600 })
const sample = Buffer.from(await (await fetch(`${wopiSrc}?access_token=${accessToken}`)).arrayBuffer())
app.get('/bare', (req, res) => {
  jwt.verify(String(req.query.access_token), secret, { algorithms: ['HS256'] })
  res.set({ 'content-type': 'application/json', 'cache-control': 'no-store' }).send(sample)
})
app.post('/bare', (req, res) => {
  jwt.verify(String(req.query.access_token), secret, { algorithms: ['HS256'] })
  res.set('x-wopi-itemversion', 'x').status(200).end()
})

const agent = new Agent({ keepAlive: true, maxSockets: 16 })
function once(url: string, method: string, headers: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method, headers, agent }, (response) => {
      response.resume()
      response.on('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(`${response.statusCode}`))))
    })
    call.on('error', reject)
    call.end()
  })
}

async function rate(url: string, method: string, headers: Record<string, string> = {}): Promise<number> {
  const end = performance.now() + 2_000
  let count = 0
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      while (performance.now() < end) {
        await once(url, method, headers)
        count += 1
      }
    }),
  )
  return count / 2
}

const lockHeaders = { 'x-wopi-override': 'LOCK', 'x-wopi-lock': 'bench', 'content-length': '0' }
for (let round = 0; round < 3; round += 1) {
  const bareGet = await rate(`${publicUrl}/bare?access_token=${bareToken}`, 'GET')
  const info = await rate(`${wopiSrc}?access_token=${accessToken}`, 'GET')
  const barePost = await rate(`${publicUrl}/bare?access_token=${bareToken}`, 'POST', lockHeaders)
  const lock = await rate(`${wopiSrc}?access_token=${accessToken}`, 'POST', lockHeaders)
  const percent = (a: number, b: number): string => `${Math.round((a / b) * 100)} %`
  console.info(
    `CheckFileInfo ${Math.round(info)}/s of ${Math.round(bareGet)}/s (${percent(info, bareGet)}); Lock ${Math.round(lock)}/s of ${Math.round(barePost)}/s (${percent(lock, barePost)})`,
  )
}
agent.destroy()
await connector.close()
server.close()
discovery.close()
state.close()
rmSync(directory, { recursive: true, force: true })

/**
 * CheckFileInfo and Lock through the Express binding against a bare Express route that verifies one HS256 token and answers the same bytes:
 * requests per second, in many short turns of the same run, both routes in one server process. Ends with 1 when the median of the turns is below the floor.
 *
 * node bench/wopi-requests.ts [seconds=1] [rounds=15]
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import jwt from 'jsonwebtoken'
import { Pool } from 'undici'
import { createConnector } from '../src/connector.ts'
import { folderHost } from '../src/folder/index.ts'
import { expressDoor } from '../src/http/express.ts'
import { sqliteState } from '../src/state/sqlite.ts'
import { startWopiServer } from '../test/wopi-server.ts'

/** What the load asks for. */
interface Target {
  name: string
  bare: { method: 'GET' | 'POST'; path: string; headers: Record<string, string> }
  connector: { method: 'GET' | 'POST'; path: string; headers: Record<string, string> }
}

const connections = 16
/** Share of the bare route's requests per second. */
const floor = 0.7
/** A median of fewer turns is decided by what else the machine does. */
const fewestRounds = 9
/** What is below the floor after its rounds is measured again this often before that counts. */
const repeats = 2

async function serve(): Promise<void> {
  const app = express()
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const wopiServer = await startWopiServer('libreoffice-online', { productName: 'LibreOffice Online' })
  const root = mkdtempSync(join(tmpdir(), 'openwith-bench-'))
  process.on('exit', () => rmSync(root, { recursive: true, force: true }))
  process.on('SIGTERM', () => process.exit())
  mkdirSync(join(root, 'documents'))
  writeFileSync(join(root, 'documents', 'report.docx'), 'PK')
  const settings = { wopi: { discoveryUrl: wopiServer.url, proof: 'off' } }
  const host = folderHost({
    directory: join(root, 'documents'),
    dataDirectory: join(root, 'data'),
    state: sqliteState({ path: join(root, 'state.sqlite') }),
    settings: { load: async () => settings, save: async () => {}, environment: {} },
    mount: { publicUrl, serverPath: '/onlyoffice', browserPath: '/office' },
  })
  const connector = createConnector(host, { reconcileEverySeconds: 0 })
  const { serverPath } = host.mount()
  const opened = await connector.openOverWopi({ documentId: 'report.docx', user: { id: 'ann', name: 'Ann' } })
  const source = new URL(`${opened.wopiSrc}?access_token=${opened.accessToken}`)
  const info = Buffer.from(await (await connector.fetch(new Request(source))).arrayBuffer())

  const secret = 'a-secret-for-the-bare-route-0123456789'
  const token = jwt.sign({ for: 'report', user: 'ann' }, secret, { algorithm: 'HS256', expiresIn: 36_000 })
  const verify = (text: unknown): void => {
    jwt.verify(String(text), secret, { algorithms: ['HS256'] })
  }
  app.use(expressDoor((request) => connector.fetch(request), { publicUrl, path: serverPath }))
  app.get('/bare', (request, response) => {
    verify(request.query.access_token)
    response.type('application/json').send(info)
  })
  app.post('/bare', (request, response) => {
    verify(request.query.access_token)
    response.send()
  })
  const lock = { 'x-wopi-override': 'LOCK', 'x-wopi-lock': 'the-lock-of-this-benchmark' }
  const bare = `/bare?access_token=${token}`
  const path = source.pathname + source.search
  const targets: Target[] = [
    {
      name: 'CheckFileInfo',
      bare: { method: 'GET', path: bare, headers: {} },
      connector: { method: 'GET', path, headers: {} },
    },
    {
      name: 'Lock',
      bare: { method: 'POST', path: bare, headers: lock },
      connector: { method: 'POST', path, headers: lock },
    },
  ]
  process.stdout.write(`${JSON.stringify({ publicUrl, targets })}\n`)
}

/** Requests per second over `seconds`; every answer must be 200. */
async function load(pool: Pool, request: Target['bare'], seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1000
  let count = 0
  const from = performance.now()
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < end) {
        const answer = await pool.request(request)
        await answer.body.dump()
        if (answer.statusCode !== 200) throw new Error(`${request.method} answers ${answer.statusCode}`)
        count += 1
      }
    }),
  )
  return (count * 1000) / (performance.now() - from)
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** False when one of the targets is below the floor. */
async function compare(seconds: number, wanted: number): Promise<boolean> {
  const rounds = Math.max(wanted, fewestRounds)
  let isAbove = true
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', import.meta.filename, 'serve'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const { publicUrl, targets } = JSON.parse(line.toString()) as { publicUrl: string; targets: Target[] }
  const pool = new Pool(publicUrl, { connections })
  try {
    for (const { name, bare, connector } of targets) {
      await load(pool, bare, 1)
      await load(pool, connector, 1)
      const rates = { bare: [] as number[], connector: [] as number[] }
      const ratioOfAll = (): number => median(rates.connector.map((rate, at) => rate / (rates.bare[at] ?? rate)))
      for (let time = 0; time <= repeats && !(time > 0 && ratioOfAll() >= floor); time += 1) {
        for (let round = 0; round < rounds; round += 1) {
          rates.bare.push(await load(pool, bare, seconds))
          rates.connector.push(await load(pool, connector, seconds))
        }
      }
      const ratio = ratioOfAll()
      console.log(
        `${name.padEnd(14)} bare ${median(rates.bare).toFixed(0)}/s   connector ${median(rates.connector).toFixed(0)}/s   ratio ${(ratio * 100).toFixed(0)} %   (floor: ${floor * 100} %)`,
      )
      if (!(ratio >= floor)) {
        isAbove = false
        console.error(`${name} is below the floor.`)
      }
    }
  } finally {
    await pool.close()
    child.kill()
  }
  return isAbove
}

const [first = '1', second = '15'] = process.argv.slice(2)
if (first === 'serve') await serve()
else if (!(await compare(Number(first), Number(second)))) process.exitCode = 1

/**
 * Saves a large document through the whole pipeline and compares with a bare `fetch` piped to a file and synced, in the same run:
 * peak memory over an idle connector, and bytes per second. Each measurement is a process of its own.
 *
 * node bench/save-large.ts [megabytes=500] [rounds=5]
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import jwt from 'jsonwebtoken'
import { createConnector } from '../src/connector.ts'
import { folderHost } from '../src/folder/index.ts'
import { sqliteState } from '../src/state/sqlite.ts'

const secret = 'a-secret-for-the-benchmark-0123456789'
const zipStart = Buffer.from('PK\x03\x04', 'latin1')
const zipEnd = Buffer.concat([Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(18)])

interface Measured {
  milliseconds: number
  /** Highest resident set before and after, bytes. */
  idle: number
  peak: number
}

/** VmHWM: the highest resident set of this process so far. */
async function peakMemory(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8')
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024
}

async function serve(bytes: number): Promise<void> {
  const block = Buffer.alloc(1 << 20, 0x5a)
  const server = createServer(async (_request, response) => {
    response.writeHead(200, { 'content-length': bytes })
    const write = async (chunk: Buffer): Promise<void> => {
      if (!response.write(chunk)) await once(response, 'drain')
    }
    await write(zipStart)
    let left = bytes - zipStart.length - zipEnd.length
    for (; left > 0; left -= block.length) await write(left < block.length ? block.subarray(0, left) : block)
    response.end(zipEnd)
  })
  server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`))
}

async function bare(url: string): Promise<Measured> {
  const root = await mkdtemp(join(tmpdir(), 'openwith-bench-'))
  try {
    await (await fetch(`${url}/warm`, { method: 'HEAD' })).arrayBuffer()
    const idle = await peakMemory()
    const from = performance.now()
    const path = join(root, 'file')
    const answer = await fetch(`${url}/file`)
    await pipeline(Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]), createWriteStream(path))
    const handle = await open(path, 'r+')
    await handle.sync()
    await handle.close()
    return { milliseconds: performance.now() - from, idle, peak: await peakMemory() }
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

async function save(url: string, megabytes: number): Promise<Measured> {
  const root = await mkdtemp(join(tmpdir(), 'openwith-bench-'))
  const state = sqliteState({ path: join(root, 'state.sqlite') })
  try {
    await mkdir(join(root, 'documents'))
    await writeFile(join(root, 'documents', 'large.docx'), Buffer.concat([zipStart, zipEnd]))
    const settings = { documentServerUrl: url, secret, maxDocumentBytes: (megabytes + 1) << 20 }
    const connector = createConnector(
      folderHost({
        directory: join(root, 'documents'),
        dataDirectory: join(root, 'data'),
        state,
        settings: { load: async () => settings, save: async () => {}, environment: {} },
        mount: () => ({ publicUrl: 'http://127.0.0.1:9', serverPath: '/office', browserPath: '/browser' }),
        log: ({ level, message, cause }) => level === 'error' && process.stderr.write(`${message} ${cause ?? ''}\n`),
      }),
      { reconcileEverySeconds: 0 },
    )
    const { config } = await connector.open({ documentId: 'large.docx', user: { id: 'ann', name: 'Ann' } })
    const { key } = config.document
    const callback = (status: number, path: string): Promise<Response> => {
      const event = { key, status, url: `${url}${path}`, users: ['ann'], filetype: 'docx' }
      return connector.fetch(
        new Request(config.editorConfig.callbackUrl ?? '', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ ...event, token: jwt.sign(event, secret, { expiresIn: 300 }) }),
        }),
      )
    }
    await callback(1, '')
    const idle = await peakMemory()
    const from = performance.now()
    const answer = (await (await callback(2, '/file/output.docx')).json()) as { error: number }
    const milliseconds = performance.now() - from
    if (answer.error !== 0) throw new Error(`the save was refused: ${JSON.stringify(answer)}`)
    await connector.close()
    return { milliseconds, idle, peak: await peakMemory() }
  } finally {
    state.close()
    await rm(root, { recursive: true, force: true })
  }
}

async function child(...parameters: string[]): Promise<{ line: string; stop(): void }> {
  const process_ = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', import.meta.filename, ...parameters],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const [line] = (await Promise.race([
    once(process_.stdout, 'data'),
    once(process_, 'exit').then(([code]) => {
      throw new Error(`${parameters[0]} ended with ${code}`)
    }),
  ])) as [Buffer]
  return { line: line.toString().trim(), stop: () => process_.kill() }
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

async function compare(megabytes: number, rounds: number): Promise<void> {
  const server = await child('serve', String(megabytes << 20))
  const url = `http://127.0.0.1:${server.line}`
  const results: Record<'bare' | 'save', Measured[]> = { bare: [], save: [] }
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const kind of round % 2 === 0 ? (['bare', 'save'] as const) : (['save', 'bare'] as const)) {
        const { line } = await child(kind, url, String(megabytes))
        results[kind].push(JSON.parse(line) as Measured)
      }
    }
  } finally {
    server.stop()
  }
  const rate = (kind: 'bare' | 'save'): number => (megabytes * 1000) / median(results[kind].map((m) => m.milliseconds))
  const grown = (kind: 'bare' | 'save'): number => Math.max(...results[kind].map((m) => m.peak - m.idle)) / (1 << 20)
  const ratios = results.save.map((measured, at) => (results.bare[at]?.milliseconds ?? 0) / measured.milliseconds)
  console.log(`a ${megabytes} MiB document, ${rounds} rounds, medians`)
  console.log(
    `  bare fetch to a file, synced   ${rate('bare').toFixed(0)} MiB/s   memory +${grown('bare').toFixed(0)} MiB at most`,
  )
  console.log(
    `  save through the connector     ${rate('save').toFixed(0)} MiB/s   memory +${grown('save').toFixed(0)} MiB at most`,
  )
  console.log(
    `  rate, save to bare             ${(median(ratios) * 100).toFixed(0)} %   (floor: 80 %; memory floor: +64 MiB)`,
  )
}

const [mode = '500', first = '5', second = '500'] = process.argv.slice(2)
if (mode === 'serve') await serve(Number(first))
else if (mode === 'bare') console.log(JSON.stringify(await bare(first)))
else if (mode === 'save') console.log(JSON.stringify(await save(first, Number(second))))
else await compare(Number(mode), Number(first))

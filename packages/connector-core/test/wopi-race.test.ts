import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { strFromU8, unzipSync } from 'fflate'
import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { startPostgres } from '../../../toolchain/stage/postgres.ts'
import { createConnector } from '../src/connector.ts'
import { folderHost } from '../src/folder/index.ts'
import type { Mount, StateStore } from '../src/host.ts'
import type { RecoveryEntry } from '../src/recovery/index.ts'
import { postgresState } from '../src/state/postgres.ts'
import { sqliteState } from '../src/state/sqlite.ts'
import { docx } from './office.ts'
import { startWopiServer } from './wopi-server.ts'

/** What `wopi-race.testee.ts` is told. */
export interface RaceOptions {
  name: string
  calls: number
  seed: number
  state: { sqlite: string } | { postgres: string }
  documents: string
  dataDirectory: string
  settings: Record<string, unknown>
  mount: Mount
  wopiSrc: string
  accessToken: string
}

interface Call {
  operation: 'LOCK' | 'REFRESH_LOCK' | 'UNLOCK' | 'RELOCK' | 'PUT' | 'READ'
  id: string
  old: string
  status: number
  current?: string
  /** Of a PUT: what the document says then. */
  text?: string
  /** Of a READ: the document, in base64. */
  read?: string
  from: bigint
  to: bigint
}

/** From when to when an id held the lock: surely, and at the widest. */
interface Hold {
  id: string
  /** The call that took it returned. */
  surelyFrom: bigint
  /** The call that gave it up began. */
  surelyTo: bigint
  from: bigint
  to: bigint
}

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const never = 2n ** 80n
const isGranted = (call: Call): boolean => call.status === 200

/** The holds that the granted calls tell of; every id is used once, so each is taken once and given up at most once. */
function holdsOf(calls: readonly Call[]): Map<string, Hold> {
  const holds = new Map<string, Hold>()
  for (const call of calls.filter(isGranted)) {
    if (call.operation !== 'LOCK' && call.operation !== 'RELOCK') continue
    expect(holds.has(call.id)).toBe(false)
    holds.set(call.id, { id: call.id, surelyFrom: call.to, surelyTo: never, from: call.from, to: never })
  }
  for (const call of calls.filter(isGranted)) {
    const left = call.operation === 'RELOCK' ? call.old : call.operation === 'UNLOCK' ? call.id : null
    if (left === null) continue
    const hold = holds.get(left)
    expect(hold?.to).toBe(never)
    if (hold !== undefined) Object.assign(hold, { surelyTo: call.from, to: call.to })
  }
  return holds
}

const overlap = (call: Call, hold: Hold | undefined): boolean =>
  hold !== undefined && call.from <= hold.to && hold.from <= call.to

/** One holder at a time; what was granted was held at some moment of the call, what was refused names a lock that was there, or nobody's. */
function checkLocks(calls: readonly Call[]): Hold[] {
  const holds = holdsOf(calls)
  const inOrder = [...holds.values()].sort((x, y) => (x.surelyFrom < y.surelyFrom ? -1 : 1))
  for (const [n, hold] of inOrder.entries()) {
    const next = inOrder[n + 1]
    // nobody surely holds it while somebody else surely does; only the last may hold it for ever
    if (next !== undefined) expect(hold.surelyTo <= next.surelyFrom).toBe(true)
  }
  for (const call of calls) {
    const { operation, current = '' } = call
    if (operation === 'READ') expect(call.status).toBe(200)
    else expect([200, 409]).toContain(call.status)
    if (isGranted(call)) expect(overlap(call, holds.get(operation === 'RELOCK' ? call.old : call.id))).toBe(true)
    else if (current !== '') expect(overlap(call, holds.get(current))).toBe(true)
    else expect(inOrder.some((hold) => hold.surelyFrom < call.from && call.to < hold.surelyTo)).toBe(false)
  }
  return inOrder
}

/** Every holder worked on what the last one left: no save landed after its lock had changed hands, and none was lost. */
function checkSaves(calls: readonly Call[], inOrder: readonly Hold[], before: string): { last: string } {
  const turn = new Map(inOrder.map(({ id }, n) => [id, n]))
  const turnOf = (call: Call): number => turn.get(call.id) ?? Number.NaN
  const saves = calls
    .filter((call) => call.operation === 'PUT' && isGranted(call))
    .sort((x, y) => turnOf(x) - turnOf(y) || (x.from < y.from ? -1 : 1))
  for (const read of calls.filter(({ operation }) => operation === 'READ')) {
    const earlier = saves.filter(
      (save) => turnOf(save) < turnOf(read) || (turnOf(save) === turnOf(read) && save.to < read.from),
    )
    expect(textOf(Buffer.from(read.read ?? '', 'base64'))).toBe(earlier.at(-1)?.text ?? before)
  }
  return { last: saves.at(-1)?.text ?? before }
}

const textOf = (bytes: Uint8Array): string => strFromU8(unzipSync(bytes)['word/document.xml'] ?? new Uint8Array())
const hashOf = (text = ''): string => createHash('sha256').update(docx(text)).digest('hex')

async function sqlite(directory: string): Promise<{ state: StateStore; told: RaceOptions['state'] }> {
  const path = join(directory, 'state.sqlite')
  const state = sqliteState({ path })
  closing.push(() => state.close())
  return { state, told: { sqlite: path } }
}

async function postgres(): Promise<{ state: StateStore; told: RaceOptions['state'] }> {
  const server = await startPostgres()
  const pool = new pg.Pool({ connectionString: server.url })
  pool.on('error', () => {})
  closing.push(async () => {
    await pool.end()
    await server.stop()
  })
  const state = postgresState({ pool })
  await state.makeTable()
  return { state, told: { postgres: server.url } }
}

describe.each([
  ['SQLite file', sqlite, 10_000],
  ['PostgreSQL', postgres, 10_000],
] as const)('WOPI clients of two processes that race for one document over one %s', (_, open, total) => {
  it('hold the lock one at a time, and lose no save', { timeout: 600_000 }, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'openwith-race-'))
    closing.push(() => rmSync(directory, { recursive: true, force: true }))
    const wopiServer = await startWopiServer('libreoffice-online', { productName: 'LibreOffice Online' })
    closing.push(() => wopiServer.close())
    const { state, told } = await open(directory)
    const documents = join(directory, 'documents')
    mkdirSync(documents)
    writeFileSync(join(documents, 'Plan.docx'), docx('before'))
    const dataDirectory = join(directory, 'data')
    const settings = { wopi: { discoveryUrl: wopiServer.url, proof: 'off' } }
    const mount: Mount = { publicUrl: 'http://127.0.0.1', serverPath: '/onlyoffice', browserPath: '/office' }
    const host = folderHost({
      directory: documents,
      dataDirectory,
      state,
      settings: { load: async () => settings, save: async () => {}, environment: {} },
      mount,
    })
    const connector = createConnector(host, { reconcileEverySeconds: 0 })
    closing.push(() => connector.close())
    const ann = { id: 'ann', name: 'Ann' }
    const { wopiSrc, accessToken } = await connector.openOverWopi({ documentId: 'Plan.docx', user: ann })

    const common = { state: told, documents, dataDirectory, settings, mount, wopiSrc, accessToken, calls: total / 2 }
    const outputs = await Promise.all(['a', 'b'].map((name, n) => run({ ...common, name, seed: n + 7 })))
    const calls = outputs.flatMap((output) => output.trim().split('\n')).map(parseCall)
    const made = (operation: Call['operation'], granted: boolean) =>
      calls.filter((call) => call.operation === operation && isGranted(call) === granted)

    expect(calls.filter(({ operation }) => operation !== 'READ').length).toBeGreaterThanOrEqual(total)
    const inOrder = checkLocks(calls)
    const { last } = checkSaves(calls, inOrder, 'before')
    // both processes got the lock again and again, and every operation was both granted and refused
    for (const name of ['a', 'b']) expect(inOrder.filter(({ id }) => id.startsWith(name)).length).toBeGreaterThan(3)
    for (const operation of ['LOCK', 'REFRESH_LOCK', 'UNLOCK', 'RELOCK', 'PUT'] as const)
      for (const granted of [true, false])
        expect([operation, granted, made(operation, granted).length > 0]).toEqual([operation, granted, true])

    expect(textOf(readFileSync(join(documents, 'Plan.docx')))).toBe(last)
    const history = readdirSync(join(dataDirectory, 'history'), { recursive: true, encoding: 'utf8' })
    // the newest five hundred are remembered
    const remembered = Math.min(made('PUT', true).length, 500)
    expect(history.filter((file) => file.endsWith('.json'))).toHaveLength(remembered)
    const answer = await connector.browser(new Request('http://127.0.0.1/office/recovery'), ann)
    const { entries } = (await answer.json()) as { entries: RecoveryEntry[] }
    expect(entries.map(({ sha256 }) => sha256).sort()).toEqual(
      made('PUT', false)
        .map(({ text }) => hashOf(text))
        .sort(),
    )
    expect(readdirSync(join(dataDirectory, 'spool'))).toEqual([])
  })
})

function parseCall(line: string): Call {
  const call = JSON.parse(line) as Omit<Call, 'from' | 'to'> & { from: string; to: string }
  return { ...call, from: BigInt(call.from), to: BigInt(call.to) }
}

function run(options: RaceOptions): Promise<string> {
  const program = fileURLToPath(new URL('./wopi-race.testee.ts', import.meta.url))
  const child = spawn(process.execPath, [program, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let errors = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  return new Promise((resolve, reject) =>
    child.on('close', (code) => (code === 0 ? resolve(output) : reject(new Error(errors)))),
  )
}

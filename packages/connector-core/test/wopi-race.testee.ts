/**
 * Run by `wopi-race.test.ts` as a process of its own: races for one document as WOPI clients do, and prints each call with the nanoseconds between which it
 * happened. Everything goes through the connector's door.
 */
import pg from 'pg'
import { createConnector } from '../src/connector.ts'
import { folderHost } from '../src/folder/index.ts'
import type { StateStore } from '../src/host.ts'
import { postgresState } from '../src/state/postgres.ts'
import { sqliteState } from '../src/state/sqlite.ts'
import { docx } from './office.ts'
import type { RaceOptions } from './wopi-race.test.ts'

const options = JSON.parse(process.argv[2] ?? '') as RaceOptions
const { name, calls, wopiSrc, accessToken } = options
const lines: string[] = []
let number = 0
let random = options.seed

function pick(below: number): number {
  random = (Math.imul(random, 1103515245) + 12345) >>> 0
  return (random >>> 8) % below
}

const { state, close } = openState()
const host = folderHost({
  directory: options.documents,
  dataDirectory: options.dataDirectory,
  state,
  settings: { load: async () => options.settings, save: async () => {}, environment: {} },
  mount: options.mount,
})
const connector = createConnector(host, { reconcileEverySeconds: 0 })

function openState(): { state: StateStore; close(): Promise<void> } {
  if ('sqlite' in options.state) {
    const opened = sqliteState({ path: options.state.sqlite })
    return { state: opened, close: async () => opened.close() }
  }
  const pool = new pg.Pool({ connectionString: options.state.postgres, max: 8 })
  return { state: postgresState({ pool }), close: () => pool.end() }
}

type Lock = 'LOCK' | 'REFRESH_LOCK' | 'UNLOCK' | 'RELOCK'

/** One call; true when it was granted. */
async function ask(operation: Lock | 'PUT' | 'READ', id: string, old = ''): Promise<boolean> {
  const override = operation === 'RELOCK' ? 'LOCK' : operation
  const headers: Record<string, string> =
    operation === 'READ'
      ? {}
      : { 'x-wopi-override': override, 'x-wopi-lock': id, ...(old === '' ? {} : { 'x-wopi-oldlock': old }) }
  const text = operation === 'PUT' ? `${name} ${++number}` : undefined
  const body = text === undefined ? undefined : Buffer.from(docx(text))
  if (body !== undefined) headers['content-length'] = String(body.length)
  const path = operation === 'PUT' || operation === 'READ' ? '/contents' : ''
  const method = operation === 'READ' ? 'GET' : 'POST'
  const from = process.hrtime.bigint()
  const answer = await connector.fetch(
    new Request(`${wopiSrc}${path}?access_token=${accessToken}`, { method, headers, body }),
  )
  const bytes = Buffer.from(await answer.arrayBuffer())
  const to = process.hrtime.bigint()
  const current = answer.headers.get('x-wopi-lock') ?? undefined
  const read = operation === 'READ' ? bytes.toString('base64') : undefined
  lines.push(
    JSON.stringify({ operation, id, old, text, read, status: answer.status, current, from: `${from}`, to: `${to}` }),
  )
  return answer.status === 200
}

/**
 * One racer: lock ids that nobody has used before; now and then it tries one that it has given up. It may give up its lock while its own save is under way,
 * which is where a save could land on the next holder's work.
 */
async function race(racer: number, times: number): Promise<void> {
  let mine: string | null = null
  let lost = `${name}-${racer}-none`
  const fresh = (): string => `${name}-${racer}-${++number}`
  for (let call = 0; call < times; call += 1) {
    if (mine === null) {
      const id = fresh()
      const choice = pick(100)
      if (choice < 3) await ask('PUT', lost)
      else if (choice < 15) await ask('REFRESH_LOCK', lost)
      else if (choice < 25) await ask('RELOCK', id, lost)
      else if (choice < 30) await ask('UNLOCK', lost)
      else if (await ask('LOCK', id)) {
        mine = id
        // what it works on from now on
        await ask('READ', id)
      }
      if (mine === null) await pause()
      continue
    }
    const held: string = mine
    const choice = pick(100)
    if (choice < 20) await ask('PUT', held)
    else if (choice < 45) await ask('REFRESH_LOCK', held)
    else if (choice < 60) {
      const id = fresh()
      const saving = choice < 50 ? ask('PUT', held) : null
      call += saving === null ? 0 : 1
      if (await ask('RELOCK', id, held)) [mine, lost] = [id, held]
      await saving
      await ask('READ', mine)
    } else {
      const saving = choice < 75 ? ask('PUT', held) : null
      call += saving === null ? 0 : 1
      // sometimes before the save is under way, sometimes in the middle of it
      if (saving !== null) await new Promise((resolve) => setTimeout(resolve, pick(12)))
      if (await ask('UNLOCK', held)) [mine, lost] = [null, held]
      await saving
      await pause()
    }
  }
}

/** The others get their turn. */
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, pick(16)))

await connector.start()
const racers = 4
await Promise.all(Array.from({ length: racers }, (_, racer) => race(racer, calls / racers)))
await connector.close()
await close()
process.stdout.write(`${lines.join('\n')}\n`)

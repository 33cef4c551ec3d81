/**
 * Run by `locks-race.test.ts` as a process of its own: `<database file> <name> <calls> <seed>` races for the lock of one document and prints each call
 * with the nanoseconds between which it happened.
 */
import { sqliteState } from '../state/sqlite.ts'
import { createLocks } from './locks.ts'

const [path = '', name = '', calls = '0', seed = '1'] = process.argv.slice(2)
const state = sqliteState({ path })
const locks = createLocks({ state, now: () => new Date(), editedOverDocsApi: async () => false })
const document = 'raced'
const lines: string[] = []
let number = 0
let random = Number(seed)

function pick(below: number): number {
  random = (Math.imul(random, 1103515245) + 12345) >>> 0
  return (random >>> 8) % below
}

/** One racer: never two calls at once, ids that nobody has used before; now and then it tries an id that it has given up. */
async function race(racer: number, times: number): Promise<void> {
  let mine: string | null = null
  let lost = `${name}-${racer}-none`
  for (let call = 0; call < times; call += 1) {
    number += 1
    const operations = mine === null ? (['lock', 'lock', 'refresh', 'relock', 'check'] as const) : whenHeld
    const operation = operations[pick(operations.length)] ?? 'lock'
    const old: string = mine ?? lost
    const id: string = operation === 'lock' || operation === 'relock' ? `${name}-${racer}-${number}` : old
    const from = process.hrtime.bigint()
    const result = await perform(operation, old, id)
    const to = process.hrtime.bigint()
    lines.push(JSON.stringify({ operation, id, old, from: String(from), to: String(to), ...result }))
    if (result.done && (operation === 'lock' || operation === 'relock')) mine = id
    if (result.done && operation === 'relock') lost = old
    if (result.done && operation === 'unlock') {
      mine = null
      lost = old
    }
    // the others get their turn
    if (!result.done || operation === 'unlock') await new Promise((resolve) => setTimeout(resolve, pick(3)))
  }
}

const whenHeld = ['refresh', 'relock', 'unlock', 'unlock', 'check'] as const

function perform(operation: 'lock' | 'refresh' | 'relock' | 'unlock' | 'check', old: string, id: string) {
  switch (operation) {
    case 'lock':
      return locks.lock(document, id, name)
    case 'relock':
      return locks.relock(document, old, id, name)
    default:
      return locks[operation](document, id)
  }
}

const racers = 4
await Promise.all(Array.from({ length: racers }, (_, racer) => race(racer, Number(calls) / racers)))
state.close()
process.stdout.write(`${lines.join('\n')}\n`)

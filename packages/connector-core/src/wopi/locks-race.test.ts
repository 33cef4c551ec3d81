import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'

const directories: string[] = []
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true })
})

interface Call {
  operation: 'lock' | 'refresh' | 'relock' | 'unlock' | 'check'
  id: string
  old: string
  done: boolean
  current?: string
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

const never = 2n ** 80n

/** The holds that the successful calls tell of; every id is used once, so each is taken once and given up at most once. */
function holdsOf(calls: readonly Call[]): Map<string, Hold> {
  const holds = new Map<string, Hold>()
  for (const call of calls) {
    if (!call.done || (call.operation !== 'lock' && call.operation !== 'relock')) continue
    expect(holds.has(call.id)).toBe(false)
    holds.set(call.id, { id: call.id, surelyFrom: call.to, surelyTo: never, from: call.from, to: never })
  }
  for (const call of calls) {
    const left = call.operation === 'relock' ? call.old : call.operation === 'unlock' ? call.id : null
    if (!call.done || left === null) continue
    const hold = holds.get(left)
    expect(hold?.to).toBe(never)
    if (hold !== undefined) Object.assign(hold, { surelyTo: call.from, to: call.to })
  }
  return holds
}

describe('locks that two processes race for over one SQLite file', () => {
  it('have one holder at a time, and none is lost', { timeout: 180_000 }, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'openwith-locks-'))
    directories.push(directory)
    const path = join(directory, 'state.sqlite')
    const program = fileURLToPath(new URL('./race-locks.testee.ts', import.meta.url))
    const outputs = await Promise.all(['a', 'b'].map((name, n) => run([program, path, name, '5000', String(n + 7)])))
    const calls = outputs.flatMap((output) => output.trim().split('\n')).map(parseCall)
    expect(calls).toHaveLength(10_000)

    const holds = holdsOf(calls)
    // both processes got it, again and again
    for (const name of ['a', 'b'])
      expect([...holds.keys()].filter((id) => id.startsWith(name)).length).toBeGreaterThan(50)

    const inOrder = [...holds.values()].sort((x, y) => (x.surelyFrom < y.surelyFrom ? -1 : 1))
    for (const [n, hold] of inOrder.entries()) {
      const next = inOrder[n + 1]
      // nobody surely holds it while somebody else surely does; only the last may hold it for ever
      if (next !== undefined) expect(hold.surelyTo <= next.surelyFrom).toBe(true)
    }
    for (const call of calls) {
      const { operation, done, current = '' } = call
      // what was granted was held at some moment of the call; what was refused names a lock that was there, or nobody's
      if (done) expect(overlap(call, holds.get(operation === 'relock' ? call.old : call.id))).toBe(true)
      else if (current !== '') expect(overlap(call, holds.get(current))).toBe(true)
      else expect(inOrder.some((hold) => hold.surelyFrom < call.from && call.to < hold.surelyTo)).toBe(false)
    }
    expect(calls.filter((call) => !call.done).length).toBeGreaterThan(50)
  })
})

const overlap = (call: Call, hold: Hold | undefined): boolean =>
  hold !== undefined && call.from <= hold.to && hold.from <= call.to

function parseCall(line: string): Call {
  const call = JSON.parse(line) as Omit<Call, 'from' | 'to'> & { from: string; to: string }
  return { ...call, from: BigInt(call.from), to: BigInt(call.to) }
}

function run(parameters: string[]): Promise<string> {
  const child = spawn(process.execPath, parameters, { stdio: ['ignore', 'pipe', 'pipe'] })
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

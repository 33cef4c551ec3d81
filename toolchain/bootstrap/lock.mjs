import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { say } from './step.mjs'

const beatMilliseconds = 2000
const staleMilliseconds = 60_000

/**
 * Does `work` while no other process on this cache does the work of the same name. A lock whose holder died or fell silent is taken over.
 * Work must still be safe to repeat: two takers of the same stale lock may rarely meet.
 */
export async function withLock(cache, name, work) {
  const lock = join(cache, 'locks', name)
  mkdirSync(join(cache, 'locks'), { recursive: true })
  for (let waits = 0; !take(lock); waits++) {
    if (isStale(lock)) {
      rmSync(lock, { recursive: true, force: true })
      continue
    }
    if (waits % 50 === 0) say(`waiting for another run that is busy with the same (${name}) ...`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const beat = setInterval(() => {
    try {
      utimesSync(lock, new Date(), new Date())
    } catch {
      // taken over: the work is repeatable
    }
  }, beatMilliseconds)
  const release = () => rmSync(lock, { recursive: true, force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    clearInterval(beat)
    process.off('exit', release)
    release()
  }
}

function take(lock) {
  try {
    mkdirSync(lock)
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
  writeFileSync(join(lock, 'holder.json'), JSON.stringify({ pid: process.pid, host: hostname() }))
  return true
}

function isStale(lock) {
  try {
    if (Date.now() - statSync(lock).mtimeMs > staleMilliseconds) return true
    const holder = JSON.parse(readFileSync(join(lock, 'holder.json'), 'utf8'))
    return holder.host === hostname() && !isAlive(holder.pid)
  } catch {
    // released, or not written yet
    return false
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

import { createHash } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * Names the place in which this process's id means something: machine, boot and process namespace. Null where the system does not tell, and two machines
 * could be taken for one.
 */
export function processPlace(): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const namespace = readlinkSync('/proc/self/ns/pid')
    return createHash('sha256').update(`${hostname()}\n${boot}\n${namespace}`).digest('base64url').slice(0, 16)
  } catch {
    return null
  }
}

/** False only when surely no process has this id in this process's place. */
export function mayBeRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

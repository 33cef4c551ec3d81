import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cacheDirectory } from './cache-directory.mjs'
import { withLock } from './lock.mjs'
import { explainInstall } from './step.mjs'

const root = join(import.meta.dirname, '..', '..')
let cache = ''

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'openwith-bootstrap-'))
})

afterEach(async () => {
  await rm(cache, { recursive: true, force: true })
})

async function bootstrap(args: string[], environment: Record<string, string> = {}) {
  const env = { ...process.env, ...environment }
  const child = spawn(process.execPath, [join(root, 'toolchain', 'bootstrap.mjs'), ...args], { env })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  child.stderr.on('data', (chunk) => {
    output += chunk
  })
  const [code] = await once(child, 'close')
  return { code, output }
}

describe('the bootstrap', () => {
  it('names the commands when it does not know one', async () => {
    const { code, output } = await bootstrap(['nonsense'])
    expect(code).toBe(1)
    expect(output).toMatch(/There is no command "nonsense"\. There are: .*example.*test/)
  })

  it('says which folder it cannot write and how to name another', async () => {
    await writeFile(join(cache, 'file'), '')
    const { code, output } = await bootstrap(['exec', 'node', '-v'], { OPENWITH_CACHE: join(cache, 'file', 'below') })
    expect(code).toBe(1)
    expect(output).toContain('Set OPENWITH_CACHE')
  })
})

describe('cacheDirectory', () => {
  it('follows OPENWITH_CACHE and makes the folder', () => {
    const before = process.env.OPENWITH_CACHE
    process.env.OPENWITH_CACHE = join(cache, 'a', 'b')
    try {
      expect(cacheDirectory()).toBe(join(cache, 'a', 'b'))
      expect(existsSync(join(cache, 'a', 'b'))).toBe(true)
    } finally {
      if (before === undefined) delete process.env.OPENWITH_CACHE
      else process.env.OPENWITH_CACHE = before
    }
  })
})

describe('withLock', () => {
  it('lets one in at a time and frees the lock after a failure', async () => {
    let inside = 0
    let most = 0
    const work = async (): Promise<void> => {
      inside++
      most = Math.max(most, inside)
      await new Promise((resolve) => setTimeout(resolve, 20))
      inside--
      throw new Error('the work failed')
    }
    const results = await Promise.allSettled([1, 2, 3].map(() => withLock(cache, 'one', work)))
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(most).toBe(1)
  })

  it('takes over the lock of a process that has died', async () => {
    const child = spawn(process.execPath, ['-e', ''])
    await once(child, 'exit')
    await mkdir(join(cache, 'locks', 'one'), { recursive: true })
    await writeFile(join(cache, 'locks', 'one', 'holder.json'), JSON.stringify({ pid: child.pid, host: hostname() }))
    expect(await withLock(cache, 'one', async () => 'done')).toBe('done')
  })
})

describe('explainInstall', () => {
  it.each([
    ['npm error code ECONNREFUSED', 'cannot be reached'],
    ['npm error code ETARGET', 'does not have it'],
    ['npm error ENOSPC: no space left', 'disk is full'],
    ['npm error code EACCES', 'OPENWITH_CACHE'],
    ['something new', 'something new'],
  ])('says what %s means', (output, said) => {
    expect(explainInstall('node', output).message).toContain(said)
  })
})

import { spawn } from 'node:child_process'
import path from 'node:path'
import { findNpm } from '../bootstrap/npm.mjs'
import { explainInstall } from '../bootstrap/step.mjs'

/** Takes one line of progress. */
export type Log = (line: string) => void

const stillMilliseconds = 5000

/** Says what is being done, every few seconds that it still is, and how long it took. */
export async function step<T>(title: string, log: Log, work: () => Promise<T>): Promise<T> {
  const started = Date.now()
  const seconds = () => Math.round((Date.now() - started) / 1000)
  log(`${title} ...`)
  const timer = setInterval(() => log(`${title} ... ${seconds()} s`), stillMilliseconds)
  try {
    const done = await work()
    log(`${title}: done in ${seconds()} s`)
    return done
  } finally {
    clearInterval(timer)
  }
}

/** Runs a program with this Node first in its PATH. Answers its exit code (-1: it did not start) and the end of what it printed; never throws. */
export function runQuietly(
  program: string,
  args: string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const env = { ...(options.env ?? process.env) }
    env.PATH = [path.dirname(process.execPath), env.PATH].filter(Boolean).join(path.delimiter)
    const child = spawn(program, args, {
      cwd: options.cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && program === 'pnpm',
    })
    let output = ''
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-20_000)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', (error) => resolve({ code: -1, output: error.message }))
    child.on('close', (code) => resolve({ code: code ?? -1, output }))
  })
}

/** Runs npm in a folder; a failure is explained in words, `what` being what it was to install. */
export async function npm(
  directory: string,
  args: string[],
  what: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const { code, output } = await runQuietly(process.execPath, [findNpm() as string, ...args], { cwd: directory, env })
  if (code !== 0) throw explainInstall(what, output)
}

import { type ChildProcess, spawn } from 'node:child_process'
import { Explained } from '../bootstrap/step.mjs'
import { type Log, step } from './step.ts'

export { freePort } from './free-port.ts'

export interface StartOptions {
  /** What is started, for people: `Strapi`. */
  title: string
  /** Default: this Node. */
  program?: string
  args: string[]
  cwd: string
  /** The whole environment of the process; see {@link appEnvironment}. */
  env: NodeJS.ProcessEnv
  /** Where it will answer. */
  url: string
  /** Whether it answers. A throw counts as no. Asked several times a second. */
  isHealthy(url: string, signal: AbortSignal): Promise<boolean>
  /** Seconds until it counts as failed. Default: 120. */
  timeoutSeconds?: number
  log?: Log
}

/** A running application. */
export interface RunningApp {
  url: string
  /** The end of all that it printed. */
  output(): string
  /** Asks it to stop, and waits until it has. */
  stop(): Promise<void>
  /** As a power cut would. */
  kill(): Promise<void>
}

const healthMilliseconds = 2000
const askEveryMilliseconds = 200
const outputCharacters = 200_000

/** Starts an application and waits until it answers; one that stops or does not answer in time throws with the end of what it printed. */
export async function startApp(options: StartOptions): Promise<RunningApp> {
  const child = spawn(options.program ?? process.execPath, options.args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const keep = (chunk: Buffer | string) => {
    output = (output + chunk.toString()).slice(-outputCharacters)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', (error) => {
      keep(error.message)
      resolve()
    })
  })
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await exited
  }
  try {
    await step(`starting ${options.title}`, options.log ?? (() => {}), () => untilHealthy(child, options, () => output))
  } catch (error) {
    await end('SIGKILL')
    throw error
  }
  return { url: options.url, output: () => output, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') }
}

async function untilHealthy(child: ChildProcess, options: StartOptions, output: () => string): Promise<void> {
  const { title, url, timeoutSeconds = 120 } = options
  const deadline = Date.now() + timeoutSeconds * 1000
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined)
      throw new Explained(`${title} stopped while it started:\n${output().slice(-4000)}`)
    if (Date.now() > deadline)
      throw new Explained(`${title} did not start within ${timeoutSeconds} s:\n${output().slice(-4000)}`)
    if (await options.isHealthy(url, AbortSignal.timeout(healthMilliseconds)).catch(() => false)) return
    await new Promise((resolve) => setTimeout(resolve, askEveryMilliseconds))
  }
}

/** What every application gets of this process's environment, and nothing else: another application's settings must not reach it. */
export function appEnvironment(more: Record<string, string | undefined>): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'SystemRoot'] as const
  return { ...Object.fromEntries(kept.map((name) => [name, process.env[name]])), NODE_ENV: 'production', ...more }
}

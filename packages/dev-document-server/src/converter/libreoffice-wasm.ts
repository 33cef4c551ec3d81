import { type ChildProcess, spawn } from 'node:child_process'
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { ConversionInput } from '../rooms.ts'
import { ConversionError } from './conversion-error.ts'
import { type ChildAnswer, type ChildRequest, childScript } from './libreoffice-child.ts'

const packageName = '@matbee/libreoffice-converter'
const packageVersion = '2.7.2'
const limits = { installMs: 600_000, startMs: 180_000, convertMs: 180_000, idleMs: 300_000 }

const inputs = new Set('doc docx xls xlsx ppt pptx odt ods odp rtf txt html csv pdf epub'.split(' '))
const outputs = new Set('pdf pdfa docx doc odt rtf txt html xlsx xls ods csv pptx ppt odp png jpg'.split(' '))
// What differs in content type or macros only is read the same way.
const readAs: Readonly<Record<string, string>> = {
  docm: 'docx',
  dotx: 'docx',
  dotm: 'docx',
  dot: 'doc',
  xlsm: 'xlsx',
  xltx: 'xlsx',
  xltm: 'xlsx',
  xlt: 'xls',
  pptm: 'pptx',
  potx: 'pptx',
  potm: 'pptx',
  ppsx: 'pptx',
  ppsm: 'pptx',
  pps: 'ppt',
  pot: 'ppt',
  ott: 'odt',
  ots: 'ods',
  otp: 'odp',
  htm: 'html',
}

/** LibreOffice compiled to WebAssembly. One process, started when first needed and ended after five idle minutes. */
export interface LibreOfficeWasm {
  supports(from: string, to: string): boolean
  /** True when the package is in the cache, so that starting downloads nothing. */
  isInstalled(): Promise<boolean>
  /** Path of the result. Installs and starts what is missing. Throws `ConversionError`. */
  convert(request: ConversionInput): Promise<string>
}

/** `cacheDirectory` holds the package, about 250 MB; npm fetches it on first use. */
export function libreOfficeWasm(cacheDirectory: string): LibreOfficeWasm {
  const home = join(cacheDirectory, `libreoffice-${packageVersion}`)
  const packageDirectory = join(home, 'node_modules', ...packageName.split('/'))
  let running: Promise<Running> | null = null
  let queue: Promise<unknown> = Promise.resolve()

  const isInstalled = () =>
    access(join(packageDirectory, 'wasm', 'soffice.wasm')).then(
      () => true,
      () => false,
    )

  const start = async (): Promise<Running> => {
    if (!(await isInstalled())) await install(cacheDirectory, home)
    const started = await startChild(packageDirectory)
    started.child.once('exit', () => {
      running = null
    })
    return started
  }

  const convertOne = async ({ input, from, to, password, workDirectory, signal }: ConversionInput): Promise<string> => {
    if (signal.aborted) throw late()
    running ??= start()
    let process: Running
    try {
      process = await running
    } catch (error) {
      running = null
      throw error
    }
    const output = join(workDirectory, `libreoffice-output.${to === 'pdfa' ? 'pdf' : to}`)
    await process.ask(
      { input, output, from: readAs[from] ?? from, to, ...(password !== undefined && { password }) },
      signal,
    )
    return output
  }

  return {
    supports: (from, to) => inputs.has(readAs[from] ?? from) && outputs.has(to),
    isInstalled,
    convert(request) {
      // It converts one document at a time.
      const result = queue.then(() => convertOne(request))
      queue = result.catch(() => {})
      return result
    },
  }
}

/** `$XDG_CACHE_HOME/openwith`, or `~/.cache/openwith`. */
export function cacheDirectoryOf(environment: NodeJS.ProcessEnv): string {
  return join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'openwith')
}

const late = () => new ConversionError('timeout', 'LibreOffice took too long for this file.')

async function install(cacheDirectory: string, home: string): Promise<void> {
  await mkdir(cacheDirectory, { recursive: true })
  const fresh = await mkdtemp(join(cacheDirectory, 'installing-'))
  try {
    const windows = process.platform === 'win32'
    const child = spawn(
      windows ? 'npm.cmd' : 'npm',
      [
        'install',
        '--prefix',
        fresh,
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        '--loglevel=error',
        `${packageName}@${packageVersion}`,
      ],
      { stdio: 'ignore', shell: windows, timeout: limits.installMs },
    )
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    if (code !== 0) throw new Error(`npm ended with ${code}`)
    // Another process may have been quicker: its copy is as good.
    await rename(fresh, home).catch(async (error) => {
      await access(home).catch(() => Promise.reject(error))
    })
  } catch (cause) {
    throw new ConversionError(
      'unsupported',
      `This conversion needs LibreOffice, and ${packageName} could not be installed. Install LibreOffice on this machine, or let npm reach its registry.`,
      { cause },
    )
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}

interface Running {
  readonly child: ChildProcess
  ask(request: Omit<ChildRequest, 'id'>, signal: AbortSignal): Promise<void>
}

async function startChild(packageDirectory: string): Promise<Running> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', childScript(packageDirectory)], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const waiting = new Map<number, (answer: Extract<ChildAnswer, { id: number }> | null) => void>()
  let idle: NodeJS.Timeout | undefined
  let count = 0
  const end = () => void child.kill('SIGKILL')
  child.on('exit', () => {
    clearTimeout(idle)
    for (const answer of waiting.values()) answer(null)
  })
  await new Promise<void>((resolve, reject) => {
    const failed = () =>
      reject(new ConversionError('failed', 'LibreOffice in WebAssembly did not start on this machine.'))
    const timer = setTimeout(() => {
      end()
      failed()
    }, limits.startMs)
    child.once('error', failed)
    child.once('exit', failed)
    child.on('message', (message: ChildAnswer) => {
      clearTimeout(timer)
      if ('ready' in message) {
        child.off('exit', failed)
        resolve()
      } else waiting.get(message.id)?.(message)
    })
  })
  // A host that has nothing else to do may end.
  child.unref()
  child.channel?.unref()
  return {
    child,
    async ask(request, signal) {
      const id = ++count
      clearTimeout(idle)
      child.ref()
      child.channel?.ref()
      let isLate = false
      const tooLate = () => {
        isLate = true
        end()
      }
      const timer = setTimeout(tooLate, limits.convertMs)
      signal.addEventListener('abort', tooLate, { once: true })
      const answer = await new Promise<Extract<ChildAnswer, { id: number }> | null>((resolve) => {
        waiting.set(id, resolve)
        child.send({ ...request, id } satisfies ChildRequest)
      })
      waiting.delete(id)
      clearTimeout(timer)
      signal.removeEventListener('abort', tooLate)
      child.unref()
      child.channel?.unref()
      idle = setTimeout(end, limits.idleMs).unref()
      if (isLate) throw late()
      if (answer === null) throw new ConversionError('failed', 'LibreOffice stopped while it read this file.')
      if (!answer.ok) throw conversionErrorOf(answer)
    },
  }
}

function conversionErrorOf({ code, message }: { code: string; message: string }): ConversionError {
  if (code === 'PASSWORD_REQUIRED' || /password/i.test(message)) {
    return new ConversionError('password', 'The file is protected by a password, or the password is wrong.')
  }
  if (code === 'UNSUPPORTED_FORMAT')
    return new ConversionError('unsupported', 'LibreOffice does not convert between these types.')
  return new ConversionError('failed', 'LibreOffice could not convert this file.', {
    cause: new Error(`${code}: ${message}`),
  })
}

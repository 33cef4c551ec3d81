import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { copyFile, cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheDirectory } from '../../toolchain/bootstrap/cache-directory.mjs'
import { withLock } from '../../toolchain/bootstrap/lock.mjs'
import { findNpm } from '../../toolchain/bootstrap/npm.mjs'
import { Explained, explainInstall } from '../../toolchain/bootstrap/step.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))
const plugin = path.resolve(here, '../../packages/strapi-plugin')

/** What of this folder is the Strapi application. */
const appFiles = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'favicon.png',
  'config',
  'database',
  'public',
  'src',
]

const stillMilliseconds = 5000
const startMilliseconds = 120_000
/** An access token of Strapi is good for 30 minutes. */
const tokenMilliseconds = 20 * 60_000

export interface PrepareOptions {
  /** One line of progress. */
  log?(line: string): void
}

/**
 * A Strapi with our plugin, built and ready to start, in a cache outside the checkout. Strapi is installed once for each lock file; the plugin is packed and
 * installed as a user would, and the admin rebuilt, whenever the plugin's build has changed.
 */
export async function prepareStrapi(options: PrepareOptions = {}): Promise<{ directory: string }> {
  const log = options.log ?? (() => {})
  const cache: string = cacheDirectory()
  const lockFile = await readFile(path.join(here, 'package-lock.json'))
  const name = `strapi-${createHash('sha256').update(lockFile).digest('hex').slice(0, 12)}`
  const directory = path.join(cache, name)
  await withLock(cache, name, async () => {
    await installStrapi(directory, log)
    const app = await copyApp(directory)
    const packed = await packPlugin(directory, log)
    const wanted = `${app} ${packed.hash}`
    const stamp = path.join(directory, '.openwith-built')
    if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) return
    await rm(stamp, { force: true })
    await step('installing the plugin into Strapi', log, () =>
      npm(directory, ['install', packed.tarball, '--no-audit', '--no-fund']),
    )
    await step("building Strapi's admin (about a minute)", log, async () => {
      const { code, output } = await runQuietly(process.execPath, [strapiScript(directory), 'build'], {
        cwd: directory,
        env: strapiEnvironment(directory, secretsForBuild),
      })
      if (code !== 0) throw new Explained(`Strapi's admin could not be built:\n${output.slice(-4000)}`)
    })
    await writeFile(stamp, wanted)
  })
  return { directory }
}

const strapiScript = (directory: string): string => path.join(directory, 'node_modules/@strapi/strapi/bin/strapi.js')

async function installStrapi(directory: string, log: (line: string) => void): Promise<void> {
  if ((await stat(path.join(directory, 'node_modules/.openwith-installed')).catch(() => null)) !== null) return
  const making = `${directory}.making`
  await rm(making, { recursive: true, force: true })
  await mkdir(making, { recursive: true })
  for (const file of ['package.json', 'package-lock.json'])
    await copyFile(path.join(here, file), path.join(making, file))
  // not `npm ci`: it refuses a lock file that lacks other platforms' optional packages, which a registry may not have
  await step('installing Strapi 5.54 (once; 1400 packages, some minutes)', log, () =>
    npm(making, ['install', '--no-audit', '--no-fund']),
  )
  await writeFile(path.join(making, 'node_modules/.openwith-installed'), '')
  await rm(directory, { recursive: true, force: true })
  await rename(making, directory)
}

/** Brings the application's own files up to date, without its package.json, which knows the installed plugin. Answers their hash. */
async function copyApp(directory: string): Promise<string> {
  const hash = createHash('sha256')
  for (const entry of appFiles) {
    const from = path.join(here, entry)
    if (entry.startsWith('package')) continue
    await rm(path.join(directory, entry), { recursive: true, force: true })
    await cp(from, path.join(directory, entry), { recursive: true })
    await hashFiles(hash, from)
  }
  return hash.digest('hex').slice(0, 16)
}

async function packPlugin(directory: string, log: (line: string) => void): Promise<{ tarball: string; hash: string }> {
  await step('building the plugin', log, async () => {
    const { code, output } = await runQuietly('pnpm', ['run', 'build'], { cwd: plugin })
    if (code !== 0) throw new Explained(`The plugin could not be built:\n${output.slice(-4000)}`)
  })
  const hash = createHash('sha256')
  for (const part of ['package.json', 'README.md', 'dist']) await hashFiles(hash, path.join(plugin, part))
  const digest = hash.digest('hex').slice(0, 16)
  const tarball = path.join(directory, `openwith-strapi-plugin-${digest}.tgz`)
  if ((await stat(tarball).catch(() => null)) === null) {
    for (const entry of await readdir(directory)) {
      if (/^openwith-strapi-plugin-.*\.tgz$/.test(entry)) await rm(path.join(directory, entry), { force: true })
    }
    const { code, output } = await runQuietly('pnpm', ['pack', '--out', tarball], { cwd: plugin })
    if (code !== 0) throw new Explained(`The plugin could not be packed:\n${output.slice(-4000)}`)
  }
  return { tarball, hash: digest }
}

async function hashFiles(hash: import('node:crypto').Hash, from: string): Promise<void> {
  const found = await stat(from).catch(() => null)
  if (found === null) return
  const files: string[] = []
  if (found.isFile()) files.push(from)
  else
    for (const entry of await readdir(from, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) files.push(path.join(entry.parentPath, entry.name))
  for (const file of files.sort()) {
    hash.update(`${path.relative(from, file)}\0`).update(await readFile(file))
  }
}

async function npm(directory: string, args: string[]): Promise<void> {
  const { code, output } = await runQuietly(process.execPath, [findNpm() as string, ...args], { cwd: directory })
  if (code !== 0) throw explainInstall('Strapi', output)
}

async function step<T>(title: string, log: (line: string) => void, work: () => Promise<T>): Promise<T> {
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

function runQuietly(
  program: string,
  args: string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const env = { ...(options.env ?? process.env) }
    // This Node also for what the program starts.
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

const secretNames = [
  'APP_KEYS',
  'API_TOKEN_SALT',
  'ADMIN_JWT_SECRET',
  'TRANSFER_TOKEN_SALT',
  'JWT_SECRET',
  'ENCRYPTION_KEY',
] as const
const secretsForBuild: Record<string, string> = Object.fromEntries(
  secretNames.map((name) => [name, 'only-for-the-build']),
)

function strapiEnvironment(directory: string, more: Record<string, string | undefined>): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    TMPDIR: process.env.TMPDIR,
    SystemRoot: process.env.SystemRoot,
    STRAPI_TELEMETRY_DISABLED: 'true',
    NODE_ENV: 'production',
    INIT_CWD: directory,
    FLAG_NPS: 'false',
    FLAG_PROMOTE_EE: 'false',
    ...more,
  }
}

export interface StartOptions {
  /** Of {@link prepareStrapi}. */
  directory: string
  /** Database, uploads and the plugin's data of this run. Kept after it. */
  dataDirectory: string
  port?: number
  /** Further environment, such as `DATABASE_CLIENT` or `DOCUMENT_SERVER_URL`. */
  environment?: Record<string, string>
  log?(line: string): void
}

/** A running Strapi. */
export interface StrapiApp {
  url: string
  dataDirectory: string
  admin: { email: string; password: string }
  /** Answers an access token of this account. */
  login(email: string, password: string): Promise<string>
  /** A request to the admin API as the first administrator; throws when it is refused. */
  api<T>(method: string, path: string, body?: unknown): Promise<T>
  /** Adds a file to the Media Library. */
  upload(
    file: { name: string; type: string; bytes: Uint8Array; folder?: number },
    token?: string,
  ): Promise<UploadedFile>
  /** All that it printed. */
  output(): string
  stop(): Promise<void>
  /** As a power cut would. */
  kill(): Promise<void>
}

export interface UploadedFile {
  id: number
  name: string
  url: string
  hash: string
  ext: string
  size: number
  updatedAt: string
  alternativeText: string | null
}

const administrator = { email: 'ada@example.com', password: 'Openwith-demo-1', firstname: 'Ada', lastname: 'Lovelace' }

/** Starts the prepared application over `dataDirectory`; a new one gets an administrator. Only this machine can reach it. */
export async function startStrapi(options: StartOptions): Promise<StrapiApp> {
  const { directory, dataDirectory } = options
  const log = options.log ?? (() => {})
  const port = options.port ?? (await freePort())
  const url = `http://127.0.0.1:${port}`
  await mkdir(path.join(dataDirectory, 'public/uploads'), { recursive: true })
  await copyFile(path.join(here, 'public/robots.txt'), path.join(dataDirectory, 'public/robots.txt'))

  const env = strapiEnvironment(directory, {
    ...(await secretsOf(dataDirectory)),
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_DIRECTORY: path.join(dataDirectory, 'public'),
    DATABASE_FILENAME: path.join(dataDirectory, 'data.db'),
    OPENWITH_DATA_DIRECTORY: path.join(dataDirectory, 'onlyoffice'),
    ...options.environment,
  })
  const child = spawn(process.execPath, [strapiScript(directory), 'start'], {
    cwd: directory,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-200_000)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  try {
    await step('starting Strapi', log, () => untilHealthy(url, child, () => output))
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }

  async function request<T>(method: string, route: string, body?: unknown, as?: string): Promise<T> {
    const form = body instanceof FormData
    const response = await fetch(`${url}${route}`, {
      method,
      headers: {
        ...(as === undefined ? {} : { authorization: `Bearer ${as}` }),
        ...(form || body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: form ? body : body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${route} answered ${response.status}: ${text.slice(0, 500)}`)
    return (text === '' ? null : JSON.parse(text)) as T
  }
  // Strapi lets few logins of one person through in five minutes.
  const tokens = new Map<string, { token: string; at: number }>()
  async function login(email: string, password: string): Promise<string> {
    const held = tokens.get(email)
    if (held !== undefined && Date.now() - held.at < tokenMilliseconds) return held.token
    const { data } = await request<{ data: { token: string } }>('POST', '/admin/login', { email, password })
    tokens.set(email, { token: data.token, at: Date.now() })
    return data.token
  }

  const { data } = await request<{ data: { hasAdmin: boolean } }>('GET', '/admin/init')
  if (!data.hasAdmin) await request('POST', '/admin/register-admin', administrator)
  const adminToken = () => login(administrator.email, administrator.password)
  const stop = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await exited
  }
  return {
    url,
    dataDirectory,
    admin: { email: administrator.email, password: administrator.password },
    login,
    api: async (method, route, body) => await request(method, route, body, await adminToken()),
    async upload({ name, type, bytes, folder }, as) {
      const form = new FormData()
      form.append('fileInfo', JSON.stringify({ name, folder: folder ?? null }))
      form.append('files', new Blob([bytes as Uint8Array<ArrayBuffer>], { type }), name)
      const [file] = await request<UploadedFile[]>('POST', '/upload', form, as ?? (await adminToken()))
      return file as UploadedFile
    },
    output: () => output,
    stop: () => stop('SIGTERM'),
    kill: () => stop('SIGKILL'),
  }
}

/** Made once for a data directory: another key would make its tokens and encrypted settings unreadable. */
async function secretsOf(dataDirectory: string): Promise<Record<string, string>> {
  const file = path.join(dataDirectory, 'secrets.json')
  const kept = await readFile(file, 'utf8').catch(() => null)
  if (kept !== null) return JSON.parse(kept) as Record<string, string>
  const made = Object.fromEntries(secretNames.map((name) => [name, randomBytes(24).toString('base64url')]))
  await writeFile(file, JSON.stringify(made), { mode: 0o600 })
  return made
}

async function untilHealthy(url: string, child: ChildProcess, output: () => string): Promise<void> {
  const deadline = Date.now() + startMilliseconds
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Explained(`Strapi stopped while it started:\n${output().slice(-4000)}`)
    if (Date.now() > deadline)
      throw new Explained(`Strapi did not start within ${startMilliseconds / 1000} s:\n${output().slice(-4000)}`)
    const answer = await fetch(`${url}/_health`, { signal: AbortSignal.timeout(2000) }).catch(() => null)
    if (answer?.status === 204) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (typeof address !== 'object' || address === null) throw new Error('There is no free port.')
  return address.port
}

import { randomBytes } from 'node:crypto'
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { installApp } from '../../toolchain/apps/install-app.ts'
import { appEnvironment, freePort, type RunningApp, startApp } from '../../toolchain/apps/running-app.ts'
import { type Log, runQuietly, step } from '../../toolchain/apps/step.ts'
import { Explained } from '../../toolchain/bootstrap/step.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))

/** An access token of Strapi is good for 30 minutes. */
const tokenMilliseconds = 20 * 60_000

/** A Strapi with our plugin, built and ready to start, in a cache outside the checkout. */
export async function prepareStrapi(options: { log?: Log } = {}): Promise<{ directory: string }> {
  const directory = await installApp(
    {
      name: 'strapi',
      title: 'Strapi 5.54',
      effort: '1400 packages, some minutes',
      from: here,
      files: ['tsconfig.json', 'favicon.png', 'config', 'database', 'public', 'src'],
      plugin: path.resolve(here, '../../packages/strapi-plugin'),
      build: buildAdmin,
    },
    options.log,
  )
  return { directory }
}

async function buildAdmin(directory: string, log: Log): Promise<void> {
  await step("building Strapi's admin (about a minute)", log, async () => {
    const env = strapiEnvironment(directory, secretsForBuild)
    const { code, output } = await runQuietly(process.execPath, [strapiScript(directory), 'build'], {
      cwd: directory,
      env,
    })
    if (code !== 0) throw new Explained(`Strapi's admin could not be built:\n${output.slice(-4000)}`)
  })
}

const strapiScript = (directory: string): string => path.join(directory, 'node_modules/@strapi/strapi/bin/strapi.js')

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
  return appEnvironment({
    STRAPI_TELEMETRY_DISABLED: 'true',
    INIT_CWD: directory,
    FLAG_NPS: 'false',
    FLAG_PROMOTE_EE: 'false',
    ...more,
  })
}

export interface StartOptions {
  /** Of {@link prepareStrapi}. */
  directory: string
  /** Database, uploads and the plugin's data of this run. Kept after it. */
  dataDirectory: string
  port?: number
  /** Further environment, such as `DATABASE_CLIENT` or `DOCUMENT_SERVER_URL`. */
  environment?: Record<string, string>
  log?: Log
}

/** A running Strapi. */
export interface StrapiApp extends RunningApp {
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
  const running = await startApp({
    title: 'Strapi',
    args: [strapiScript(directory), 'start'],
    cwd: directory,
    env,
    url,
    isHealthy: async (at, signal) => (await fetch(`${at}/_health`, { signal })).status === 204,
    log: options.log,
  })

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
  return {
    ...running,
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

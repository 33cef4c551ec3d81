import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { installApp } from '../../toolchain/apps/install-app.ts'
import { appEnvironment, freePort, type RunningApp, startApp } from '../../toolchain/apps/running-app.ts'
import { type Log, npm, runQuietly, step } from '../../toolchain/apps/step.ts'
import { Explained } from '../../toolchain/bootstrap/step.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))

/** An access token of Directus is good for 15 minutes. */
const tokenMilliseconds = 10 * 60_000

/** A Directus with our extension, ready to start, in a cache outside the checkout. */
export async function prepareDirectus(options: { log?: Log } = {}): Promise<{ directory: string }> {
  const directory = await installApp(
    {
      name: 'directus',
      title: 'Directus 12.4',
      effort: '1100 packages and two native modules, about four minutes',
      from: here,
      files: [],
      plugin: path.resolve(here, '../../packages/directus-extension'),
      install,
    },
    options.log,
  )
  return { directory }
}

async function install(directory: string, log: Log): Promise<void> {
  await npm(directory, ['install', '--ignore-scripts', '--no-audit', '--no-fund'], 'Directus')
  await step('building sqlite3 and isolated-vm (once; up to three minutes)', log, () =>
    npm(directory, ['rebuild', 'sqlite3', 'isolated-vm'], 'the native modules of Directus', buildEnvironment()),
  )
}

/** Where no built module can be fetched, node-gyp compiles: against the headers that came with this Node, else against those it fetches as usual. */
function buildEnvironment(): NodeJS.ProcessEnv {
  const prefix = path.resolve(path.dirname(process.execPath), '..')
  const headers = path.join(prefix, 'include/node/node_version.h')
  return { ...process.env, ...(existsSync(headers) ? { npm_config_nodedir: prefix } : {}) }
}

const directusScript = (directory: string): string => path.join(directory, 'node_modules/directus/cli.js')

export interface StartOptions {
  /** Of {@link prepareDirectus}. */
  directory: string
  /** Database, uploads and the extension's data of this run. Kept after it. */
  dataDirectory: string
  port?: number
  /** Further environment, such as `DB_CLIENT` or `DOCUMENT_SERVER_URL`. */
  environment?: Record<string, string>
  log?: Log
}

/** A running Directus. */
export interface DirectusApp extends RunningApp {
  dataDirectory: string
  admin: { email: string; password: string }
  /** Answers an access token of this account. */
  login(email: string, password: string): Promise<string>
  /** A request as the administrator, or with another access token; throws when it is refused. Answers the whole JSON. */
  api<T>(method: string, path: string, body?: unknown, token?: string): Promise<T>
  /** Adds a file to the library. */
  upload(
    file: { name: string; type: string; bytes: Uint8Array; folder?: string },
    token?: string,
  ): Promise<DirectusFile>
  file(id: string): Promise<DirectusFile>
  /** Where the bytes of a file are on this machine. */
  pathOf(file: Pick<DirectusFile, 'filename_disk'>): string
  /** Adds a role with one policy: who has it may enter the app. The free plan allows three seats and no rules in permissions. */
  addRole(name: string, permissions: { collection: string; action: string; fields?: string[] }[]): Promise<string>
  /** Adds a user of this role. */
  addUser(user: {
    email: string
    password: string
    role: string
    first_name?: string
    last_name?: string
  }): Promise<string>
}

export interface DirectusFile {
  id: string
  storage: string
  filename_disk: string
  filename_download: string
  title: string | null
  type: string
  filesize: string
  folder: string | null
  uploaded_by: string | null
  uploaded_on: string
  modified_by: string | null
  modified_on: string
}

const administrator = { email: 'ada@example.com', password: 'Openwith-demo-1' }

/** The environment of Directus over `dataDirectory`: SQLite and local storage, unless `more` says otherwise. */
export async function directusEnvironment(
  dataDirectory: string,
  more: Record<string, string | undefined>,
): Promise<Record<string, string | undefined>> {
  return {
    HOST: '127.0.0.1',
    DB_CLIENT: 'sqlite3',
    DB_FILENAME: path.join(dataDirectory, 'data.db'),
    SECRET: await secretOf(dataDirectory),
    ADMIN_EMAIL: administrator.email,
    ADMIN_PASSWORD: administrator.password,
    STORAGE_LOCATIONS: 'local',
    STORAGE_LOCAL_ROOT: path.join(dataDirectory, 'uploads'),
    TEMP_PATH: path.join(dataDirectory, 'temp'),
    EXTENSIONS_PATH: path.join(dataDirectory, 'extensions'),
    EXTENSIONS_MUST_LOAD: 'true',
    MARKETPLACE_ENABLED: 'false',
    TELEMETRY: 'false',
    OPENWITH_DATA_DIRECTORY: path.join(dataDirectory, 'openwith'),
    ...more,
  }
}

/** Runs a command of Directus's own, such as `bootstrap`. Throws when it fails; answers what it printed. */
export async function runDirectus(
  directory: string,
  args: string[],
  environment: Record<string, string | undefined>,
): Promise<string> {
  const { code, output } = await runQuietly(process.execPath, [directusScript(directory), ...args], {
    cwd: directory,
    env: appEnvironment(environment),
  })
  if (code !== 0) throw new Explained(`directus ${args.join(' ')} failed:\n${output.slice(-4000)}`)
  return output
}

/** Creates or migrates the database of a data directory, and what else Directus wants to find. */
export async function bootstrapDirectus(
  directory: string,
  dataDirectory: string,
  environment: Record<string, string | undefined>,
): Promise<void> {
  for (const folder of ['uploads', 'extensions', 'temp'])
    await mkdir(path.join(dataDirectory, folder), { recursive: true })
  await runDirectus(directory, ['bootstrap'], environment)
}

/** Starts the prepared application over `dataDirectory`; a new one gets an administrator. Only this machine can reach it. */
export async function startDirectus(options: StartOptions): Promise<DirectusApp> {
  const { directory, dataDirectory } = options
  const port = options.port ?? (await freePort())
  const url = `http://127.0.0.1:${port}`
  const environment = await directusEnvironment(dataDirectory, {
    PORT: String(port),
    PUBLIC_URL: url,
    ...options.environment,
  })
  const stamp = path.join(dataDirectory, '.bootstrapped')
  if (!existsSync(stamp)) {
    await step('preparing the database of Directus', options.log ?? (() => {}), () =>
      bootstrapDirectus(directory, dataDirectory, environment),
    )
    await writeFile(stamp, '')
  }
  const running = await startApp({
    title: 'Directus',
    args: [directusScript(directory), 'start'],
    cwd: directory,
    env: appEnvironment(environment),
    url,
    isHealthy: async (at, signal) => (await fetch(`${at}/server/ping`, { signal })).status === 200,
    log: options.log,
  })

  async function request<T>(method: string, route: string, body: unknown, as?: string): Promise<T> {
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

  const tokens = new Map<string, { token: string; at: number }>()
  async function login(email: string, password: string): Promise<string> {
    const held = tokens.get(email)
    if (held !== undefined && Date.now() - held.at < tokenMilliseconds) return held.token
    const { data } = await request<{ data: { access_token: string } }>('POST', '/auth/login', { email, password })
    tokens.set(email, { token: data.access_token, at: Date.now() })
    return data.access_token
  }
  const adminToken = () => login(administrator.email, administrator.password)
  const api = async <T,>(method: string, route: string, body?: unknown, token?: string): Promise<T> =>
    await request<T>(method, route, body, token ?? (await adminToken()))
  const data = async <T,>(method: string, route: string, body?: unknown): Promise<T> =>
    (await api<{ data: T }>(method, route, body)).data

  return {
    ...running,
    dataDirectory,
    admin: administrator,
    login,
    api,
    async upload({ name, type, bytes, folder }, as) {
      const form = new FormData()
      // Directus reads what stands before the file.
      if (folder !== undefined) form.append('folder', folder)
      form.append('file', new Blob([bytes as Uint8Array<ArrayBuffer>], { type }), name)
      return (await api<{ data: DirectusFile }>('POST', '/files', form, as)).data
    },
    file: (id) => data('GET', `/files/${id}`),
    pathOf: ({ filename_disk }) => path.join(dataDirectory, 'uploads', filename_disk),
    async addRole(name, permissions) {
      const all = permissions.map((permission) => ({ fields: ['*'], ...permission }))
      const policy = await data<{ id: string }>('POST', '/policies', { name, app_access: true, permissions: all })
      return (await data<{ id: string }>('POST', '/roles', { name, policies: [{ policy: policy.id }] })).id
    },
    addUser: async (user) => (await data<{ id: string }>('POST', '/users', user)).id,
  }
}

/** Made once for a data directory: another one would make its logins and encrypted settings unreadable. */
async function secretOf(dataDirectory: string): Promise<string> {
  const file = path.join(dataDirectory, 'secret')
  const kept = await readFile(file, 'utf8').catch(() => null)
  if (kept !== null) return kept
  const made = randomBytes(32).toString('base64url')
  await mkdir(dataDirectory, { recursive: true })
  await writeFile(file, made, { mode: 0o600 })
  return made
}

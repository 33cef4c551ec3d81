import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { installApp } from '../../toolchain/apps/install-app.ts'
import { appEnvironment, freePort, type RunningApp, startApp } from '../../toolchain/apps/running-app.ts'
import { type Log, runQuietly, step } from '../../toolchain/apps/step.ts'
import { Explained } from '../../toolchain/bootstrap/step.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))

/** Payload's tokens are good for two hours. */
const tokenMilliseconds = 60 * 60_000

/** A Payload with our plugin, built for production and ready to start, in a cache outside the checkout. */
export async function preparePayload(options: { log?: Log } = {}): Promise<{ directory: string }> {
  const directory = await installApp(
    {
      name: 'payload',
      title: 'Payload 3.90',
      effort: '400 packages, a minute',
      from: here,
      files: ['tsconfig.json', 'next.config.mjs', 'src'],
      plugin: path.resolve(here, '../../packages/payload-plugin'),
      build: buildApp,
    },
    options.log,
  )
  return { directory }
}

async function buildApp(directory: string, log: Log): Promise<void> {
  const importMap = path.join(directory, 'node_modules/payload/bin.js')
  await run("writing Payload's import map", log, directory, [importMap, 'generate:importmap'])
  await buildPayload(directory, log)
}

/** `next build` of an application that has its packages in its own folder or in one above it. */
export async function buildPayload(
  directory: string,
  log: Log,
  environment: Record<string, string> = {},
): Promise<void> {
  const title = 'building Payload for production (about a minute)'
  await run(title, log, directory, [nextScript(directory), 'build'], environment)
}

async function run(
  title: string,
  log: Log,
  cwd: string,
  args: string[],
  environment: Record<string, string> = {},
): Promise<void> {
  await step(title, log, async () => {
    const { code, output } = await runQuietly(process.execPath, args, { cwd, env: payloadEnvironment(environment) })
    if (code !== 0) throw new Explained(`${title} failed:\n${output.slice(-4000)}`)
  })
}

const nextScript = (directory: string): string =>
  createRequire(path.join(directory, 'package.json')).resolve('next/dist/bin/next')

function payloadEnvironment(more: Record<string, string | undefined>): NodeJS.ProcessEnv {
  return appEnvironment({ NEXT_TELEMETRY_DISABLED: '1', CI: '1', ...more })
}

export interface StartOptions {
  /** Of {@link preparePayload}. */
  directory: string
  /** Database, uploads and the plugin's data of this run. Kept after it. */
  dataDirectory: string
  port?: number
  /** Path of Payload's API, with the base path of the application. Default: `/api`. */
  apiPath?: string
  /** Further environment, such as `DATABASE_URL` of a PostgreSQL or `DOCUMENT_SERVER_URL`. */
  environment?: Record<string, string>
  log?: Log
}

/** A running Payload. */
export interface PayloadApp extends RunningApp {
  dataDirectory: string
  admin: { email: string; password: string }
  /** Answers a token of this account. */
  login(email: string, password: string, collection?: string): Promise<string>
  /** A request below Payload's API as the first administrator, or as whom `token` belongs to; throws when it is refused. */
  api<T>(method: string, path: string, body?: unknown, token?: string): Promise<T>
  /** Adds a file to an upload collection. */
  upload(
    file: { name: string; type: string; bytes: Uint8Array; fields?: Record<string, unknown>; collection?: string },
    token?: string,
  ): Promise<UploadedFile>
  /** Where the stored bytes of a file lie, behind Payload's back. */
  storedFile(file: Pick<UploadedFile, 'filename'>, collection?: string): string
}

export interface UploadedFile {
  id: number
  filename: string
  filesize: number
  mimeType: string
  url: string
  updatedAt: string
  alt?: string | null
  _status?: 'draft' | 'published'
}

const administrator = { email: 'ada@example.com', password: 'Openwith-demo-1', name: 'Ada Lovelace', role: 'admin' }

/** Starts the prepared application over `dataDirectory`; a new one gets an administrator. Only this machine can reach it. */
export async function startPayload(options: StartOptions): Promise<PayloadApp> {
  const { directory, dataDirectory, apiPath = '/api' } = options
  const port = options.port ?? (await freePort())
  const url = `http://127.0.0.1:${port}`
  const uploads = path.join(dataDirectory, 'uploads/media')
  await mkdir(uploads, { recursive: true })

  const running = await startApp({
    title: 'Payload',
    args: [nextScript(directory), 'start', '--hostname', '127.0.0.1', '--port', String(port)],
    cwd: directory,
    env: payloadEnvironment({
      PAYLOAD_SECRET: await secretOf(dataDirectory),
      SERVER_URL: url,
      DATABASE_FILE: path.join(dataDirectory, 'data.db'),
      UPLOADS_DIRECTORY: uploads,
      OPENWITH_DATA_DIRECTORY: path.join(dataDirectory, 'openwith'),
      ...options.environment,
    }),
    url,
    // The first request sets up the database.
    isHealthy: async (at) =>
      (await fetch(`${at}${apiPath}/access`, { signal: AbortSignal.timeout(60_000) })).status === 200,
    log: options.log,
  })

  async function request<T>(method: string, route: string, body?: unknown, token?: string): Promise<T> {
    const form = body instanceof FormData
    const response = await fetch(`${url}${apiPath}${route}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `JWT ${token}` }),
        ...(form || body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: form ? body : body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${route} answered ${response.status}: ${text.slice(0, 500)}`)
    return (text === '' ? null : JSON.parse(text)) as T
  }

  const tokens = new Map<string, { token: string; at: number }>()
  async function login(email: string, password: string, collection = 'users'): Promise<string> {
    const held = tokens.get(`${collection} ${email}`)
    if (held !== undefined && Date.now() - held.at < tokenMilliseconds) return held.token
    const { token } = await request<{ token: string }>('POST', `/${collection}/login`, { email, password })
    tokens.set(`${collection} ${email}`, { token, at: Date.now() })
    return token
  }

  const { initialized } = await request<{ initialized: boolean }>('GET', '/users/init')
  if (!initialized) await request('POST', '/users/first-register', administrator)
  const adminToken = () => login(administrator.email, administrator.password)
  return {
    ...running,
    dataDirectory,
    admin: { email: administrator.email, password: administrator.password },
    login,
    api: async (method, route, body, token) => await request(method, route, body, token ?? (await adminToken())),
    async upload({ name, type, bytes, fields, collection = 'media' }, token) {
      const form = new FormData()
      form.append('_payload', JSON.stringify(fields ?? (collection === 'media' ? { alt: name } : {})))
      form.append('file', new Blob([bytes as Uint8Array<ArrayBuffer>], { type }), name)
      const { doc } = await request<{ doc: UploadedFile }>(
        'POST',
        `/${collection}`,
        form,
        token ?? (await adminToken()),
      )
      return doc
    },
    storedFile: ({ filename }, collection = 'media') =>
      path.join(uploads, '..', collection === 'archive' ? 'bucket' : collection, filename),
  }
}

/** Made once for a data directory: another one would make its logins and encrypted settings unreadable. */
async function secretOf(dataDirectory: string): Promise<string> {
  const file = path.join(dataDirectory, 'secret')
  const kept = await readFile(file, 'utf8').catch(() => null)
  if (kept !== null) return kept
  const made = randomBytes(24).toString('base64url')
  await writeFile(file, made, { mode: 0o600 })
  return made
}

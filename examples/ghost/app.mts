import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { installApp } from '../../toolchain/apps/install-app.ts'
import { appEnvironment, freePort, type RunningApp, startApp } from '../../toolchain/apps/running-app.ts'
import { type Log, npm, runQuietly, step } from '../../toolchain/apps/step.ts'
import { Explained } from '../../toolchain/bootstrap/step.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))

/** Ghost's own packed release with our package beside it, ready to start, in a cache outside the checkout. */
export async function prepareGhost(options: { log?: Log } = {}): Promise<{ directory: string }> {
  const directory = await installApp(
    {
      name: 'ghost',
      title: 'Ghost 6.65',
      effort: '600 packages and one native build, some minutes',
      from: here,
      lockFiles: ['package.json'],
      files: [],
      plugin: path.resolve(here, '../../packages/ghost-adapter'),
      install: installGhost,
    },
    options.log,
  )
  return { directory }
}

/** `npm install ghost` cannot work: the package depends on tarballs that lie inside its own. So it is unpacked, and its own lock file followed. */
async function installGhost(directory: string, log: Log): Promise<void> {
  const { config } = JSON.parse(await readFile(path.join(directory, 'package.json'), 'utf8')) as {
    config: { ghost: string }
  }
  await npm(directory, ['pack', `ghost@${config.ghost}`], 'Ghost')
  const tarball = `ghost-${config.ghost}.tgz`
  await mustRun('tar', ['xzf', tarball], directory)
  await rename(path.join(directory, 'package'), path.join(directory, 'ghost'))
  await rm(path.join(directory, tarball))
  const ghost = path.join(directory, 'ghost')
  await step("installing Ghost's packages", log, () =>
    // Ghost names the pnpm it is released with; ours reads the same lock file.
    mustRun('pnpm', ['install', '--frozen-lockfile', '--prod', '--ignore-scripts'], ghost, {
      ...process.env,
      pnpm_config_pm_on_fail: 'ignore',
    }),
  )
  await step('building the SQLite driver (about two minutes)', log, async () => {
    const headers = path.dirname(path.dirname(process.execPath))
    const env = existsSync(path.join(headers, 'include/node/node.h')) ? { npm_config_nodedir: headers } : {}
    await npm(path.join(ghost, 'node_modules/better-sqlite3'), ['run', 'install'], "Ghost's SQLite driver", {
      ...process.env,
      ...env,
    })
  })
}

async function mustRun(program: string, args: string[], cwd: string, env?: NodeJS.ProcessEnv): Promise<string> {
  const { code, output } = await runQuietly(program, args, { cwd, env })
  if (code !== 0) throw new Explained(`${program} ${args[0]} failed in ${cwd}:\n${output.slice(-4000)}`)
  return output
}

/** Ghost's section `database`. */
export interface GhostDatabase {
  client: 'better-sqlite3' | 'mysql'
  connection: Record<string, unknown>
}

export interface StartOptions {
  /** Of {@link prepareGhost}. */
  directory: string
  /** Configuration, content and database of this run, laid out as ghost-cli does. Kept after it. */
  dataDirectory: string
  port?: number
  /** Default: SQLite in the data directory. */
  database?: GhostDatabase
  /** Address under which browsers, and this process, reach it: that of a proxy which is there already. Default: its own. */
  url?: string
  /** Whether our adapters are installed, by our own command. Default: true. */
  adapters?: boolean
  /** Further configuration, merged over what is there section by section. */
  config?: Record<string, unknown>
  /** Further environment, such as `DOCUMENT_SERVER_URL`. */
  environment?: Record<string, string>
  log?: Log
}

/** Who works in Ghost. */
export interface Staff {
  name: string
  email: string
  password: string
}

/** A running Ghost. */
export interface GhostApp extends RunningApp {
  /** Where it listens itself; differs from `url` behind a proxy. */
  ownUrl: string
  dataDirectory: string
  /** Folder of the stored files. */
  files: string
  admin: Staff
  /** The cookie of a new staff session, as `name=value`. */
  login(account?: Staff): Promise<string>
  /** A request to this Ghost by a staff user, the owner if none is named; throws when it is refused. */
  api<T>(method: string, path: string, body?: unknown, as?: Staff): Promise<T>
  /** Stores a file as the file card does; answers its public address. */
  upload(file: { name: string; type: string; bytes: Uint8Array }, as?: Staff): Promise<string>
  /** Adds a post with a file card for each of these addresses. */
  addPost(
    post: {
      title: string
      status?: 'draft' | 'published'
      /** Public addresses, with the name on the card where it is another than the address's. */
      files: (string | { url: string; name: string })[]
      visibility?: string
    },
    as?: Staff,
  ): Promise<GhostPost>
  /** Invites somebody and accepts in their name. */
  addStaff(role: 'Administrator' | 'Editor' | 'Author' | 'Contributor', name: string): Promise<Staff>
  /** Adds a member of the site; answers the cookies of their session. */
  memberCookie(name: string): Promise<string>
  /** Rows of Ghost's database, read beside it. */
  sql<Row>(query: string): Promise<Row[]>
}

export interface GhostPost {
  id: string
  url: string
  slug: string
  updated_at: string
}

const owner: Staff = { name: 'Ada Lovelace', email: 'ada@example.com', password: 'Quill-and-engine-1843' }

/** Starts the prepared Ghost over `dataDirectory`; a new one gets its owner. Only this machine can reach it. */
export async function startGhost(options: StartOptions): Promise<GhostApp> {
  const { directory, dataDirectory, log = () => {} } = options
  const port = options.port ?? (await freePort())
  const ownUrl = `http://127.0.0.1:${port}`
  const url = options.url ?? ownUrl
  const adminUrl = (options.config?.admin as { url?: string } | undefined)?.url ?? url
  const database = options.database ?? {
    client: 'better-sqlite3',
    connection: { filename: path.join(dataDirectory, 'content/data/ghost.db') },
  }
  await layOut(directory, dataDirectory)
  await configure(dataDirectory, {
    url,
    server: { host: '127.0.0.1', port },
    database: { ...database, useNullAsDefault: true },
    paths: { contentPath: path.join(dataDirectory, 'content') },
    mail: { transport: 'stub' },
    logging: { transports: ['stdout'], level: 'info' },
    security: { staffDeviceVerification: false },
    privacy: { useUpdateCheck: false, useGravatar: false, useRpcPing: false },
    ...options.config,
  })
  if (options.adapters !== false) await adapterCommand(directory, ['install', dataDirectory])
  const running = await startApp({
    title: 'Ghost',
    args: [path.join('current', 'index.js')],
    cwd: dataDirectory,
    env: appEnvironment(options.environment ?? {}),
    url: ownUrl,
    isHealthy: async (address, signal) =>
      (
        await fetch(
          adminUrl === url
            ? `${address}${new URL(url).pathname.replace(/\/$/, '')}/ghost/api/admin/site/`
            : `${adminUrl}/ghost/api/admin/site/`,
          { signal, headers: forwarded(url) },
        )
      ).ok,
    log,
  })

  async function request<T>(method: string, route: string, body?: unknown, cookie?: string): Promise<T> {
    const form = body instanceof FormData
    const response = await fetch(`${adminUrl}${route}`, {
      method,
      headers: {
        origin: new URL(adminUrl).origin,
        ...(cookie === undefined ? {} : { cookie }),
        ...(form || body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: form ? body : body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${route} answered ${response.status}: ${text.slice(0, 500)}`)
    return (text === '' || !/json/.test(response.headers.get('content-type') ?? '') ? text : JSON.parse(text)) as T
  }

  const sessions = new Map<string, Promise<string>>()
  async function newSession({ email, password }: Staff): Promise<string> {
    const response = await fetch(`${adminUrl}/ghost/api/admin/session/`, {
      method: 'POST',
      headers: { origin: new URL(adminUrl).origin, 'content-type': 'application/json' },
      body: JSON.stringify({ username: email, password }),
    })
    // Ghost stores the session before the answer's end, not before its beginning.
    const text = await response.text()
    const cookie = response.headers.getSetCookie().find((one) => one.startsWith('ghost-admin-api-session='))
    if (!response.ok || cookie === undefined)
      throw new Error(`Ghost refused the login of ${email}: ${response.status} ${text.slice(0, 300)}`)
    return cookie.slice(0, cookie.indexOf(';'))
  }
  function sessionOf(account: Staff): Promise<string> {
    const held = sessions.get(account.email) ?? newSession(account)
    sessions.set(account.email, held)
    return held
  }
  const api = async <T,>(method: string, route: string, body?: unknown, as: Staff = owner): Promise<T> =>
    await request<T>(method, route, body, await sessionOf(as))

  const { setup } = await request<{ setup: { status: boolean }[] }>('GET', '/ghost/api/admin/authentication/setup/')
  if (setup[0]?.status !== true)
    await request('POST', '/ghost/api/admin/authentication/setup/', {
      setup: [{ name: owner.name, email: owner.email, password: owner.password, blogTitle: 'OpenWith demo' }],
    })

  const sql = async <Row,>(query: string): Promise<Row[]> => await readDatabase<Row>(directory, database, query)

  return {
    ...running,
    url,
    ownUrl,
    dataDirectory,
    files: path.join(dataDirectory, 'content/files'),
    admin: owner,
    login: (account = owner) => newSession(account),
    api,
    async upload({ name, type, bytes }, as) {
      const form = new FormData()
      form.append('file', new Blob([bytes as Uint8Array<ArrayBuffer>], { type }), name)
      const { files } = await api<{ files: { url: string }[] }>('POST', '/ghost/api/admin/files/upload/', form, as)
      return files[0]?.url ?? ''
    },
    async addPost({ title, status = 'draft', files, visibility }, as) {
      const cards = files.map((file) => {
        const src = typeof file === 'string' ? file : file.url
        const fileName = typeof file === 'string' ? decodeURIComponent(src.split('/').at(-1) ?? '') : file.name
        return { type: 'file', version: 1, src, fileTitle: '', fileCaption: '', fileName, fileSize: 1000 }
      })
      const paragraph = { type: 'paragraph', version: 1, children: [], direction: null, format: '', indent: 0 }
      const root = { type: 'root', version: 1, children: [...cards, paragraph], direction: null, format: '', indent: 0 }
      // Ghost lets an author add posts only in their own name.
      const { users } = await api<{ users: { id: string }[] }>('GET', '/ghost/api/admin/users/me/', undefined, as)
      const authors = users.map(({ id }) => ({ id }))
      const { posts } = await api<{ posts: GhostPost[] }>(
        'POST',
        '/ghost/api/admin/posts/',
        {
          posts: [
            {
              title,
              status,
              authors,
              lexical: JSON.stringify({ root }),
              ...(visibility === undefined ? {} : { visibility }),
            },
          ],
        },
        as,
      )
      return posts[0] as GhostPost
    },
    async addStaff(role, name) {
      const { roles } = await api<{ roles: { id: string; name: string }[] }>('GET', '/ghost/api/admin/roles/')
      const email = `${name.toLowerCase().replace(/\W/g, '.')}@example.com`
      const role_id = roles.find((one) => one.name === role)?.id
      await api('POST', '/ghost/api/admin/invites/', { invites: [{ email, role_id }] })
      const [invite] = await sql<{ token: string }>(`select token from invites where email = '${email}'`)
      const staff = { name, email, password: `Staff-${randomBytes(6).toString('hex')}` }
      await request('POST', '/ghost/api/admin/authentication/invitation/', {
        invitation: [{ token: encodeToken(invite?.token ?? ''), name, email, password: staff.password }],
      })
      return staff
    },
    async memberCookie(name) {
      const { members } = await api<{ members: { id: string }[] }>('POST', '/ghost/api/admin/members/', {
        members: [{ name, email: `${name.toLowerCase().replace(/\W/g, '.')}@example.com` }],
      })
      const { member_signin_urls: links } = await api<{ member_signin_urls: { url: string }[] }>(
        'GET',
        `/ghost/api/admin/members/${members[0]?.id}/signin_urls/`,
      )
      const entered = await fetch(links[0]?.url ?? '', { redirect: 'manual' })
      return entered.headers
        .getSetCookie()
        .map((cookie) => cookie.slice(0, cookie.indexOf(';')))
        .join('; ')
    },
    sql,
  }
}

/** As Ghost writes the token of an invitation into its mail. Source: Ghost 6.65, `@tryghost/security`. */
const encodeToken = (token: string): string => token.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')

/** What a proxy in front would say. */
const forwarded = (url: string): Record<string, string> =>
  url.startsWith('https:') ? { 'x-forwarded-proto': 'https' } : {}

/** Runs our package's command as a user would; answers what it said. */
export async function adapterCommand(directory: string, args: string[], env?: NodeJS.ProcessEnv): Promise<string> {
  const program = path.join(directory, 'node_modules/@openwith/ghost-adapter/dist/node/cli.js')
  return await mustRun(process.execPath, [program, ...args], directory, env ?? appEnvironment({}))
}

/** A site as ghost-cli lays it out: `current` is Ghost's code, `content` is the site's own. */
async function layOut(directory: string, dataDirectory: string): Promise<void> {
  const ghost = path.join(directory, 'ghost')
  const content = path.join(dataDirectory, 'content')
  for (const folder of ['adapters', 'data', 'files', 'images', 'logs', 'media', 'public', 'settings', 'themes'])
    await mkdir(path.join(content, folder), { recursive: true })
  await link(ghost, path.join(dataDirectory, 'current'))
  for (const theme of ['casper', 'source'])
    await link(path.join(ghost, 'content/themes', theme), path.join(content, 'themes', theme))
  const settings = path.join(ghost, 'content/settings')
  if ((await stat(settings).catch(() => null)) !== null)
    await cp(settings, path.join(content, 'settings'), { recursive: true, force: false })
}

async function link(target: string, at: string): Promise<void> {
  await rm(at, { force: true })
  await symlink(target, at, 'junction')
}

async function configure(dataDirectory: string, config: Record<string, unknown>): Promise<void> {
  const file = path.join(dataDirectory, 'config.production.json')
  const present = JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as Record<string, unknown>
  await writeFile(file, `${JSON.stringify({ ...present, ...config }, null, 2)}\n`, { mode: 0o600 })
}

async function readDatabase<Row>(directory: string, database: GhostDatabase, query: string): Promise<Row[]> {
  if (database.client === 'better-sqlite3') {
    const open = new DatabaseSync(String(database.connection.filename), { readOnly: true, timeout: 5000 })
    try {
      return open.prepare(query).all() as Row[]
    } finally {
      open.close()
    }
  }
  const mysql = createRequire(path.join(directory, 'ghost/index.js'))('mysql2/promise') as {
    createConnection(options: object): Promise<{ query(sql: string): Promise<[Row[]]>; end(): Promise<void> }>
  }
  const connection = await mysql.createConnection(database.connection)
  try {
    return (await connection.query(query))[0]
  } finally {
    await connection.end()
  }
}

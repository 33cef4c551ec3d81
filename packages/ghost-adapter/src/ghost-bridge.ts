import { existsSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import path from 'node:path'
import { HostError } from '@openwith/connector-core/errors'
import type { Account, Database, Ghost } from './ghost.ts'
import type {
  AdapterUtils,
  Config,
  Knex,
  Members,
  Model,
  Models,
  Permissions,
  SessionService,
  SsoAdapter,
  Storage,
} from './ghost-internals.ts'
import { jsonOf } from './json-of.ts'
import { withLine } from './site-script.ts'
import { supportedGhost } from './supported-ghost.ts'

/** One part of Ghost's process that this adapter uses: where it is, and what must be there. */
interface Part {
  path: string
  has: readonly string[]
}

/**
 * Everything of Ghost that is used and that Ghost does not promise to keep. Nothing else in this package reaches into Ghost.
 * Source: Ghost 6.65, `core/`.
 */
const parts = {
  config: { path: './core/shared/config', has: ['get', 'getSiteUrl', 'getAdminUrl', 'getContentPath'] },
  settings: { path: './core/shared/settings-cache', has: ['get'] },
  session: {
    path: './core/server/services/auth/session',
    has: ['sessionService.getUserForSession', 'sessionService.isVerifiedSession'],
  },
  adapters: { path: './core/server/services/adapter-manager', has: ['default.getAdapter'] },
  database: { path: './core/server/data/db', has: ['knex.raw'] },
  models: { path: './core/server/models', has: ['User.findOne', 'Post.findOne', 'Settings.edit'] },
  permissions: { path: './core/server/services/permissions', has: ['canThis'] },
  members: { path: './core/server/services/members', has: [] },
  gating: { path: './core/server/services/members/content-gating', has: ['checkPostAccess'] },
  logging: { path: '@tryghost/logging', has: ['info', 'warn', 'error', 'debug'] },
} satisfies Record<string, Part>

type Require = (path: string) => unknown

export interface GhostBridge extends Ghost {
  /** What is wrong with this Ghost's version for us, for the log; null: nothing. */
  versionWarning: string | null
}

/** Ghost's folder of code, by what of it runs in this process. Null: this is no Ghost. */
export function runningGhost(): string | null {
  const own = createRequire(import.meta.url)
  const manager = path.join('core', 'server', 'services', 'adapter-manager', 'index.js')
  const main = own.main?.filename === undefined ? null : path.dirname(own.main.filename)
  if (main !== null && existsSync(path.join(main, manager))) return main
  const loaded = Object.keys(own.cache).find((file) => file.endsWith(`${path.sep}${manager}`))
  return loaded === undefined ? null : loaded.slice(0, -manager.length - 1)
}

/**
 * The sso adapter of this class name with its options of the configuration, as Ghost would make it. Needs nothing else of Ghost, so that people can log in
 * whatever we miss. Throws what Ghost throws.
 */
export function otherSsoAdapter(root: string, name: string): SsoAdapter {
  const ghostRequire: Require = createRequire(path.join(root, 'index.js'))
  const config = ghostRequire('./core/shared/config') as Config
  const folder = './core/server/services/adapter-manager'
  const { adapterPaths } = ghostRequire(`${folder}/adapter-paths`) as { adapterPaths: string[] }
  const { loadAdapterClass } = ghostRequire(`${folder}/utils`) as AdapterUtils
  const Adapter = loadAdapterClass('sso', name, adapterPaths, ghostRequire)
  return new Adapter(config.get(`adapters:sso:${name}`) ?? {})
}

/**
 * Ghost as its own process sees it. Looks at each part at once: throws one sentence that names all that is missing, so that an unknown Ghost is found at its
 * start and not in the middle of a save.
 */
export function ghostBridge(root: string): GhostBridge {
  const ghostRequire: Require = createRequire(path.join(root, 'index.js'))
  const { version } = ghostRequire('./package.json') as { version: string }
  const missing: string[] = []
  const load = <Loaded>(part: Part): Loaded => {
    let loaded: unknown
    try {
      loaded = ghostRequire(part.path)
    } catch (error) {
      missing.push(`${part.path} (${error instanceof Error ? error.message.split('\n')[0] : error})`)
      return undefined as Loaded
    }
    for (const name of part.has) if (at(loaded, name) === undefined) missing.push(`${part.path}: ${name}`)
    return loaded as Loaded
  }
  const config = load<Config>(parts.config)
  const settings = load<{ get(key: string): unknown }>(parts.settings)
  const { sessionService } = load<{ sessionService: SessionService }>(parts.session) ?? {}
  const adapters = load<{ default: { getAdapter(name: string): Storage } }>(parts.adapters)
  const database = load<{ knex: Knex }>(parts.database)
  const models = load<Models>(parts.models)
  const permissions = load<Permissions>(parts.permissions)
  const members = load<Members>(parts.members)
  const gating = load<{ checkPostAccess(post: unknown, member: unknown): boolean }>(parts.gating)
  const logging = load<Record<'debug' | 'info' | 'warn' | 'error', (text: string) => void>>(parts.logging)
  if (missing.length > 0)
    throw new Error(
      `Ghost ${version} is not as this adapter knows it: ${missing.join('; ')}. Tested with Ghost ${supportedGhost.join(', ')}: ` +
        'install one of these, or a newer @openwith/ghost-adapter.',
    )

  const trim = (url: string) => url.replace(/\/+$/, '')
  const siteUrl = () => trim(config.getSiteUrl())
  // `admin.url` counts only where it is set; the site's path goes along, as in Ghost's own addresses.
  const adminUrl = () => trim(config.getAdminUrl() || config.getSiteUrl())
  const storage = () => adapters.default.getAdapter('storage:files')
  const absolute = (url: string) => (url.startsWith('/') ? new URL(siteUrl()).origin + url : url)

  return {
    version,
    versionWarning: supportedGhost.some((minor) => version.startsWith(`${minor}.`))
      ? null
      : `Ghost ${version} is not among the versions this adapter is tested with (${supportedGhost.join(', ')}).`,
    siteUrl,
    adminUrl,
    contentPath: path.resolve(path.dirname(config.getContentPath('files').replace(/[\\/]+$/, ''))),
    database: databaseOf(database.knex),
    files: {
      // A storage that keeps files on this disk serves them from `storagePath`; a bucket's adapter has a prefix there.
      get folder() {
        const { storagePath } = storage()
        return typeof storagePath === 'string' && path.isAbsolute(storagePath) ? storagePath : null
      },
      pathOf(url) {
        try {
          return storage().urlToPath(absolute(url))
        } catch {
          return null
        }
      },
      urlOf(filePath) {
        const { cdnUrl, storagePath, tenantPrefix } = storage()
        if (typeof cdnUrl === 'string') return [cdnUrl, tenantPrefix, storagePath, filePath].filter(Boolean).join('/')
        return `${siteUrl()}/content/files/${filePath}`
      },
      async read(filePath) {
        try {
          return await storage().read({ path: filePath })
        } catch (error) {
          if (isNotFound(error)) return null
          throw error
        }
      },
      async saveRaw(bytes, filePath) {
        await storage().saveRaw(bytes, filePath)
      },
      exists: (filePath) => storage().exists(path.posix.basename(filePath), path.posix.dirname(filePath)),
      sanitize: (name) => storage().getSanitizedFileName(name),
    },
    async session(request) {
      const response = request.res as ServerResponse
      let user: Model | null
      try {
        user = await sessionService.getUserForSession(request, response)
      } catch (error) {
        if (at(error, 'statusCode') !== 400) throw error
        throw new HostError('forbidden', 'This request does not come from a page of this Ghost.', { cause: error })
      }
      if (user === null || !(await sessionService.isVerifiedSession(request, response))) return null
      return await accountOf(user, siteUrl())
    },
    async account(id) {
      const user = await models.User.findOne({ id, status: 'active' })
      return user === null ? null : await accountOf(user, siteUrl())
    },
    async mayEditPost(account, postId) {
      try {
        await permissions.canThis({ user: account.id }).edit.post(postId, {})
        return true
      } catch (error) {
        if (at(error, 'errorType') === 'NoPermissionError' || isNotFound(error)) return false
        throw error
      }
    },
    async member(request) {
      const member = await members.ssr
        ?.getMemberDataFromSession(request, request.res as ServerResponse)
        .catch(() => null)
      return member?.id ?? null
    },
    async mayReadPost(member, postId) {
      const post = await models.Post.findOne({ id: postId, status: 'published' }, { withRelated: ['tiers'] })
      if (post === null) return false
      const reader =
        member === null ? null : await members.api?.members.get({ id: member }, { withRelated: ['products'] })
      return gating.checkPostAccess(post.toJSON(), reader?.toJSON() ?? null)
    },
    async setSiteScript(_request, line, marker) {
      const present = String(settings.get('codeinjection_foot') ?? '')
      const value = withLine(present, line, marker)
      // Ghost keeps its cache of settings, and tells whoever caches pages, when its model says that it changed.
      if (value !== present)
        await models.Settings.edit([{ key: 'codeinjection_foot', value }], { context: { internal: true } })
    },
    secret: () => String(settings.get('admin_session_secret')),
    locale: () => String(settings.get('locale') ?? 'en'),
    config: () => ({ ...((config.get('openwith') ?? {}) as object) }),
    log: (level, text) => logging[level](text),
  }
}

function at(value: unknown, names: string): unknown {
  return names
    .split('.')
    .reduce<unknown>((found, name) => (found as Record<string, unknown> | null | undefined)?.[name], value)
}

const isNotFound = (error: unknown): boolean =>
  at(error, 'errorType') === 'NotFoundError' || at(error, 'statusCode') === 404

async function accountOf(user: Model, siteUrl: string): Promise<Account> {
  await user.load(['roles'])
  const text = (name: string) =>
    typeof user.get(name) === 'string' && user.get(name) !== '' ? String(user.get(name)) : null
  return {
    id: user.id,
    name: text('name') ?? text('email') ?? user.id,
    email: text('email') ?? '',
    roles: user
      .related('roles')
      .toJSON()
      .map((role) => role.name),
    picture: text('profile_image')?.replace('__GHOST_URL__', siteUrl) ?? null,
    locale: text('locale'),
    accessibility: jsonOf(text('accessibility')),
  }
}

/** Ghost's knex, which answers in each driver's own way. */
function databaseOf(knex: Knex): Database {
  const dialect = /mysql/.test(knex.client.config.client) ? 'mysql' : 'sqlite'
  const raw = (sql: string, values: readonly unknown[]): Promise<unknown> =>
    knex.raw(sql, values).catch((error: unknown) => {
      // Its message begins with the statement and all values; what the database said comes last.
      const said = error instanceof Error ? error.message : String(error)
      throw new Error(`Ghost's database: ${said.slice(said.lastIndexOf(' - ') + 1).trim()}`)
    })
  return {
    dialect,
    async all<Row>(sql: string, values: readonly unknown[] = []) {
      const answer = await raw(sql, values)
      return (dialect === 'mysql' ? (answer as unknown[])[0] : answer) as Row[]
    },
    async run(sql, values = []) {
      const answer = await raw(sql, values)
      return Number(dialect === 'mysql' ? at(answer, '0.affectedRows') : (at(answer, 'changes') ?? 0))
    },
  }
}

import { readFile, stat, writeFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import path from 'node:path'
import { HostError } from '@openwith/connector-core/errors'
import type { GhostFolder } from '../cli/ghost-folder.ts'
import type { Account, Database, Ghost, GhostRequest } from '../ghost.ts'
import { jsonOf } from '../json-of.ts'
import { withLine } from '../site-script.ts'
import type { GhostConfig } from './ghost-config.ts'

export interface GhostBesideOptions {
  ghost: GhostFolder
  config: GhostConfig
  database: Database
  /** Where Ghost itself answers, such as `http://127.0.0.1:2368`. */
  ghostUrl: string
  /** Read once from Ghost's settings. */
  secret: string
  locale: string
  log: Ghost['log']
}

const answerMilliseconds = 10_000
const answerBytes = 256 * 1024
const staffCookie = 'ghost-admin-api-session'
const memberCookies = ['ghost-members-ssr', 'ghost-members-ssr.sig']

/** Staff who work: what Ghost's sessions accept. Source: Ghost 6.65, `models/user`. */
const activeStates = "('active', 'warn-1', 'warn-2', 'warn-3', 'warn-4')"

interface UserRow {
  id: string
  name: string | null
  email: string | null
  profile_image: string | null
  locale: string | null
  accessibility: string | null
}

/**
 * A Ghost seen from beside it: sessions are asked of its Admin API, everything else is read in its database and its content folder. Rights follow the rules
 * of Ghost's own `permissible` functions. Source: Ghost 6.65, `models/post`, `models/relations/authors`, `services/members/content-gating`.
 */
export function ghostBeside(options: GhostBesideOptions): Ghost {
  const { ghost, config, database, ghostUrl } = options
  const trim = (url: unknown) => String(url).replace(/\/+$/, '')
  const siteUrl = () => trim(config.get('url') ?? ghostUrl)
  const files = path.join(ghost.contentPath, 'files')
  const prefix = () => `${new URL(siteUrl()).pathname.replace(/\/+$/, '')}/content/files/`

  async function rolesOf(userId: string): Promise<string[]> {
    const rows = await database.all<{ name: string }>(
      'select roles.name as name from roles join roles_users on roles.id = roles_users.role_id where roles_users.user_id = ?',
      [userId],
    )
    return rows.map((row) => row.name)
  }

  async function account(id: string): Promise<Account | null> {
    const [row] = await database.all<UserRow>(
      `select id, name, email, profile_image, locale, accessibility from users where id = ? and status in ${activeStates}`,
      [id],
    )
    if (row === undefined) return null
    return {
      id: row.id,
      name: row.name || row.email || row.id,
      email: row.email ?? '',
      roles: await rolesOf(row.id),
      picture: row.profile_image?.replace('__GHOST_URL__', siteUrl()) || null,
      locale: row.locale || null,
      accessibility: jsonOf(row.accessibility),
    }
  }

  /** Asks Ghost with the named cookies of a request and nothing else of it. Null: refused. */
  async function askGhost(
    request: GhostRequest,
    route: string,
    names: readonly string[],
    body?: object,
  ): Promise<unknown> {
    const cookies = (request.headers.cookie ?? '')
      .split(/;\s*/)
      .filter((one) => names.includes(one.split('=')[0] ?? ''))
    if (cookies.length === 0) return null
    const admin = new URL(config.get('admin.url') === undefined ? siteUrl() : String(config.get('admin.url')))
    const site = new URL(siteUrl()).pathname.replace(/\/+$/, '')
    const text = await send(
      new URL(`${ghostUrl}${site}${route}`),
      {
        cookie: cookies.join('; '),
        host: admin.host,
        'x-forwarded-proto': admin.protocol.slice(0, -1),
        ...(body === undefined ? {} : { origin: admin.origin }),
      },
      body,
    )
    return text === null ? null : jsonOf(text)
  }

  return {
    version: ghost.version,
    siteUrl,
    adminUrl: () => trim(config.get('admin.url') ?? siteUrl()),
    contentPath: ghost.contentPath,
    database,
    files: {
      folder: files,
      pathOf(url) {
        const local = url.startsWith('/') ? url : url.startsWith(`${siteUrl()}/`) ? new URL(url).pathname : null
        return local?.startsWith(prefix()) ? path.posix.normalize(local.slice(prefix().length)) : null
      },
      urlOf: (filePath) => `${siteUrl()}/content/files/${filePath}`,
      read: (filePath) => readFile(path.join(files, filePath)).catch(() => null),
      saveRaw: (bytes, filePath) => writeFile(path.join(files, filePath), bytes),
      exists: async (filePath) => (await stat(path.join(files, filePath)).catch(() => null)) !== null,
      // As `ghost-storage-base` 3.0 does.
      sanitize: (name) => name.replace(/[^\w@.]/gi, '-'),
    },
    async session(request) {
      const answer = (await askGhost(request, '/ghost/api/admin/users/me/?include=roles', [staffCookie])) as {
        users?: { id: string }[]
      } | null
      const id = answer?.users?.[0]?.id
      return id === undefined ? null : await account(id)
    },
    account,
    async mayEditPost({ id, roles }, postId) {
      const [post] = await database.all<{ status: string }>('select status from posts where id = ?', [postId])
      if (post === undefined) return false
      if (!roles.includes('Contributor') && !roles.includes('Author')) return roles.length > 0
      const authors = await database.all('select 1 from posts_authors where post_id = ? and author_id = ?', [
        postId,
        id,
      ])
      return authors.length > 0 && (!roles.includes('Contributor') || post.status === 'draft')
    },
    async member(request) {
      const answer = (await askGhost(request, '/members/api/member/', memberCookies)) as { uuid?: string } | null
      if (typeof answer?.uuid !== 'string') return null
      const [member] = await database.all<{ id: string }>('select id from members where uuid = ?', [answer.uuid])
      return member?.id ?? null
    },
    async mayReadPost(memberId, postId) {
      const [post] = await database.all<{ visibility: string }>(
        "select visibility from posts where id = ? and status = 'published'",
        [postId],
      )
      if (post === undefined) return false
      if (post.visibility === 'public') return true
      const [member] = await database.all<{ status: string }>('select status from members where id = ?', [memberId])
      if (member === undefined) return false
      if (post.visibility === 'members') return true
      if (post.visibility === 'paid') return member.status !== 'free'
      if (post.visibility !== 'tiers') return false
      const shared = await database.all(
        'select 1 from posts_products join members_products on posts_products.product_id = members_products.product_id ' +
          'where posts_products.post_id = ? and members_products.member_id = ?',
        [postId, memberId],
      )
      return shared.length > 0
    },
    async setSiteScript(request, line, marker) {
      if (request === null)
        throw new HostError(
          'unavailable',
          `Beside Ghost nobody can do this at the start. Code injection, site footer: ${line ?? 'take our line out'}`,
        )
      const answer = (await askGhost(request, '/ghost/api/admin/settings/?group=site', [staffCookie])) as {
        settings?: { key: string; value: string | null }[]
      } | null
      const found = answer?.settings?.find(({ key }) => key === 'codeinjection_foot')
      if (found === undefined)
        throw new HostError(
          'unavailable',
          "Ghost did not show its site's code injection, so it is left as it is. Try again.",
        )
      const present = found.value ?? ''
      const value = withLine(present, line, marker)
      if (value === present) return
      const body = { settings: [{ key: 'codeinjection_foot', value }] }
      if ((await askGhost(request, '/ghost/api/admin/settings/', [staffCookie], body)) === null)
        throw new HostError('unavailable', "Ghost did not take the change of its site's code injection.")
    },
    secret: () => options.secret,
    locale: () => options.locale,
    config: () => ({ ...((config.get('openwith') ?? {}) as object) }),
    log: options.log,
  }
}

/** By `node:http`, because `fetch` sends no `Host` of another name. Null: not a 2xx. */
function send(url: URL, headers: Record<string, string>, body?: object): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const unreachable = (cause: unknown) =>
      reject(
        new HostError('unavailable', `Ghost does not answer at ${url.origin}. Start it, or correct --ghost-url.`, {
          cause,
        }),
      )
    const text = body === undefined ? undefined : JSON.stringify(body)
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(
      url,
      {
        method: text === undefined ? 'GET' : 'PUT',
        headers: {
          ...headers,
          ...(text === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
        },
        timeout: answerMilliseconds,
      },
      (response) => {
        const chunks: Buffer[] = []
        let size = 0
        response.on('data', (chunk: Buffer) => {
          size += chunk.byteLength
          if (size > answerBytes) response.destroy(new Error('The answer is too long.'))
          else chunks.push(chunk)
        })
        response.on('error', unreachable)
        response.on('end', () => {
          const status = response.statusCode ?? 500
          if (status >= 500) unreachable(new Error(`Ghost answered ${status}.`))
          else resolve(status >= 200 && status < 300 ? Buffer.concat(chunks).toString('utf8') : null)
        })
      },
    )
    request.on('timeout', () => request.destroy(new Error('Ghost is silent.')))
    request.on('error', unreachable)
    request.end(text)
  })
}

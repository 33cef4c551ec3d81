import type { Access, User } from '@openwith/connector-core/host'
import { pathOfId } from './document-id.ts'
import { createFileRecords } from './file-records.ts'
import type { Account, Ghost } from './ghost.ts'
import type { PostFiles, PostUse } from './post-files.ts'
import { type Reader, readerOfId } from './reader.ts'
import type { GhostSettings } from './settings-store.ts'
import type { Tables } from './tables.ts'

/** Staff who may edit every post, and so every file. Source: Ghost 6.65, `models/role-utils`. */
const editorRoles = new Set(['Owner', 'Administrator', 'Editor', 'Super Editor'])
const administratorRoles = new Set(['Owner', 'Administrator'])

export interface GhostAccess extends Access {
  /** The core's user for a staff user whom Ghost has authenticated. */
  toUser(account: Account): User
  mayAdministerGhost(account: Account): boolean
  /** What a staff user may do with the file of this path. `uses`: the posts that use it. Reads nothing of the file. */
  staffRights(account: Account, path: string, uses: readonly PostUse[]): Promise<{ view: boolean; edit: boolean }>
  /** The first of them alone, for lists: asks Ghost only about drafts. `createdBy`: who made the file with us. */
  mayView(account: Account, uses: readonly PostUse[], createdBy: string | null): Promise<boolean>
}

/**
 * Ghost has no rights for files, so they follow from the posts that use one, of each of which Ghost itself is asked. To edit a file, somebody must be allowed to
 * edit all of them: with one post of their own, anybody could reach into everybody's. Who made a file with us is not held up by drafts of others.
 * To view it, one of them must be out, or theirs to edit. A file that no post uses may be read by all staff.
 */
export function createAccess(
  ghost: Ghost,
  { tables, posts, settings }: { tables: Tables; posts: PostFiles; settings: GhostSettings },
): GhostAccess {
  const records = createFileRecords(tables)
  const none = { view: false, edit: false, download: false, print: false, copy: false }

  const isEditor = (account: Account) => account.roles.some((role) => editorRoles.has(role))

  async function mayView(account: Account, uses: readonly PostUse[], createdBy: string | null): Promise<boolean> {
    if (isEditor(account) || createdBy === account.id || uses.length === 0) return true
    if (uses.some(({ status }) => status !== 'draft')) return true
    for (const { postId } of uses) if (await ghost.mayEditPost(account, postId)) return true
    return false
  }

  async function staffRights(account: Account, path: string, uses: readonly PostUse[]) {
    if (isEditor(account)) return { view: true, edit: true }
    const createdBy = (await records.find(path))?.createdBy ?? null
    const isMaker = createdBy === account.id
    const editable = await Promise.all(uses.map(({ postId }) => ghost.mayEditPost(account, postId)))
    const held = uses.some(({ status }, at) => !editable[at] && !(isMaker && status === 'draft'))
    const edit = !held && (isMaker || uses.length > 0)
    return { view: edit || (await mayView(account, uses, createdBy)), edit }
  }

  async function mayRead({ member, postId }: Reader, path: string): Promise<boolean> {
    if (!(await settings.options()).siteScript) return false
    if (!(await posts.of(path)).some((use) => use.postId === postId)) return false
    return await ghost.mayReadPost(member, postId)
  }

  function toUser(account: Account): User {
    return {
      id: account.id,
      name: account.name,
      ...(account.email === '' ? {} : { email: account.email }),
      ...(account.picture === null ? {} : { avatarUrl: account.picture }),
      ...(account.locale === null ? {} : { locale: account.locale }),
      groups: account.roles,
    }
  }

  const isAdministrator = (account: Account) => account.roles.some((role) => administratorRoles.has(role))

  return {
    toUser,
    staffRights,
    mayView,
    mayAdministerGhost: isAdministrator,

    async user(id) {
      if (readerOfId(id) !== null) return { id, name: 'Reader' }
      const account = await ghost.account(id)
      return account === null ? null : toUser(account)
    },

    async permissions(user, document) {
      const path = pathOfId(document.id)
      if (path === null) return none
      const reader = readerOfId(user.id)
      if (reader !== null) {
        const view = await mayRead(reader, path)
        return { view, edit: false, download: view, print: view, copy: view, chat: false }
      }
      const account = await ghost.account(user.id)
      if (account === null) return none
      const { view, edit } = await staffRights(account, path, await posts.of(path))
      return view ? { view, edit, download: true, print: true, copy: true } : none
    },

    // Ghost lets every staff user upload files.
    async mayCreate(user) {
      return readerOfId(user.id) === null && (await ghost.account(user.id)) !== null
    },

    async mayAdminister(user) {
      const account = readerOfId(user.id) === null ? await ghost.account(user.id) : null
      return account !== null && isAdministrator(account)
    },
  }
}

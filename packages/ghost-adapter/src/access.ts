import type { Access, User } from '@openwith/connector-core/host'
import { pathOfId } from './document-id.ts'
import { createFileRecords } from './file-records.ts'
import type { Account, Ghost } from './ghost.ts'
import type { PostFiles } from './post-files.ts'
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
}

/**
 * Ghost has no rights for files. Whoever may edit a post that uses a file may edit the file: Ghost itself is asked for each such post. A file that no post
 * uses yet belongs to who made it. Other staff may read it, as anybody who knows its address can.
 */
export function createAccess(
  ghost: Ghost,
  { tables, posts, settings }: { tables: Tables; posts: PostFiles; settings: GhostSettings },
): GhostAccess {
  const records = createFileRecords(tables)
  const none = { view: false, edit: false, download: false, print: false, copy: false }

  async function mayEdit(account: Account, path: string): Promise<boolean> {
    if (account.roles.some((role) => editorRoles.has(role))) return true
    const uses = await posts.of(path)
    for (const { postId } of uses) if (await ghost.mayEditPost(account, postId)) return true
    return uses.length === 0 && (await records.find(path))?.createdBy === account.id
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
      return { view: true, edit: await mayEdit(account, path), download: true, print: true, copy: true }
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

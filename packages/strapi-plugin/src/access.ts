import type { Access, User } from '@openwith/connector-core/host'
import {
  type Ability,
  type AdminUser,
  fileModel,
  type PermissionService,
  type PermissionsManager,
  type Strapi,
  type Where,
} from './strapi.ts'

/** The Media Library's own rights, conditions such as "is creator" included, and the plugin's one. */
export const actions = {
  read: 'plugin::upload.read',
  create: 'plugin::upload.assets.create',
  update: 'plugin::upload.assets.update',
  download: 'plugin::upload.assets.download',
  settings: 'plugin::onlyoffice.settings',
} as const

export interface StrapiAccess extends Access {
  /** The core's user for an administrator whom Strapi has authenticated, with the rights of that login: an admin token may have fewer than its owner. */
  login(account: AdminUser, ability: Ability | undefined): User
  /** The user's right to see files, as a database filter; null: may see none. */
  readable(user: User): Promise<Where | null>
}

export function createAccess(strapi: Strapi): StrapiAccess {
  const service = () => strapi.service('admin::permission') as PermissionService
  // For as long as the core holds this user object: one request, or one save.
  const abilities = new WeakMap<User, Promise<Ability>>()

  async function account(id: string): Promise<AdminUser | null> {
    if (!/^[1-9]\d{0,15}$/.test(id)) return null
    const found = (await strapi.db
      .query('admin::user')
      .findOne({ where: { id: Number(id) }, populate: { roles: true } })) as AdminUser | null
    return found === null || found.isActive !== true || found.blocked === true ? null : found
  }

  async function ability(user: User): Promise<Ability> {
    const held = abilities.get(user)
    if (held !== undefined) return await held
    const made = account(user.id).then((found) =>
      found === null ? { can: () => false } : service().engine.generateUserAbility(found),
    )
    abilities.set(user, made)
    return await made
  }

  async function permissionsOf(user: User, action: string): Promise<PermissionsManager> {
    return service().createPermissionsManager({ ability: await ability(user), action, model: fileModel })
  }

  return {
    async user(id) {
      const found = await account(id)
      return found === null ? null : toUser(found)
    },

    login(found, loginAbility) {
      const user = toUser(found)
      if (loginAbility !== undefined) abilities.set(user, Promise.resolve(loginAbility))
      return user
    },

    async permissions(user, document) {
      const none = { view: false, edit: false, download: false, print: false, copy: false }
      // Conditions read the creator and the creator's roles; without them a conditioned right is never met.
      const file = await strapi.db.query(fileModel).findOne({
        where: { id: Number(document.id) },
        populate: { createdBy: { populate: { roles: true } }, folder: true },
      })
      if (file === null) return none
      const may = async (action: string) => {
        const manager = await permissionsOf(user, action)
        return manager.ability.can(action, manager.toSubject(file))
      }
      const [view, edit, download] = await Promise.all([may(actions.read), may(actions.update), may(actions.download)])
      if (!view) return none
      return { view, edit, download, print: download, copy: download }
    },

    async mayCreate(user) {
      return (await permissionsOf(user, actions.create)).isAllowed
    },

    async mayAdminister(user) {
      return (await ability(user)).can(actions.settings)
    },

    async readable(user) {
      const manager = await permissionsOf(user, actions.read)
      return manager.isAllowed ? (manager.getQuery(actions.read) ?? {}) : null
    },
  }
}

function toUser(found: AdminUser): User {
  const name = [found.firstname, found.lastname].filter((part) => typeof part === 'string' && part !== '').join(' ')
  return {
    id: String(found.id),
    name: name || found.username || found.email || `User ${found.id}`,
    ...(found.email ? { email: found.email } : {}),
    ...(found.preferedLanguage ? { locale: found.preferedLanguage } : {}),
    groups: (found.roles ?? []).map((role) => role.name),
  }
}

/** Registers the plugin's right, for the role screen. Super admins have it at once. */
export async function registerActions(strapi: Strapi): Promise<void> {
  const { actionProvider } = strapi.service('admin::permission') as PermissionService
  await actionProvider.registerMany([
    {
      section: 'settings',
      category: 'onlyoffice',
      displayName: 'Change the settings, check the connection, use the recovery area',
      uid: 'settings',
      pluginName: 'onlyoffice',
    },
  ])
}

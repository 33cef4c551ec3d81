import type { Access, Permissions, User } from '../host.ts'

/** A person who may use the folder. */
export interface FolderUser extends User {
  /** For every document. Default: everything. */
  permissions?: Partial<Permissions>
  /** Default: as `permissions.edit`. */
  mayCreate?: boolean
  /** Default: true. */
  mayAdminister?: boolean
}

const everything: Permissions = { view: true, edit: true, download: true, print: true, copy: true }
const nothing: Permissions = { view: false, edit: false, download: false, print: false, copy: false }

/** Rights by a short list of people. Without a list every id is a person who may do everything: for demos and single users. */
export function folderAccess(users: readonly FolderUser[] | undefined): Access {
  const find = (id: string): FolderUser | undefined => {
    if (users !== undefined) return users.find((user) => user.id === id)
    return id === '' || id.length > 128 ? undefined : { id, name: id }
  }
  const permissionsOf = (id: string): Permissions => {
    const user = find(id)
    return user === undefined ? nothing : { ...everything, ...user.permissions }
  }
  return {
    async user(id) {
      const user = find(id)
      if (user === undefined) return null
      const { permissions: _, mayCreate: __, mayAdminister: ___, ...person } = user
      return person
    },
    async permissions(user) {
      return permissionsOf(user.id)
    },
    async mayCreate(user) {
      return find(user.id)?.mayCreate ?? permissionsOf(user.id).edit
    },
    async mayAdminister(user) {
      const known = find(user.id)
      return known !== undefined && (known.mayAdminister ?? true)
    },
  }
}

import type { DirectusApp } from '../../../examples/directus/app.mts'
import type { Account } from './browser.ts'

const password = 'Openwith-test-1'

const allow = (collection: string, ...actions: string[]) => actions.map((action) => ({ collection, action }))

/** May see, change and add files, and change items of `collections`. */
export async function addEditor(app: DirectusApp, collections: readonly string[] = []): Promise<Account> {
  const role = await app.addRole('Editors', [
    ...collections.flatMap((collection) => allow(collection, 'read', 'update')),
    ...allow('directus_files', 'read', 'create', 'update'),
    ...allow('directus_folders', 'read'),
  ])
  return await addPerson(app, 'grace', 'Grace', 'Hopper', role)
}

/** May only see files, and change items of `collections`. */
export async function addReader(app: DirectusApp, collections: readonly string[] = []): Promise<Account> {
  const role = await app.addRole('Readers', [
    ...collections.flatMap((collection) => allow(collection, 'read', 'update')),
    ...allow('directus_files', 'read'),
    ...allow('directus_folders', 'read'),
  ])
  return await addPerson(app, 'reader', 'Rita', 'Reader', role)
}

/** May enter the app, and see no files. */
export async function addWriter(app: DirectusApp): Promise<Account> {
  return await addPerson(app, 'writer', 'Wilma', 'Writer', await app.addRole('Writers', []))
}

async function addPerson(
  app: DirectusApp,
  name: string,
  first_name: string,
  last_name: string,
  role: string,
): Promise<Account> {
  const account = { email: `${name}@example.com`, password }
  await app.addUser({ ...account, first_name, last_name, role })
  return account
}

import type { PayloadApp } from '../../../examples/payload/app.mts'

export interface Person {
  id: number
  email: string
  password: string
}

const password = 'Openwith-test-1'

/** Adds somebody to an auth collection of the example: staff with a role, or a member of the site. */
export async function addPerson(
  app: PayloadApp,
  name: string,
  as: { collection: 'users'; role: 'admin' | 'editor' | 'reader' } | { collection: 'members' },
): Promise<Person> {
  const { collection, ...fields } = as
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@example.com`
  const { doc } = await app.api<{ doc: { id: number } }>('POST', `/${collection}`, { name, email, password, ...fields })
  return { id: doc.id, email, password }
}

import type { CollectionConfig } from 'payload'

/** Staff, who log in to the admin panel. */
export const users: CollectionConfig = {
  slug: 'users',
  auth: { tokenExpiration: Number(process.env.LOGIN_SECONDS) || 7200 },
  admin: { useAsTitle: 'name' },
  fields: [
    { name: 'name', type: 'text' },
    // Whoever registers first administers.
    { name: 'role', type: 'select', options: ['admin', 'editor', 'reader'], defaultValue: 'admin', saveToJWT: true },
  ],
}

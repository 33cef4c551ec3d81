import type { CollectionConfig } from 'payload'

/** People of the site, who log in to its own pages and never to the admin panel. */
export const members: CollectionConfig = {
  slug: 'members',
  auth: true,
  admin: { useAsTitle: 'name' },
  fields: [{ name: 'name', type: 'text' }],
}

import type { CollectionConfig } from 'payload'

/** Files that a storage adapter owns. */
export const archive: CollectionConfig = {
  slug: 'archive',
  access: { read: () => true },
  upload: true,
  fields: [{ name: 'title', type: 'text' }],
}

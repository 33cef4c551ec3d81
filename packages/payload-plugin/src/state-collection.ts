import type { CollectionConfig } from 'payload'
import { stateSlug } from './names.ts'

const nobody = () => false

/**
 * The plugin's one collection: keys, values, a revision that is new with every change, and expiry. The unique index on the key is one of the database:
 * it is what makes taking a key atomic across instances. No API and no screen shows it.
 */
export const stateCollection: CollectionConfig = {
  slug: stateSlug,
  access: { create: nobody, read: nobody, update: nobody, delete: nobody },
  admin: { hidden: true },
  endpoints: false,
  graphQL: false,
  lockDocuments: false,
  timestamps: false,
  fields: [
    { name: 'k', type: 'text', required: true, unique: true, index: true },
    // Line ends are part of a value: a textarea is a text column without limit.
    { name: 'v', type: 'textarea' },
    { name: 'r', type: 'text', required: true },
    // Milliseconds since 1970: no database's date precision or zone comes between.
    { name: 'expiresAt', type: 'number', index: true },
  ],
}

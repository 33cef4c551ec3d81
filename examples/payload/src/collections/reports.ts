import path from 'node:path'
import type { CollectionConfig } from 'payload'

/** Files that wait as drafts before they are published. An editor may save drafts, and only an administrator publishes. */
export const reports: CollectionConfig = {
  slug: 'reports',
  access: {
    read: ({ req: { user } }) => (user?.collection === 'users' ? true : { _status: { equals: 'published' } }),
    create: ({ req: { user } }) => user?.collection === 'users',
    update: ({ req: { user }, data }) =>
      user?.collection === 'users' &&
      (user.role === 'admin' || (user.role === 'editor' && data?._status !== 'published')),
  },
  upload: { staticDir: path.join(process.env.UPLOADS_DIRECTORY ?? 'uploads/media', '../reports') },
  versions: { drafts: true },
  fields: [{ name: 'title', type: 'text' }],
}

import type { Access, CollectionConfig } from 'payload'

const mayWrite: Access = ({ req: { user } }) =>
  user?.collection === 'users' && (user.role === 'admin' || user.role === 'editor')

/** Files in a folder of this machine. A member may read everything and change what was shared with them. */
export const media: CollectionConfig = {
  slug: 'media',
  access: {
    read: ({ req: { user } }) => user !== null,
    create: mayWrite,
    update: async (args) => {
      const { user } = args.req
      if (user?.collection === 'members') return { sharedWith: { equals: user.id } }
      return await mayWrite(args)
    },
    delete: mayWrite,
  },
  upload: { staticDir: process.env.UPLOADS_DIRECTORY ?? 'uploads/media' },
  fields: [
    { name: 'alt', type: 'text', required: true },
    { name: 'sharedWith', type: 'relationship', relationTo: 'members', admin: { position: 'sidebar' } },
  ],
}

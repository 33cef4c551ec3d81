import type { DirectusApp } from '../../../examples/directus/app.mts'

/** Makes our layout the one that the file library starts with for everybody, as the button in the settings does. */
export async function startLibraryWithLayout(app: DirectusApp): Promise<void> {
  const layout = 'openwith-layout'
  await app.api('POST', '/presets', { collection: 'directus_files', layout, user: null, role: null })
}

/** A collection whose items have a file. Answers the id of an item with this one. */
export async function addArticle(
  app: DirectusApp,
  title: string,
  attachment: string,
  collection = 'articles',
): Promise<number> {
  const id = {
    field: 'id',
    type: 'integer',
    meta: { hidden: true },
    schema: { is_primary_key: true, has_auto_increment: true },
  }
  await app.api('POST', '/collections', {
    collection,
    schema: {},
    meta: {},
    fields: [
      id,
      { field: 'title', type: 'string', meta: { interface: 'input' } },
      { field: 'attachment', type: 'uuid', meta: { interface: 'file', special: ['file'] } },
    ],
  })
  await app.api('POST', '/relations', {
    collection,
    field: 'attachment',
    related_collection: 'directus_files',
  })
  return (await app.api<{ data: { id: number } }>('POST', `/items/${collection}`, { title, attachment })).data.id
}

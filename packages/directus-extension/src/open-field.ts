import type { StateStore } from '@openwith/connector-core/host'
import type { DirectusContext } from './directus.ts'

const collection = 'directus_files'
/** The field that brings "Open with ONLYOFFICE" to the file page and the file drawer. It has no column, and counts for no plan. */
export const openField = 'openwith_open'

const takenSeconds = 60

/** Adds the field once; whatever an administrator has changed of it stays. */
export async function addOpenField(
  { database, getSchema, services }: DirectusContext,
  state: StateStore,
): Promise<void> {
  const present = () => database('directus_fields').where({ collection, field: openField }).first('id')
  if ((await present()) !== undefined) return
  // Two instances that start at once would add it twice.
  const key = 'directus/field'
  if (!(await state.swap(key, null, 'adding', takenSeconds))) return
  try {
    if ((await present()) !== undefined) return
    // Privileged: nobody is logged in when Directus starts.
    const fields = new services.FieldsService({ schema: await getSchema(), accountability: null })
    await fields.createField(collection, {
      field: openField,
      type: 'alias',
      meta: {
        interface: 'openwith-open',
        // In the cards of our layout.
        display: 'openwith-actions',
        special: ['alias', 'no-data'],
        width: 'full',
        translations: [
          { language: 'en-US', translation: 'ONLYOFFICE' },
          { language: 'de-DE', translation: 'ONLYOFFICE' },
          { language: 'fr-FR', translation: 'ONLYOFFICE' },
          { language: 'es-ES', translation: 'ONLYOFFICE' },
        ],
      },
    })
  } finally {
    await state.swap(key, 'adding', null, null)
  }
}

/** Takes the field away. */
export async function removeOpenField({ database, getSchema, services }: DirectusContext): Promise<void> {
  if ((await database('directus_fields').where({ collection, field: openField }).first('id')) === undefined) return
  const fields = new services.FieldsService({ schema: await getSchema(), accountability: null })
  await fields.deleteField(collection, openField)
}

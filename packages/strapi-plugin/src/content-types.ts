/**
 * The plugin's one table: {@link import('./state.ts')}. Strapi's `unique: true` is checked by Strapi alone, so the index is declared:
 * it is what makes taking a key atomic across instances.
 */
export const contentTypes = {
  state: {
    schema: {
      kind: 'collectionType',
      collectionName: 'openwith_state',
      info: { singularName: 'state', pluralName: 'states', displayName: 'ONLYOFFICE state' },
      options: { draftAndPublish: false },
      pluginOptions: { 'content-manager': { visible: false }, 'content-type-builder': { visible: false } },
      attributes: {
        k: { type: 'string', required: true, configurable: false, private: true },
        v: { type: 'text', required: true, configurable: false, private: true },
        r: { type: 'string', required: true, configurable: false, private: true },
        // Milliseconds since 1970 as a number: no database's date precision or zone comes between.
        expiresAt: { type: 'biginteger', configurable: false, private: true },
      },
      indexes: [
        { name: 'openwith_state_k_unique', columns: ['k'], type: 'unique' },
        { name: 'openwith_state_expires_at', columns: ['expires_at'], type: null },
      ],
    },
  },
}

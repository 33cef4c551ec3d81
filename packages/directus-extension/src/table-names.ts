/** The extension's tables. They have no row in `directus_collections`: they are no collections, count for no plan, and Studio does not show them. */
export const tableNames = { settings: 'openwith_settings', state: 'openwith_state' } as const

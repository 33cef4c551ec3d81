import { defineLayout } from '@directus/extensions-sdk'
import LibraryActions from './library-actions.vue'
import LibraryLayout from './library-layout.vue'
import LibraryOptions from './library-options.vue'
import type { Emit, LayoutProps } from './stock-layout.ts'
import { useLibrary } from './use-library.ts'

/** The file library with "Create new" and "Open with ONLYOFFICE": Directus's own table and cards, with a button in each row and card. */
export default defineLayout({
  id: 'openwith-layout',
  name: 'ONLYOFFICE',
  icon: 'edit_document',
  component: LibraryLayout,
  slots: { options: LibraryOptions, sidebar: () => undefined, actions: LibraryActions },
  setup: (props, { emit }) => useLibrary(props as unknown as LayoutProps, emit as Emit) as never,
})

import { defineLayout } from '@directus/extensions-sdk'
import Placeholder from './library-layout.vue'

export default defineLayout({
  id: 'openwith-layout',
  name: 'Office documents',
  icon: 'edit_document',
  component: Placeholder,
  slots: { options: Placeholder, sidebar: Placeholder, actions: Placeholder },
  setup: () => ({}),
})

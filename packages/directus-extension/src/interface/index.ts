import { defineInterface } from '@directus/extensions-sdk'
import OpenInterface from './open-interface.vue'

/** "Open with ONLYOFFICE" in the form of a file, which the app shows on the file page and in the drawer of a file field. */
export default defineInterface({
  id: 'openwith-open',
  name: 'Open with ONLYOFFICE',
  icon: 'edit_document',
  component: OpenInterface,
  types: ['alias'],
  localTypes: ['presentation'],
  group: 'presentation',
  hideLabel: true,
  options: null,
})

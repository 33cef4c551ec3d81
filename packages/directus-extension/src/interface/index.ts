import { defineInterface } from '@directus/extensions-sdk'
import Placeholder from './open-interface.vue'

export default defineInterface({
  id: 'openwith-open',
  name: 'Open with ONLYOFFICE',
  icon: 'edit_document',
  component: Placeholder,
  types: ['alias'],
  localTypes: ['presentation'],
  group: 'presentation',
  hideLabel: true,
  options: null,
})

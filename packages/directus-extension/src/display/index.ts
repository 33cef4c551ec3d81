import { defineDisplay } from '@directus/extensions-sdk'
import { actionsDisplay } from '../layout/library-context.ts'
import FileActions from './file-actions.vue'

/** The buttons of a file in the rows and cards of our layout. Shows nothing elsewhere. */
export default defineDisplay({
  id: actionsDisplay,
  name: 'ONLYOFFICE',
  icon: 'edit_document',
  component: FileActions,
  types: ['alias'],
  options: null,
})

import { defineModule } from '@directus/extensions-sdk'
import Placeholder from './documents-page.vue'

export default defineModule({
  id: 'openwith',
  name: 'ONLYOFFICE',
  icon: 'edit_document',
  routes: [{ path: '', component: Placeholder }],
})

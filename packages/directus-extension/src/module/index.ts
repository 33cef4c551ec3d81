import { defineModule } from '@directus/extensions-sdk'
import DocumentsPage from './documents-page.vue'
import EditorPage from './editor-page.vue'
import SettingsPage from './settings-page.vue'

/** Documents, the editor inside the app, and the settings. */
export default defineModule({
  id: 'openwith',
  name: 'ONLYOFFICE',
  icon: 'edit_document',
  routes: [
    { path: '', component: DocumentsPage },
    { path: 'settings', component: SettingsPage },
    { path: ':id', component: EditorPage, props: true },
  ],
})

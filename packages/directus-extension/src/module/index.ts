import { defineModule } from '@directus/extensions-sdk'
import DocumentsPage from './documents-page.vue'
import EditorPage from './editor-page.vue'
import SettingsPage from './settings-page.vue'

/** Documents, the editor inside the app, and the settings. */
export default defineModule({
  id: 'openwith',
  name: 'ONLYOFFICE',
  icon: 'edit_document',
  // Who may see no files finds nothing here, and needs no entry for it.
  preRegisterCheck(user, permissions) {
    if (user.admin_access) return true
    const access = permissions.directus_files?.read?.access
    return access === 'partial' || access === 'full'
  },
  routes: [
    { path: '', component: DocumentsPage },
    { path: 'settings', component: SettingsPage },
    { path: ':id', component: EditorPage, props: true },
  ],
})

import { Page } from '@strapi/strapi/admin'
import { Route, Routes } from 'react-router-dom'
import { DocumentsPage } from './documents-page.tsx'
import { EditorPage } from './editor-page.tsx'

/** Below `/plugins/onlyoffice`: the list of documents, and the editor inside the admin. */
export function DocumentsApp() {
  return (
    <Page.Protect permissions={[{ action: 'plugin::upload.read', subject: null }]}>
      <Routes>
        <Route index element={<DocumentsPage />} />
        <Route path="edit/:id" element={<EditorPage />} />
      </Routes>
    </Page.Protect>
  )
}

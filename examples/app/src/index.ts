export { documentPages } from './document-pages.ts'
export { type Documents, openDocuments } from './documents.ts'
export { serve } from './serve.ts'

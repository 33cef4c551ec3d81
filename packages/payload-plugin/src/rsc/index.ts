export { EditorPage } from './editor-page.tsx'
export { EditorTab } from './editor-tab.tsx'

import type { Customization } from '../settings/settings.ts'
import type { EditorPermissions } from './editor-permissions.ts'

export type DocumentType = 'word' | 'cell' | 'slide' | 'pdf' | 'diagram'
export type EditorMode = 'edit' | 'view'
export type EditorType = 'desktop' | 'mobile' | 'embedded'

/**
 * What `DocsAPI.DocEditor` is given, without `token` and `events`. Flat: the whole object is what gets signed
 * (ONLYOFFICE docs: Additional API, Signature, Browser; Usage API, Config). Holds no `undefined`, so that it equals its signed copy.
 */
export interface EditorConfig {
  documentType: DocumentType
  type: EditorType
  document: {
    fileType: string
    key: string
    title: string
    /** Fetched by Document Server, not by the browser. */
    url: string
    info: { owner?: string; uploaded: string; folder?: string }
    permissions: EditorPermissions
    referenceData: { fileKey: string; instanceId: string }
  }
  editorConfig: {
    mode: EditorMode
    lang: string
    region: string
    /** Present exactly when Document Server counts the connection as an editor. */
    callbackUrl?: string
    user: { id: string; name: string; group?: string; image?: string }
    coEditing: { mode: 'fast' | 'strict'; change: boolean }
    customization: EditorCustomization
    /** Only with type `embedded`. */
    embedded?: { toolbarDocked: 'top' | 'bottom'; saveUrl?: string }
  }
}

/** The part of the editor's `customization` that the settings and the kind of page decide. */
export interface EditorCustomization {
  anonymous: { request: boolean }
  close?: { visible: boolean; text: string }
  compactHeader: boolean
  compactToolbar: boolean
  feedback: boolean
  forcesave: boolean
  help: boolean
  hideRightMenu: boolean
  macros: boolean
  mentionShare: boolean
  mobile?: { forceView: boolean }
  plugins: boolean
  review: { reviewDisplay: Customization['reviewDisplay'] }
  uiTheme?: string
  unit: Customization['unit']
  zoom: number
}

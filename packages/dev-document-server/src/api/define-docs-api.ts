import type { FrameCommand, FrameEvent, FrameFeatures } from '../rooms.ts'

type Handler = (event: { target: unknown; data?: unknown }) => void

interface EditorConfig {
  documentType?: string
  type?: 'desktop' | 'mobile' | 'embedded'
  width?: string
  height?: string
  token?: string
  document: Record<string, unknown>
  editorConfig?: Record<string, unknown>
  events?: Record<string, Handler | undefined>
}

/**
 * Browser code: defines `DocsAPI.DocEditor` as ONLYOFFICE Docs' own api.js does. It is sent to browsers as the text of
 * this function, so it refers to nothing outside of itself. ONLYOFFICE docs: "Basic concepts", "Methods", "Events".
 */
export function defineDocsApi(version: string): void {
  const scriptName = 'api/documents/api.js'
  const apps: Record<string, string> = {
    word: 'documenteditor',
    text: 'documenteditor',
    cell: 'spreadsheeteditor',
    spreadsheet: 'spreadsheeteditor',
    slide: 'presentationeditor',
    presentation: 'presentationeditor',
    pdf: 'pdfeditor',
    diagram: 'visioeditor',
  }

  /** `<base>/web-apps/apps/`, from the script tag that loaded this file. */
  function appsPath(): string {
    for (const script of Array.from(document.getElementsByTagName('script'))) {
      const end = script.src.indexOf(scriptName)
      if (end > 0) return script.src.slice(0, end)
    }
    return ''
  }

  function documentType(config: EditorConfig): string {
    if (config.documentType !== undefined && config.documentType in apps) return config.documentType
    const extension = String(config.document.fileType ?? '')
    if (/^(csv|fods|numbers|ods|ots|tsv|xl)/.test(extension)) return 'cell'
    if (/^(fodp|key|odg|odp|otp|pot|pps|ppt)/.test(extension)) return 'slide'
    if (/^(djvu|oxps|pdf|xps)/.test(extension)) return 'pdf'
    return /^vs/.test(extension) ? 'diagram' : 'word'
  }

  function features(events: Record<string, Handler | undefined>): FrameFeatures {
    const has = (name: string) => typeof events[name] === 'function'
    return {
      canUseHistory: has('onRequestHistory'),
      canHistoryClose: has('onRequestHistoryClose'),
      canHistoryRestore: has('onRequestRestore'),
      canRename: has('onRequestRename'),
      canMakeActionLink: has('onMakeActionLink'),
      canRequestClose: has('onRequestClose'),
      canRequestEditRights: has('onRequestEditRights'),
      canRequestRefreshFile: has('onRequestRefreshFile'),
      canRequestSaveAs: has('onRequestSaveAs'),
      canRequestInsertImage: has('onRequestInsertImage'),
      canRequestSelectDocument: has('onRequestSelectDocument'),
      canRequestSelectSpreadsheet: has('onRequestSelectSpreadsheet'),
      canRequestReferenceData: has('onRequestReferenceData'),
      canRequestReferenceSource: has('onRequestReferenceSource'),
      canRequestOpen: has('onRequestOpen'),
      canRequestCreateNew: has('onRequestCreateNew'),
      canRequestSharingSettings: has('onRequestSharingSettings'),
      canRequestUsers: has('onRequestUsers'),
      canRequestSendNotify: has('onRequestSendNotify'),
      canSetFavorite: has('onMetaChange'),
    }
  }

  function createFrame(placeholder: HTMLElement, config: EditorConfig): HTMLIFrameElement {
    const kind = documentType(config)
    const frame = document.createElement('iframe')
    const query = new URLSearchParams({
      _dc: '0',
      lang: String(config.editorConfig?.lang ?? 'en'),
      type: config.type ?? 'desktop',
      documentType: kind,
      frameEditorId: placeholder.id,
      parentOrigin: window.location.origin,
    })
    frame.name = 'frameEditor'
    frame.title = 'Document editor'
    frame.width = config.width ?? '100%'
    frame.height = config.height ?? '100%'
    frame.style.border = '0'
    frame.allow = 'autoplay; camera; microphone; display-capture; clipboard-write'
    frame.allowFullscreen = true
    frame.src = `${appsPath()}${apps[kind]}/main/index.html?${query}`
    return frame
  }

  function DocEditor(placeholderId: string, config: EditorConfig) {
    const events = config.events ?? {}
    const placeholder = document.getElementById(placeholderId)
    if (placeholder === null) throw new Error(`DocsAPI: there is no element with the id ${placeholderId}`)
    const frame = createFrame(placeholder, config)
    const frameOrigin = new URL(frame.src, window.location.href).origin

    const post = (command: FrameCommand['command'], data: unknown) =>
      frame.contentWindow?.postMessage(JSON.stringify({ command, data, frameEditorId: placeholderId }), frameOrigin)

    const receive = (message: MessageEvent) => {
      if (message.source !== frame.contentWindow || message.origin !== frameOrigin) return
      if (typeof message.data !== 'string') return
      let event: FrameEvent
      try {
        event = JSON.parse(message.data)
      } catch {
        return
      }
      if (event.frameEditorId !== placeholderId || typeof event.event !== 'string') return
      if (event.event === 'onAppReady') {
        post('init', { config: { ...config.editorConfig, features: features(events) } })
        post('openDocument', { doc: { ...config.document, token: config.token } })
      }
      events[event.event]?.({ target: editor, data: event.data })
    }

    const replaced = placeholder.cloneNode(false) as HTMLElement
    placeholder.parentNode?.replaceChild(frame, placeholder)
    window.addEventListener('message', receive)

    const editor = {
      destroyEditor() {
        post('destroyEditor', null)
        window.removeEventListener('message', receive)
        frame.parentNode?.replaceChild(replaced, frame)
      },
      requestClose: () => post('requestClose', null),
      refreshFile: (data: unknown) => post('refreshFile', data),
      showMessage: (...parts: string[]) => post('showMessage', { msg: parts.at(-1) ?? '' }),
      denyEditingRights: (message?: string) => post('processRightsChange', { enabled: false, message }),
      applyEditRights: (allowed: boolean, message?: string) =>
        post('processRightsChange', { enabled: allowed, message }),
      downloadAs: (format?: string) => post('downloadAs', { format }),
      refreshHistory: (data: unknown) => post('refreshHistory', data),
      setHistoryData: (data: unknown) => post('setHistoryData', data),
      setFavorite: (favorite: boolean) => post('setFavorite', { favorite }),
      setActionLink: (url: string) => post('setActionLink', { url }),
      setUsers: (data: unknown) => post('setUsers', data),
      setSharingSettings: (data: unknown) => post('setSharingSettings', data),
      insertImage: (data: unknown) => post('insertImage', data),
      setRequestedDocument: (data: unknown) => post('setRequestedDocument', data),
      setRequestedSpreadsheet: (data: unknown) => post('setRequestedSpreadsheet', data),
      setReferenceData: (data: unknown) => post('setReferenceData', data),
      setReferenceSource: (data: unknown) => post('setReferenceSource', data),
      startFilling: () => post('startFilling', null),
      /** The Automation API belongs to the Developer edition. */
      createConnector: () => null,
    }
    return editor
  }

  DocEditor.version = () => version
  const page = window as unknown as { DocsAPI?: Record<string, unknown> }
  page.DocsAPI = { ...page.DocsAPI, DocEditor }
}

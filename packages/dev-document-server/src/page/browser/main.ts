import type { FrameCommand, FrameFeatures, PageMessage, ServerMessage } from '../../rooms.ts'
import { cellView } from './cell-view.ts'
import { type Connection, connect } from './connection.ts'
import { element } from './element.ts'
import { linkFrame } from './frame-link.ts'
import { type HistoryPanel, historyPanel } from './history-panel.ts'
import { pictureStore } from './pictures.ts'
import { type SharedText, shareText } from './shared-text.ts'
import { slideView } from './slide-view.ts'
import { type Toolbar, type ToolbarAction, toolbar } from './toolbar.ts'
import { type DocumentView, showBlocks, wordView } from './word-view.ts'

type Fields = Record<string, unknown>
type Opened = Extract<ServerMessage, { type: 'opened' }>

const settings = {
  frameEditorId: document.body.dataset.frameEditorId ?? '',
  parentOrigin: document.body.dataset.parentOrigin ?? 'null',
  documentType: document.body.dataset.documentType ?? 'word',
  version: document.body.dataset.version ?? '',
}
const main = document.getElementById('main') as HTMLElement
const toasts = element('div', { class: 'toasts', role: 'status', 'aria-live': 'polite' })
document.body.append(toasts)

let editorConfig: Fields = {}
let features: FrameFeatures | null = null
let editor: Editor | null = null

const frame = linkFrame(settings, (command) => receive(command))

function receive(message: FrameCommand): void {
  if (message.command === 'init') {
    const { features: given, ...config } = message.data.config
    features = given
    editorConfig = config
  } else if (message.command === 'openDocument') {
    const { token, ...documentConfig } = message.data.doc
    const config = { documentType: settings.documentType, document: documentConfig, editorConfig }
    editor = openEditor({ type: 'open', config, ...(token !== undefined && { token }) })
  } else if (message.command === 'refreshFile') {
    const {
      document: documentConfig,
      editorConfig: config,
      token,
    } = message.data as { document?: Fields; editorConfig?: Fields; token?: string }
    editor?.close()
    editorConfig = config ?? editorConfig
    editor = openEditor({
      type: 'open',
      config: { documentType: settings.documentType, document: documentConfig ?? {}, editorConfig },
      ...(token !== undefined && { token }),
    })
  } else editor?.receive(message)
}

interface Editor {
  receive(message: FrameCommand): void
  close(): void
}

function openEditor(open: Extract<PageMessage, { type: 'open' }>): Editor {
  const customization = asFields(editorConfig.customization)
  const close = asFields(customization.close)
  const goBack = asFields(customization.goback)
  const permissions = asFields(open.config.document.permissions)
  const favorite = asFields(open.config.document.info).favorite
  let opened: Opened | null = null
  let shared: SharedText | null = null
  let view: DocumentView | null = null
  let panel: HistoryPanel | null = null
  let canEdit = false
  let isDead = false
  let isStored = true
  let isLost = false
  let title = String(open.config.document.title ?? 'Document')

  applyTheme(customization.uiTheme)
  const bar: Toolbar = toolbar(
    {
      documentType: settings.documentType,
      version: settings.version,
      canSave: customization.forcesave === true,
      closeText:
        features?.canRequestClose &&
        customization.close !== undefined &&
        customization.close !== false &&
        close.visible !== false
          ? String(close.text ?? 'Close')
          : null,
      goBack:
        typeof goBack.url === 'string'
          ? { url: goBack.url, text: String(goBack.text ?? 'Open file location'), blank: goBack.blank !== false }
          : null,
      features,
      favorite: typeof favorite === 'boolean' ? favorite : null,
      canDownload: permissions.download !== false,
      canPrint: permissions.print !== false,
    },
    act,
    (name) => frame.send('onRequestRename', name),
  )
  bar.setTitle(title)
  bar.setMode('view')
  bar.setStatus('Opening…', 'busy')
  const stage = element('main', { class: 'stage-area', 'aria-busy': 'true' }, loading())
  main.replaceChildren(bar.element, stage)

  const connection: Connection = connect(open, {
    onMessage: handle,
    onState: () => showDocument(),
    onCaret: (caret) => shared?.receiveCaret(caret),
    onStored(stored) {
      if (stored === isStored || isDead) return
      isStored = stored
      if (!isLost) bar.setStatus(stored ? 'All changes are stored' : 'Saving…', stored ? 'ok' : 'busy')
      frame.send('onDocumentStateChange', !stored)
    },
    onLink(state, code) {
      isLost = state === 'lost'
      if (isDead) return
      if (state === 'lost') bar.setStatus('No connection. Your typing is kept and goes out when it is back.', 'warn')
      else if (state === 'ended') fail(endReason(code), 'The editor was closed')
    },
    onStranded() {
      fail(
        'The document was saved and closed while the connection was lost. Copy what you need and open it again.',
        'Not saved',
        true,
      )
    },
  })
  const pictures = pictureStore(connection)
  function showDocument(): void {
    if (!opened || isDead) return
    if (view) {
      pictures.askAgain()
      bar.setStatus('Connected again', 'ok')
      return
    }
    shared = shareText(opened.blocks, connection)
    const mayEdit = () => canEdit && !isDead
    if (opened.kind === 'cell') view = cellView(shared, mayEdit)
    else if (opened.kind === 'slide') view = slideView(shared, mayEdit)
    else if (opened.kind === 'readonly') view = noPreview(opened.fileType)
    else view = wordView(shared, mayEdit, opened.kind === 'text', pictures)
    stage.replaceChildren(view.element)
    stage.setAttribute('aria-busy', 'false')
    view.update()
    bar.setStatus(canEdit ? 'All changes are stored' : '', 'ok')
    if (canEdit) view.focus()
    frame.send('onInfo', { mode: opened.mode })
    frame.send('onDocumentReady')
  }

  function handle(message: ServerMessage): void {
    switch (message.type) {
      case 'opened':
        opened = message
        canEdit = message.mode === 'edit' && message.kind !== 'readonly'
        title = message.title
        bar.setTitle(title)
        bar.setMode(canEdit ? 'edit' : 'view', canEdit && message.kind === 'word')
        view?.update()
        break
      case 'error':
        frame.send('onError', { errorCode: message.errorCode, errorDescription: message.errorDescription })
        fail(message.errorDescription, `Error ${message.errorCode}`)
        break
      case 'warning':
        frame.send('onWarning', { warningCode: message.warningCode, warningDescription: message.warningDescription })
        toast(message.warningDescription)
        break
      case 'versionChanged':
        fail(message.message, 'There is a newer version')
        frame.send(features?.canRequestRefreshFile ? 'onRequestRefreshFile' : 'onOutdatedVersion')
        break
      case 'participants':
        bar.setUsers(message.users, opened?.connectionId ?? '')
        break
      case 'changesStored':
        // The room's own frames say it for this tab alone.
        break
      case 'dropped':
        stopEditing(message.message)
        break
      case 'meta':
        if (message.meta.title !== undefined) {
          title = message.meta.title
          bar.setTitle(title)
        }
        frame.send('onMetaChange', message.meta)
        break
      case 'forcesave':
        bar.setSaving(message.state === 'started')
        if (message.state === 'finished') {
          toast(
            message.ok === null
              ? 'There was nothing to save.'
              : message.ok
                ? 'Saved.'
                : 'Saving failed. Your changes are kept here.',
          )
        }
        break
      case 'downloadAs':
        if (message.purpose === 'saveAs') {
          frame.send('onRequestSaveAs', { fileType: message.fileType, title: message.title, url: message.url })
        } else frame.send('onDownloadAs', { fileType: message.fileType, url: message.url })
        break
      case 'history':
        stage.replaceChildren(showBlocks(message.blocks, message.previous), ...(panel ? [panel.element] : []))
        break
      case 'fetched':
        toast(
          message.ok
            ? 'The file was fetched. The development server does not use it.'
            : `The file could not be fetched (${message.errorCode}).`,
        )
        break
      case 'notice':
        toast(message.text)
        break
      case 'picture':
        pictures.receive(message)
        break
    }
  }

  function act(action: ToolbarAction): void {
    if (action === 'save') {
      bar.setSaving(true)
      connection.send({ type: 'save' })
    } else if (action === 'close') void requestClose()
    else if (action === 'goBack') window.open(String(goBack.url), goBack.blank === false ? '_parent' : '_blank')
    else if (action === 'edit') frame.send('onRequestEditRights')
    else if (action === 'saveAs') connection.send({ type: 'downloadAs', purpose: 'saveAs', title })
    else if (action === 'download') downloadHere()
    else if (action === 'downloadPdf') downloadHere('pdf')
    else if (action === 'print') window.print()
    else if (action === 'insertImage') frame.send('onRequestInsertImage', { c: 'add' })
    else if (action === 'insertText') frame.send('onRequestSelectDocument', { c: 'insert-text' })
    else if (action === 'compare') frame.send('onRequestSelectDocument', { c: 'compare' })
    else if (action === 'history') frame.send('onRequestHistory')
    else if (action === 'share') frame.send('onRequestSharingSettings')
    else if (action === 'createNew') frame.send('onRequestCreateNew')
    else if (action === 'favorite') frame.send('onMetaChange', { favorite: !isFavorite() })
  }

  const isFavorite = () => main.querySelector('[data-action=favorite]')?.getAttribute('aria-pressed') === 'true'

  function downloadHere(format?: string): void {
    toast('The download is being prepared.')
    connection.send({ type: 'downloadAs', purpose: 'download', title, ...(format !== undefined && { format }) })
  }

  function stopEditing(message: string): void {
    canEdit = false
    bar.setMode('view')
    bar.setStatus('', 'ok')
    view?.update()
    if (message !== '') toast(message)
  }

  function fail(message: string, heading: string, keepsText = false): void {
    isDead = true
    canEdit = false
    bar.setMode('view')
    bar.setStatus('Closed', 'warn')
    const notice = element(
      'div',
      { class: 'failure', role: 'alert', 'data-testid': 'failure' },
      element('h2', {}, heading),
      element('p', {}, plain(message)),
    )
    if (keepsText && view) {
      view.update()
      stage.prepend(notice)
    } else {
      stage.replaceChildren(notice)
      stage.setAttribute('aria-busy', 'false')
      connection.close()
    }
  }

  /** Typing is on its way within moments: wait for it rather than ask, and ask only when it does not arrive. */
  async function requestClose(): Promise<void> {
    for (let waited = 0; !isStored && !isDead && waited < 20; waited++)
      await new Promise((resolve) => setTimeout(resolve, 100))
    if (isStored || isDead || window.confirm('Some changes have not reached the server. Close anyway?'))
      frame.send('onRequestClose')
  }

  function showHistory(data: Fields): void {
    const leave = () => {
      panel = null
      if (view) stage.replaceChildren(view.element)
      stage.classList.remove('with-history')
    }
    panel = historyPanel(data, {
      choose: (version) => frame.send('onRequestHistoryData', version),
      restore: features?.canHistoryRestore ? (version) => frame.send('onRequestRestore', { version }) : null,
      close() {
        leave()
        if (features?.canHistoryClose) frame.send('onRequestHistoryClose')
      },
    })
    stage.classList.add('with-history')
    stage.replaceChildren(...(view ? [view.element] : []), panel.element)
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return
    event.preventDefault()
    if (customization.forcesave === true && canEdit) act('save')
    else toast('All changes are stored as you type.')
  }
  window.addEventListener('keydown', onKeyDown)
  const leavePage = () => connection.close()
  window.addEventListener('pagehide', leavePage)

  const shutDown = () => {
    isDead = true
    window.removeEventListener('keydown', onKeyDown)
    window.removeEventListener('pagehide', leavePage)
    connection.close()
    pictures.close()
  }

  return {
    close: shutDown,
    receive(message) {
      if (message.command === 'showMessage') toast(String(message.data.msg))
      else if (message.command === 'processRightsChange') {
        if (!message.data.enabled) stopEditing(message.data.message ?? 'You may not edit this document.')
      } else if (message.command === 'downloadAs') {
        connection.send({
          type: 'downloadAs',
          purpose: 'download',
          title,
          ...(message.data.format !== undefined && { format: message.data.format }),
        })
      } else if (message.command === 'requestClose') void requestClose()
      else if (message.command === 'destroyEditor') shutDown()
      else if (message.command === 'refreshHistory') showHistory(message.data)
      else if (message.command === 'setHistoryData') {
        if (typeof message.data.error === 'string') toast(message.data.error)
        else connection.send({ type: 'history', data: message.data })
      } else if (message.command === 'setFavorite') bar.setFavorite(message.data.favorite === true)
      else if (message.command === 'insertImage' || message.command === 'setRequestedDocument') {
        toast('The file is being fetched.')
        const caret = shared?.lastCaret() ?? null
        connection.send({ type: 'insert', method: message.command, data: asFields(message.data), caret })
      } else if (['setRequestedSpreadsheet', 'setReferenceData', 'setReferenceSource'].includes(message.command)) {
        connection.send({ type: 'fetch', data: (message.data ?? {}) as Fields })
      }
    },
  }
}

function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

function loading(): HTMLElement {
  return element(
    'div',
    { class: 'loading' },
    element('div', { class: 'spinner', 'aria-hidden': 'true' }),
    element('p', {}, 'Opening the document…'),
  )
}

function noPreview(fileType: string): DocumentView {
  const text = `The development server does not show ${fileType} files. ONLYOFFICE Docs does. Nothing in the file changes here.`
  return {
    element: element('div', { class: 'failure quiet' }, element('h2', {}, 'No preview'), element('p', {}, text)),
    update: () => {},
    focus: () => {},
  }
}

/** Descriptions of errors have line breaks in HTML. */
const plain = (text: string) => text.replace(/<br\s*\/?>/g, ' ')

function toast(text: string): void {
  const shown = element('p', { class: 'toast' }, plain(text))
  toasts.append(shown)
  setTimeout(() => shown.remove(), 6000)
}

/** ONLYOFFICE docs: names of the themes. */
function applyTheme(theme: unknown): void {
  const name = typeof theme === 'string' ? theme : ''
  if (/dark|night/.test(name)) document.documentElement.dataset.theme = 'dark'
  else if (name !== '' && name !== 'theme-system') document.documentElement.dataset.theme = 'light'
}

function endReason(code: number | undefined): string {
  if (code === 4001) return 'The server is stopping. Open the document again in a moment.'
  if (code === 4002 || code === 4003) return 'Nothing was typed for a long time. Open the document again to go on.'
  if (code === 4004 || code === 4005 || code === 4006)
    return 'Your access to this document has ended. Open it again from where you came.'
  if (code === 4008 || code === 4009)
    return 'This document was changed elsewhere. Open it again to see the new version.'
  return 'The server ended the connection. Open the document again.'
}

frame.send('onAppReady')

import type { FrameOpening, FramePageInput } from '../hosting/frame-page.ts'
import type { WopiEvent } from '../session/wopi-session.ts'

type Fields = Record<string, unknown>
interface DocEditor {
  destroyEditor(): void
  denyEditingRights(message: string): void
  downloadAs(format?: string): void
  requestClose(): void
  insertImage(data: Fields): void
}

/**
 * Browser code: the page between the host page and the editor. It shows the editor, speaks the PostMessage API of its flavour with the window around it, and asks
 * the person when a document was changed in storage. It is sent to browsers as the text of this function, so it refers to nothing outside of itself. Sources:
 * Microsoft's "Using PostMessage", Collabora's "PostMessage API", ONLYOFFICE docs "WOPI, PostMessage".
 */
export function runWopiFrame(): void {
  const input = JSON.parse(document.body.dataset.wopi ?? '{}') as FramePageInput
  const isCollabora = input.flavour === 'collabora'
  const started = Date.now()
  const idleMs = 15 * 60_000
  let opening: FrameOpening | null = input.opening
  let editor: DocEditor | null = null
  let events: EventSource | null = null
  let isHostReady = !isCollabora
  let isIdle = false
  let idleTimer = 0
  let views: unknown[] = []
  const disabled = new Set<string>()

  function post(id: string, values: unknown = {}): void {
    const origin = opening?.postMessageOrigin ?? null
    if (origin === null || window.parent === window) return
    const common = isCollabora ? {} : { 'ui-language': input.language, wdUserSession: opening?.wdUserSession }
    const Values = Array.isArray(values) ? values : { ...(values as Fields), ...common }
    window.parent.postMessage(JSON.stringify({ MessageId: id, SendTime: Date.now(), Values }), origin)
  }

  const isOn = (name: string) => opening?.info[name] === true

  /** The host page's own element for what the person asked for, or nothing where it is not wanted. */
  function postAction(id: string, values: Fields, switches: { onlyoffice?: string; collabora?: string | true }): void {
    const needed = isCollabora ? switches.collabora : switches.onlyoffice
    if (needed !== undefined && (needed === true || isOn(needed))) post(id, values)
  }

  async function call(action: string, body: Fields = {}): Promise<Fields> {
    const answer = await fetch(`${input.api}/${opening?.token}/${action}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    const result = (await answer.json()) as Fields
    if (!answer.ok) notice(String(result.error))
    return result
  }

  function notice(text: string): void {
    const shown = document.createElement('p')
    shown.className = 'notice'
    shown.setAttribute('role', 'status')
    shown.textContent = text
    document.body.append(shown)
    setTimeout(() => shown.remove(), 7000)
  }

  function fail(text: string): void {
    const shown = document.createElement('div')
    shown.className = 'failure'
    shown.setAttribute('role', 'alert')
    const heading = document.createElement('h1')
    heading.textContent = 'The document cannot be opened'
    const words = document.createElement('p')
    words.textContent = text
    shown.append(heading, words)
    document.body.replaceChildren(shown)
  }

  function show(next: FrameOpening): void {
    const old = editor
    events?.close()
    opening = next
    document.title = next.name
    old?.destroyEditor()
    events = new EventSource(`${input.api}/${next.token}/events`)
    events.onmessage = ({ data }) => receiveEvent(JSON.parse(data) as WopiEvent)
    const { DocsAPI } = window as unknown as { DocsAPI: { DocEditor: new (id: string, config: Fields) => DocEditor } }
    editor = new DocsAPI.DocEditor('editor', { ...next.config, width: '100%', height: '100%', events: editorEvents() })
  }

  async function goOn(result: Fields): Promise<void> {
    if (result.opening !== null && result.opening !== undefined) show(result.opening as FrameOpening)
  }

  function editorEvents(): Fields {
    const can = (isThere: boolean, handlers: Fields) => (isThere ? handlers : {})
    const mayRename = isOn('UserCanRename') && isOn('SupportsRename') && opening?.mode === 'edit'
    const mayCopy = isCollabora ? opening?.info.UserCanNotWriteRelative === false : !isOn('UserCanNotWriteRelative')
    return {
      onDocumentReady() {
        const DocumentLoadedTime = isCollabora ? Date.now() : Date.now() - started
        post('App_LoadingStatus', { DocumentLoadedTime, Status: 'Document_Loaded' })
        stayAwake()
      },
      onError({ data }: { data: { errorDescription: string } }) {
        if (isCollabora) post('App_LoadingStatus', { Status: 'Failed' })
        post('Action_Load_Resp', { success: false, errorMsg: data.errorDescription, errorType: 'unknown' })
      },
      onDocumentStateChange: () => stayAwake(),
      onDownloadAs({ data }: { data: { url: string; fileType: string } }) {
        if (isCollabora && isOn('DownloadAsPostMessage')) post('Download_As', { Type: data.fileType, URL: data.url })
        else window.open(data.url, '_blank', 'noopener')
      },
      ...can(isCollabora || isOn('ClosePostMessage') || typeof opening?.info.CloseUrl === 'string', {
        onRequestClose: () => close(),
      }),
      ...can(mayRename, {
        onRequestRename: ({ data }: { data: string }) =>
          void call('rename', { name: String(data).replace(/\.[^.]*$/, '') }).then(goOn),
      }),
      ...can(mayCopy === true, {
        onRequestSaveAs: ({ data }: { data: { title: string; fileType: string } }) => {
          if (isCollabora) post('UI_SaveAs', { format: data.fileType })
          else {
            void call('saveAs', { name: data.title }).then(({ name }) => {
              if (typeof name === 'string') notice(`Saved as ${name}`)
            })
          }
        },
      }),
      ...can(isOn('EnableInsertRemoteImage'), {
        onRequestInsertImage: () => post('UI_InsertGraphic'),
      }),
      ...can(isCollabora || isOn('FileVersionPostMessage') || typeof opening?.info.FileVersionUrl === 'string', {
        onRequestHistory: () => openOr('UI_FileVersions', 'FileVersionUrl', { onlyoffice: 'FileVersionPostMessage' }),
      }),
      ...can(
        isCollabora
          ? isOn('EnableShare')
          : isOn('FileSharingPostMessage') || typeof opening?.info.FileSharingUrl === 'string',
        {
          onRequestSharingSettings: () =>
            openOr(isCollabora ? 'UI_Share' : 'UI_Sharing', 'FileSharingUrl', { onlyoffice: 'FileSharingPostMessage' }),
        },
      ),
      ...can(
        opening?.mode === 'view' && (isOn('EditModePostMessage') || typeof opening.info.HostEditUrl === 'string'),
        {
          onRequestEditRights: () => openOr('UI_Edit', 'HostEditUrl', { onlyoffice: 'EditModePostMessage' }),
        },
      ),
    }
  }

  /** ONLYOFFICE posts where CheckFileInfo asks for it and otherwise goes to the address; Collabora always posts. */
  function openOr(id: string, address: string, { onlyoffice }: { onlyoffice: string }): void {
    if (isCollabora || isOn(onlyoffice)) postAction(id, {}, { onlyoffice, collabora: true })
    else if (typeof opening?.info[address] === 'string') window.open(String(opening.info[address]), '_top')
  }

  function close(): void {
    post('UI_Close', isCollabora ? { EverModified: true } : {})
    if (isCollabora) {
      if (!disabled.has('UI_Close')) end('closed')
    } else if (!isOn('ClosePostMessage') && typeof opening?.info.CloseUrl === 'string') {
      window.open(opening.info.CloseUrl, '_top')
    }
  }

  function end(reason: string): void {
    editor?.destroyEditor()
    editor = null
    events?.close()
    if (isCollabora && reason !== 'closed') post('Session_Closed', { Reason: reason })
  }

  function receiveEvent(event: WopiEvent): void {
    if (event.type === 'message') {
      if (event.id === 'Views_List') views = event.values as unknown[]
      post(event.id, event.values)
    } else if (event.type === 'notice') notice(event.text)
    else if (event.type === 'conflict') askAboutConflict(event.name)
    else {
      void fetch(`${input.api}/${event.token}/config`)
        .then((answer) => answer.json())
        .then((next) => show(next as FrameOpening))
    }
  }

  function askAboutConflict(name: string): void {
    if (document.querySelector('dialog') !== null) return
    const dialog = document.createElement('dialog')
    const heading = document.createElement('h2')
    heading.textContent = 'The document was changed in storage'
    const words = document.createElement('p')
    words.textContent = `Somebody else has stored another version of ${name}. What shall become of your changes?`
    dialog.append(heading, words)
    const choices = { discard: 'Discard', overwrite: 'Overwrite', 'save to new file': 'Save to new file' }
    for (const [choice, text] of Object.entries(choices)) {
      const button = document.createElement('button')
      button.type = 'button'
      button.textContent = text
      // The choice that loses nothing.
      button.autofocus = choice === 'save to new file'
      button.onclick = () => {
        dialog.remove()
        void call('conflict', { choice }).then(goOn)
      }
      dialog.append(button)
    }
    document.body.append(dialog)
    dialog.oncancel = (event) => event.preventDefault()
    dialog.showModal()
  }

  function stayAwake(): void {
    if (!isCollabora) return
    clearTimeout(idleTimer)
    if (isIdle) post('User_Active')
    isIdle = false
    idleTimer = window.setTimeout(() => {
      isIdle = true
      post('User_Idle')
    }, idleMs)
  }

  function receiveMessage(message: MessageEvent): void {
    if (message.source !== window.parent || message.origin !== opening?.postMessageOrigin) return
    let parsed: { MessageId?: unknown; Values?: unknown }
    try {
      parsed = typeof message.data === 'string' ? JSON.parse(message.data) : message.data
    } catch {
      return
    }
    const id = String(parsed?.MessageId)
    const values = (typeof parsed?.Values === 'object' && parsed.Values !== null ? parsed.Values : {}) as Fields
    if (id === 'Host_PostmessageReady') isHostReady = true
    else if (id === 'Close_Session') end('OwnerTermination')
    // Collabora listens to nothing else before the host page has said that it is ready.
    else if (isHostReady && isCollabora) actForCollabora(id, values)
    else if (isHostReady && id === 'Action_InsertGraphic') insert(values)
  }

  function actForCollabora(id: string, values: Fields): void {
    if (id === 'Action_Save') void call('save', values)
    else if (id === 'Action_SaveAs') {
      void call('saveAs', { name: values.Filename }).then((result) => {
        const { name: fileName } = result
        if (values.Notify === true) post('Action_Save_Resp', { success: typeof fileName === 'string', fileName })
        return goOn(result)
      })
    } else if (id === 'Action_Close') close()
    else if (id === 'Action_InsertGraphic') insert(values)
    else if (id === 'Action_Export') editor?.downloadAs(String(values.Format ?? 'pdf'))
    else if (id === 'Reset_Access_Token') {
      const { token, access_token_ttl: ttl } = values
      void call('token', { token, ...(ttl === undefined ? {} : { ttl: String(ttl) }) })
    } else if (id === 'Get_Views') post('Get_Views_Resp', views)
    else if (id === 'Get_Export_Formats') post('Get_Export_Formats_Resp', [{ Label: 'PDF', Format: 'pdf' }])
    else if (id === 'Disable_Default_UIAction') {
      if (values.disable === true) disabled.add(String(values.action))
      else disabled.delete(String(values.action))
    }
  }

  /** The server fetches the address; it needs no token, and the editor says how it went. */
  function insert(values: Fields): void {
    const filename = values.filename ?? values.Filename
    const images = [{ url: values.url ?? values.Url }]
    editor?.insertImage({ c: 'add', images, ...(typeof filename === 'string' ? { filename } : {}) })
  }

  window.addEventListener('message', receiveMessage)
  if (opening === null) {
    fail(input.failure ?? 'The host did not let the document be opened.')
    return
  }
  if (isCollabora) post('App_LoadingStatus', { Status: 'Frame_Ready', Features: { VersionStates: true } })
  show(opening)
}

import { createContext, runInContext } from 'node:vm'
import { expect, it, vi } from 'vitest'
import { apiScript } from './api-script.ts'

/** The few parts of a browser window that the script touches. */
function createWindow() {
  const posted: { command: string; data: unknown }[] = []
  const listeners = new Set<(event: object) => void>()
  const frame: Record<string, unknown> = {
    style: {},
    contentWindow: {
      postMessage: (text: string, origin: string) => posted.push({ ...JSON.parse(text), origin }),
    },
    get parentNode() {
      return parent
    },
  }
  const parent = {
    shown: 'placeholder' as unknown,
    replaceChild: (next: unknown) => void Object.assign(parent, { shown: next }),
  }
  const placeholder = { id: 'editor', parentNode: parent, cloneNode: () => ({ id: 'editor', copy: true }) }
  const window: Record<string, unknown> = {
    location: { origin: 'https://cms.example', href: 'https://cms.example/page' },
    document: {
      getElementsByTagName: () => [
        { src: 'https://cms.example/other.js' },
        { src: 'https://docs.example/sub/web-apps/apps/api/documents/api.js?shardkey=k1' },
      ],
      getElementById: (id: string) => (id === 'editor' ? placeholder : null),
      createElement: () => frame,
    },
    addEventListener: (_name: string, listener: (event: object) => void) => listeners.add(listener),
    removeEventListener: (_name: string, listener: (event: object) => void) => listeners.delete(listener),
    URL,
    URLSearchParams,
  }
  window.window = window
  const say = (event: string, data?: unknown, from: object = {}) => {
    const message = { frameEditorId: 'editor', event, data }
    for (const listener of listeners) {
      listener({ source: frame.contentWindow, origin: 'https://docs.example', data: JSON.stringify(message), ...from })
    }
  }
  return { window, posted, frame, parent, say, listeners }
}

interface Api {
  DocEditor: { new (id: string, config: object): Record<string, (...args: unknown[]) => void>; version(): string }
}

function load() {
  const page = createWindow()
  runInContext(apiScript('9.3.1.0'), createContext(page.window))
  return { ...page, api: page.window.DocsAPI as Api }
}

const config = { documentType: 'cell', document: { key: 'k1' }, editorConfig: { lang: 'de' }, token: 't' }

it('puts a frame of the server that the script came from in place of the element', () => {
  const { api, frame, parent } = load()
  expect(api.DocEditor.version()).toBe('9.3.1')
  new api.DocEditor('editor', config)
  expect(parent.shown).toBe(frame)
  expect(frame.name).toBe('frameEditor')
  const src = new URL(String(frame.src))
  expect(src.origin + src.pathname).toBe('https://docs.example/sub/web-apps/apps/spreadsheeteditor/main/index.html')
  expect(Object.fromEntries(src.searchParams)).toMatchObject({
    lang: 'de',
    parentOrigin: 'https://cms.example',
    frameEditorId: 'editor',
  })
})

it('sends the config to the frame when it is ready, and its events to the handlers', () => {
  const { api, posted, say } = load()
  const onAppReady = vi.fn()
  const onInfo = vi.fn()
  new api.DocEditor('editor', { ...config, events: { onAppReady, onInfo, onRequestClose: () => {} } })
  say('onAppReady')
  expect(posted).toMatchObject([
    {
      command: 'init',
      data: { config: { lang: 'de', features: { canRequestClose: true, canRename: false } } },
      origin: 'https://docs.example',
    },
    { command: 'openDocument', data: { doc: { key: 'k1', token: 't' } } },
  ])
  say('onInfo', { mode: 'edit' })
  expect(onAppReady).toHaveBeenCalledOnce()
  expect(onInfo.mock.calls[0]?.[0].data).toEqual({ mode: 'edit' })
})

it('listens to nobody but its frame', () => {
  const { api, say } = load()
  const onInfo = vi.fn()
  new api.DocEditor('editor', { ...config, events: { onInfo } })
  say('onInfo', null, { origin: 'https://evil.example' })
  say('onInfo', null, { source: {} })
  say('onInfo', null, { data: 'no json' })
  say('onInfo', null, { data: JSON.stringify({ frameEditorId: 'other', event: 'onInfo' }) })
  expect(onInfo).not.toHaveBeenCalled()
})

it('hands methods on, and puts the element back when destroyed', () => {
  const { api, posted, parent, listeners } = load()
  const editor = new api.DocEditor('editor', config)
  editor.denyEditingRights?.('no more')
  editor.downloadAs?.('pdf')
  editor.destroyEditor?.()
  expect(posted.map(({ command, data }) => [command, data])).toEqual([
    ['processRightsChange', { enabled: false, message: 'no more' }],
    ['downloadAs', { format: 'pdf' }],
    ['destroyEditor', null],
  ])
  expect(parent.shown).toEqual({ id: 'editor', copy: true })
  expect(listeners.size).toBe(0)
})

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PickableList } from '../src/actions/pick-document.ts'
import type { OpenAnswer } from '../src/editor/index.ts'
import { pageScript, renderEditorPage } from '../src/editor/index.ts'

/** Stands for api.js: mounts a frame as the real one does, and lets a test send the editor's events. */
const fakeApi = `
window.DocsAPI = { DocEditor: function (id, config) {
  const script = [...document.getElementsByTagName('script')].reverse().find((s) => s.src.includes('api/documents/api.js'))
  const frame = document.createElement('iframe')
  frame.src = script.src.replace(/api\\/documents.*/, 'frame.html')
  frame.name = 'frameEditor'
  document.getElementById(id).replaceWith(frame)
  const calls = []
  window.fakeEditor = { config, calls, fire: (name, data) => config.events[name]({ data }) }
  config.document.token = 'written by the editor'
  const note = (method) => (...values) => calls.push([method, ...values])
  this.showMessage = note('showMessage')
  this.refreshFile = note('refreshFile')
  this.insertImage = note('insertImage')
  this.setRequestedDocument = note('setRequestedDocument')
  this.requestClose = () => config.events.onRequestClose({})
  this.destroyEditor = () => {
    calls.push(['destroyEditor'])
    const div = document.createElement('div')
    div.id = id
    frame.replaceWith(div)
  }
} }`

const fakeFrame = `<!doctype html><title>Editor</title><style>body{margin:0;background:#fff;color:#222;font:16px sans-serif}
div{height:48px;background:#446995}p{margin:48px auto;width:60%}</style><div></div><p>The editor’s frame</p>`

export interface EditorPageServer {
  /** The page's origin. */
  origin: string
  documentServer: string
  /** What the page asked its door, such as `POST /api/documents/7/open`. */
  requests: { line: string; body: unknown }[]
  /** What the door answers to "open". */
  answer: OpenAnswer
  /** What can be picked. */
  pickable(query: URLSearchParams): PickableList
  /** Answers the next requests of the door instead. */
  failure: { status: number; body: string } | null
  /** Holds the answers back while it is set. */
  hold: Promise<void> | null
  close(): Promise<void>
}

/** A page of ours with its door on one origin, a stand-in for Document Server on another. */
export async function startEditorPageServer(
  makeAnswer: (documentServer: string) => OpenAnswer,
  page: { locale?: string } = {},
): Promise<EditorPageServer> {
  const documentServer = createServer((request, response) => {
    const frame = request.url?.includes('frame.html') === true
    response.setHeader('Content-Type', frame ? 'text/html; charset=utf-8' : 'text/javascript')
    response.end(frame ? fakeFrame : fakeApi)
  })
  const site = createServer(async (request, response) => {
    const path = request.url ?? ''
    if (path.startsWith('/page')) {
      const { html, headers } = renderEditorPage({
        documentId: '7',
        title: 'Report.docx',
        base: '/api',
        mode: 'edit',
        locale: page.locale,
        scriptUrl: '/assets/editor.js',
        documentServerUrl: own.documentServer,
        closeUrl: '/library',
      })
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
      response.end(html)
      return
    }
    if (path.startsWith('/picture')) {
      response.setHeader('Content-Type', 'image/svg+xml')
      response.end(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><rect width="4" height="3" fill="#446995"/></svg>',
      )
      return
    }
    if (path.startsWith('/assets/editor.js')) {
      response.setHeader('Content-Type', 'text/javascript')
      response.end(pageScript)
      return
    }
    if (path.startsWith('/api/')) {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const text = Buffer.concat(chunks).toString()
      own.requests.push({ line: `${request.method} ${path}`, body: text === '' ? undefined : JSON.parse(text) })
      if (own.hold !== null) await own.hold
      response.statusCode = own.failure?.status ?? 200
      response.setHeader('Content-Type', 'application/json')
      response.end(own.failure?.body ?? JSON.stringify(answerTo(request.method ?? '', path)))
      return
    }
    response.setHeader('Content-Type', 'text/html')
    response.end('<!doctype html><title>Library</title>')
  })
  function answerTo(method: string, path: string): object {
    if (path.endsWith('/open')) return own.answer
    const { pathname, searchParams } = new URL(path, 'http://page')
    if (!pathname.endsWith('/pick')) return { document: own.answer.document }
    return method === 'GET' ? own.pickable(searchParams) : { c: 'add', token: 'signed' }
  }

  const documentServerOrigin = await listen(documentServer)
  const own: EditorPageServer = {
    origin: await listen(site),
    documentServer: documentServerOrigin,
    requests: [],
    answer: makeAnswer(documentServerOrigin),
    pickable: () => ({ documents: [] }),
    failure: null,
    hold: null,
    async close() {
      await Promise.all([site, documentServer].map(stop))
    },
  }
  return own
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
  })
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
